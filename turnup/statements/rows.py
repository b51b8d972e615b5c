"""A file's movements with the keys of their operations: what makes one the same in any file.

The key is both accounts, number, day and sum (invariant I13), whatever the charset and however
often it is told; movements of one file with one key are counted apart. Where there is no number,
the purpose's digits stand for it: the same places in another file may be other subscribers'.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from turnup.statements.formats.movements import Movement
from turnup.statements.formats.reading import Reader, checked
from turnup.statements.purposes import Named, is_return, named_in_either

NOBODY: Final = Named()


@dataclass(slots=True)
class Row:
    """A movement with the key of its operation and its place among the file's movements.

    `named` is what its purpose names, read here because it is work for the reading thread.
    """

    place: int
    movement: Movement
    key: UUID
    occurrence: int
    named: Named

    @property
    def comes_in(self) -> bool:
        """Tell whether it is a credit."""
        return self.movement.credit


def rows_of(reader: Reader, today: date) -> Iterator[Row]:
    """Give the movements that are kept: every credit, and of the debits those that give back."""
    counted: dict[bytes, int] = defaultdict(int)
    for place, movement in enumerate(reader.movements(), start=1):
        if _counts(checked(movement, today)):
            yield _row(place, movement, counted)


def _counts(movement: Movement) -> bool:
    if movement.credit:
        return True
    return movement.fault is None and (movement.storno or is_return(movement.purpose))


def _digits(purpose: str) -> str:
    """Return a purpose's digits: they tell operations without a number apart, in any charset."""
    return "".join(sign for sign in purpose if sign.isdigit())


def _row(place: int, movement: Movement, counted: dict[bytes, int]) -> Row:
    said = "\x1f".join(
        (
            "in" if movement.credit else "out",
            movement.own_account,
            movement.other_account,
            movement.number.lstrip("0") or _digits(movement.purpose),
            f"{movement.document_on}",
            f"{movement.amount}",
        )
    )
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:16]
    if movement.fault is None:
        counted[digest] += 1
    named = NOBODY
    if movement.credit and movement.fault is None:
        named = named_in_either(movement.purpose, movement.other_purpose)
    return Row(place, movement, UUID(bytes=digest), counted[digest], named)
