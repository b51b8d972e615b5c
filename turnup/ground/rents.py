"""Which spans of a lease are paid at once. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class RentSpan(NamedTuple):
    """Paid on `begins`, for the days before `ends`; a cut last span counts a part of its months."""

    begins: date
    ends: date
    months: Decimal


def spans(
    valid_from: date, valid_until: date | None, months: int, until: date
) -> Iterator[RentSpan]:
    """Give the spans of so many months each that begin before `until`, from the lease's first day.

    The last span is cut where the lease ends; its share is by days, so that nobody pays for days
    after the lease (General rule of leases, GK art. 614: rent is for the use).
    """
    over = valid_until + timedelta(days=1) if valid_until else None
    number = 0
    while (begins := months_later(valid_from, number * months)) < until:
        if over and begins >= over:
            return
        ends = months_later(valid_from, (number + 1) * months)
        if over and ends > over:
            part = Decimal((over - begins).days) / Decimal((ends - begins).days) * months
            yield RentSpan(begins, over, part.quantize(Decimal("0.0001"), ROUND_HALF_UP))
            return
        yield RentSpan(begins, ends, Decimal(months))
        number += 1


def months_later(day: date, months: int) -> date:
    """Give the same day so many months later; the month's last where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
