"""Which money paid which service: the earliest money pays the earliest service. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """Money that came, or a service that was rendered: its key, its day and how much."""

    key: int
    day: date
    amount: Decimal


def unrendered(money: Sequence[Sum], services: Sequence[Sum], day: date) -> dict[int, Decimal]:
    """Return how much of each sum that came by the day no service rendered by then has used."""
    used = sum((one.amount for one in services if one.day <= day), Decimal(0))
    found: dict[int, Decimal] = {}
    for one in _in_turn(money):
        if one.day > day:
            continue
        part = min(used, one.amount)
        used -= part
        if part < one.amount:
            found[one.key] = one.amount - part
    return found


def paid_ahead(money: Sequence[Sum], services: Sequence[Sum]) -> dict[int, list[int]]:
    """Return by service the money that pays it and was there no later than it was rendered."""
    found: dict[int, list[int]] = {}
    came = _in_turn(money)
    left = came[0].amount if came else Decimal(0)
    for service in _in_turn(services):
        wanted = service.amount
        while came and wanted > 0:
            if came[0].day <= service.day:
                found.setdefault(service.key, []).append(came[0].key)
            part = min(left, wanted)
            left, wanted = left - part, wanted - part
            if not left:
                came.pop(0)
                left = came[0].amount if came else Decimal(0)
    return found


def _in_turn(sums: Sequence[Sum]) -> list[Sum]:
    kept = (one for one in sums if one.amount > 0)
    return sorted(kept, key=lambda one: (one.day, one.key))
