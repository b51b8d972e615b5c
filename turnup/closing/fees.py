"""What a month of a service costs: prorated by days, by the fee of each day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from turnup.billing.months import last_day
from turnup.catalog.money import roubles

GIGABYTE: Final = 10**9


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` (inclusive) to `end` (exclusive); without `end` it goes on."""

    first: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return self.first <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Fee:
    """A monthly fee with VAT from a day on."""

    since: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for a month: the sum, and for which days."""

    amount: Decimal
    first: date
    last: date
    days: int
    of_days: int


def month_due(
    month: date, service: Span, fees: Sequence[Fee], suspended: Iterable[Span] = ()
) -> Due | None:
    """Return what a service owes for a month, or None for nothing.

    The day of activation counts, the day of its end does not; a day that was suspended as a whole
    costs nothing (decree 575, item 32). Each fee is prorated by its days and rounded half up.
    """
    days = _days(month)
    served = days_served(month, service, suspended)
    if not served:
        return None
    counted: dict[Decimal, int] = {}
    for day in served:
        fee = _fee_on(day, fees)
        counted[fee] = counted.get(fee, 0) + 1
    amount = sum(
        (roubles(fee * count / len(days)) for fee, count in counted.items()), Decimal("0.00")
    )
    return Due(amount, served[0], served[-1], len(served), len(days)) if amount else None


def days_served(month: date, service: Span, suspended: Iterable[Span] = ()) -> list[date]:
    """Return the days of the month that count: in use, and not suspended as a whole."""
    off = list(suspended)
    return [
        day
        for day in _days(month)
        if service.holds(day) and not any(span.holds(day) for span in off)
    ]


def included_in(month: date, included_gb: Decimal, days: int) -> Decimal:
    """Return the traffic included for so many days of the month, to two places, half up."""
    share = included_gb * days / last_day(month).day
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


def usage_due(octets: int, included_gb: Decimal, gb_price: Decimal) -> tuple[Decimal, Decimal]:
    """Return the gigabytes beyond the included, to two places, and what they cost with VAT.

    A gigabyte is 10⁹ octets, sent and received together; the sum is rounded half up.
    """
    counted = (Decimal(octets) / GIGABYTE).quantize(Decimal("0.01"), ROUND_HALF_UP)
    beyond = max(counted - included_gb, Decimal("0.00"))
    return beyond, roubles(beyond * gb_price)


def _days(month: date) -> list[date]:
    return [month + timedelta(days=n) for n in range(last_day(month).day)]


def _fee_on(day: date, fees: Sequence[Fee]) -> Decimal:
    standing = [fee for fee in fees if fee.since <= day]
    chosen = max(standing, key=lambda fee: fee.since) if standing else fees[0]
    return chosen.amount
