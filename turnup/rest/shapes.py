"""Shapes that the REST answers of several rooms share."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Named:
    """A code of the standard (a role, a step, a side, …) with its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """The proof of a movement. `fallen`: the steps that fell with it."""

    id: UUID
    version: int
    journal_seq: int
    journal_hash: str
    recorded_at: datetime
    fallen: list[str]
