"""What was really used of an estimate: by the stock's ledger where that knows, else as typed.

A later room that knows what an order took says so by `measured_by`; what somebody typed corrects
it. Nothing is copied: the ledger is asked whenever the estimate is read.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from turnup.catalog.money import roubles
from turnup.surveys.models import EstimateLine

Source = Callable[[UUID], Mapping[str, Decimal]]
_SOURCES: Final[list[Source]] = []


def measured_by(source: Source) -> None:
    """Have `source(order_id)` asked for what was used, by the catalogue's code."""
    _SOURCES.append(source)


class Used(NamedTuple):
    """What was used of a line: how much, at the planned price, and whether the ledger said it."""

    quantity: Decimal
    amount: Decimal
    by_ledger: bool


def used_of(order_id: UUID, lines: Sequence[EstimateLine]) -> dict[int, Used]:
    """Give what was used of each line where it is known, by the line's position.

    Of two lines of one item the first is taken to be used as planned, the last has the rest.
    """
    known = {code: much for source in _SOURCES for code, much in source(order_id).items()}
    found: dict[int, Used] = {}
    for place, line in enumerate(lines):
        code = line.item.code if line.item else ""
        measured = None
        if code in known:
            again = any(one.item_id == line.item_id for one in lines[place + 1 :])
            measured = min(known[code], line.quantity) if again else known[code]
            known[code] -= measured
        quantity = measured if line.actual_quantity is None else line.actual_quantity
        if quantity is not None:
            by_ledger = line.actual_quantity is None
            found[line.position] = Used(quantity, roubles(quantity * line.price), by_ledger)
    return found
