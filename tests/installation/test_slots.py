"""A crew's free time, from hours and visits: pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from turnup.installation.slots import Hours, first_fit, gaps, next_full_hour, overlaps

KALUGA = Hours(time(9), time(18), ZoneInfo("Europe/Moscow"))
DAY = date(2026, 3, 2)
HOURS = KALUGA.on(DAY)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour - 3, minute, tzinfo=UTC)


def test_hours_are_the_offices() -> None:
    assert (at(9), at(18)) == HOURS
    assert KALUGA.holds((at(9), at(18)))
    assert not KALUGA.holds((at(8, 59), at(10)))
    assert not KALUGA.holds((at(17), at(18, 1)))


@pytest.mark.parametrize(
    ("busy", "free"),
    [
        ([], [(at(9), at(18))]),
        ([(at(9), at(18))], []),
        ([(at(12), at(14))], [(at(9), at(12)), (at(14), at(18))]),
        ([(at(14), at(18)), (at(9), at(11))], [(at(11), at(14))]),
        ([(at(9), at(15)), (at(10), at(11))], [(at(15), at(18))]),
    ],
)
def test_gaps(busy: list, free: list) -> None:
    assert list(gaps(HOURS, busy)) == free


def test_the_first_gap_that_is_long_enough() -> None:
    busy = [(at(10), at(12)), (at(13), at(14))]
    assert first_fit(HOURS, busy, timedelta(hours=1)) == at(9)
    assert first_fit(HOURS, busy, timedelta(hours=2)) == at(14)
    assert first_fit(HOURS, busy, timedelta(hours=5)) is None
    assert first_fit((at(20), at(18)), [], timedelta(hours=1)) is None


def test_the_next_full_hour() -> None:
    assert next_full_hour(at(9)) == at(9)
    assert next_full_hour(at(9, 1)) == at(10)


def test_visits_that_touch_do_not_overlap() -> None:
    assert not overlaps((at(10), at(12)), [(at(9), at(10)), (at(12), at(13))])
    assert overlaps((at(10), at(12)), [(at(11), at(13))])
