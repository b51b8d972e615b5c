"""Working days and the end of terms: vectors computed from the decrees of 2025-2027."""

from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.standard import WorkCalendar

CALENDAR = WorkCalendar()
TUESDAY_AND_THURSDAY = (1, 3)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 1, 11), date(2026, 1, 16), 5),
        (date(2025, 12, 31), date(2026, 1, 31), 15),
        (date(2025, 12, 31), date(2026, 12, 31), 247),
        (date(2026, 12, 31), date(2027, 12, 31), 247),
        (date(2026, 3, 2), date(2026, 3, 2), 0),
    ],
)
def test_working_days_between(first: date, last: date, days: int) -> None:
    assert CALENDAR.between(first, last) == days


def test_a_term_starts_the_day_after() -> None:
    assert CALENDAR.nth(date(2025, 12, 30), 3) == date(2026, 1, 14)
    assert CALENDAR.nth(date(2026, 1, 1), 1) == date(2026, 1, 12)
    assert CALENDAR.nth(date(2026, 1, 1), 0) == date(2026, 1, 12)
    assert CALENDAR.nth(date(2026, 3, 2), 0) == date(2026, 3, 2)


def test_a_transferred_saturday_works() -> None:
    assert CALENDAR.is_working(date(2027, 2, 20))
    assert not CALENDAR.is_working(date(2027, 2, 22))


def test_the_company_may_overrule_the_country() -> None:
    own = WorkCalendar(overrides={date(2026, 3, 7): True, date(2026, 3, 6): False})
    assert own.nth(date(2026, 3, 5), 1) == date(2026, 3, 7)


def test_a_term_ends_with_the_office_day() -> None:
    assert CALENDAR.end_of(date(2026, 3, 2)) == datetime(2026, 3, 2, 20, 59, 59, tzinfo=UTC)
    assert CALENDAR.local_date(datetime(2026, 3, 2, 21, 30, tzinfo=UTC)) == date(2026, 3, 3)


def survey_days(year: int, on_holiday: str) -> list[date]:
    days = CALENDAR.survey_days(TUESDAY_AND_THURSDAY, on_holiday, date(year - 1, 12, 31))
    return list(takewhile(lambda d: d.year == year, days))


def test_survey_days_skip_holidays_or_move_on() -> None:
    assert len(survey_days(2026, "skip")) == 105 - 4
    assert len(survey_days(2027, "skip")) == 104 - 4
    moved = survey_days(2026, "next_working_day")
    assert moved[:3] == [date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 15)]
    assert len(set(moved)) == len(moved)


@given(st.dates(date(2020, 1, 1), date(2027, 11, 1)), st.integers(1, 30))
def test_the_nth_working_day_is_n_working_days_away(day: date, n: int) -> None:
    found = CALENDAR.nth(day, n)
    assert CALENDAR.is_working(found)
    assert CALENDAR.between(day, found) == n
    assert CALENDAR.nth(day + timedelta(days=1), n) >= found
