"""Who moves which order, and when: what every door hands to an action."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from turnup.people.actor import Actor
from turnup.standard.moments import moment_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One intended movement.

    `at` is when it happened, `now` when it arrived at the door; `expected_version`, where given,
    refuses the move if the order has moved on meanwhile.
    """

    order_id: UUID
    actor: Actor
    now: datetime
    at: datetime
    expected_version: int | None = None
    door: str = "page"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a door gives back for a movement: enough to prove it later."""

    id: UUID
    version: int
    journal_seq: int
    journal_hash: str
    recorded_at: datetime
    fallen: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Give the receipt as every door answers it."""
        return {
            "id": str(self.id),
            "version": self.version,
            "journal_seq": self.journal_seq,
            "journal_hash": self.journal_hash,
            "recorded_at": moment_text(self.recorded_at),
            "fallen": list(self.fallen),
        }
