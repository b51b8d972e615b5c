"""What a month costs: by days, by the fee of each day, to the kopeck."""

from datetime import date
from decimal import Decimal

import pytest

from turnup.closing.fees import Due, Fee, Span, days_served, included_in, month_due

MARCH = date(2026, 3, 1)
FEE = [Fee(date.min, Decimal("3100.00"))]


def due(served: Span, fees=FEE, suspended=()) -> Due | None:
    return month_due(MARCH, served, fees, suspended)


def test_a_whole_month_costs_the_fee() -> None:
    whole = due(Span(date(2026, 1, 5)))
    assert whole == Due(Decimal("3100.00"), MARCH, date(2026, 3, 31), 31, 31)


@pytest.mark.parametrize(
    ("first", "end", "amount"),
    [
        (date(2026, 3, 31), None, "100.00"),
        (date(2026, 3, 17), None, "1500.00"),
        (date(2026, 1, 1), date(2026, 3, 2), "100.00"),
        (date(2026, 3, 5), date(2026, 3, 6), "100.00"),
    ],
)
def test_the_first_and_the_last_month_cost_their_days(first, end, amount: str) -> None:
    found = due(Span(first, end))
    assert found is not None
    assert found.amount == Decimal(amount)


@pytest.mark.parametrize(
    "served",
    [Span(date(2026, 4, 1)), Span(date(2026, 1, 1), MARCH), Span(MARCH, MARCH)],
)
def test_a_month_without_a_day_costs_nothing(served: Span) -> None:
    assert due(served) is None


def test_a_changed_fee_counts_from_its_day() -> None:
    fees = [*FEE, Fee(date(2026, 3, 22), Decimal("6200.00"))]
    found = due(Span(date(2026, 1, 1)), fees)
    assert found is not None
    assert found.amount == Decimal("2100.00") + Decimal("2000.00")


def test_whole_days_of_suspension_cost_nothing() -> None:
    found = due(Span(date(2026, 1, 1)), suspended=[Span(date(2026, 3, 11))])
    assert found is not None
    assert (found.amount, found.days) == (Decimal("1000.00"), 10)


def test_thirds_are_rounded_half_up() -> None:
    found = due(Span(date(2026, 3, 31)), [Fee(date.min, Decimal("1000.00"))])
    assert found is not None
    assert found.amount == Decimal("32.26")


@pytest.mark.parametrize(
    ("days", "included"), [(31, "10.00"), (10, "3.23"), (1, "0.32"), (0, "0.00")]
)
def test_traffic_is_included_by_the_days_served(days: int, included: str) -> None:
    assert included_in(MARCH, Decimal(10), days) == Decimal(included)


def test_days_of_a_pause_include_no_traffic() -> None:
    served = days_served(MARCH, Span(date(2026, 3, 5)), [Span(date(2026, 3, 11))])
    assert len(served) == 6
