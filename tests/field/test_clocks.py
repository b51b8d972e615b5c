"""A phone's clock may be wrong by hours or days: when did an act happen?"""

from datetime import UTC, datetime, timedelta

import pytest

from turnup.field.clocks import Greeting, happened

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
MORNING = NOW - timedelta(hours=9)
ACT = NOW - timedelta(hours=3)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_right_clock_is_believed():
    found = happened(phone_at=ACT, sent_at=NOW - timedelta(seconds=20), now=NOW)
    assert (found.at, found.note) == (ACT, "")


@pytest.mark.parametrize("wrong", [HOUR, -HOUR, 3 * DAY, -400 * DAY])
def test_a_clock_wrong_all_day_is_put_right(wrong: timedelta):
    greeting = Greeting(MORNING, -wrong)
    found = happened(phone_at=ACT + wrong, sent_at=NOW + wrong, now=NOW, greeting=greeting)
    assert (found.at, found.note, found.shift) == (ACT, "shifted", -wrong)


def test_a_clock_set_right_after_the_act_is_read_as_it_was_before():
    greeting = Greeting(MORNING, DAY)
    found = happened(phone_at=ACT - DAY, sent_at=NOW, now=NOW, greeting=greeting)
    assert (found.at, found.note) == (ACT, "changed")


def test_a_clock_set_right_before_the_act_is_read_as_it_is_now():
    greeting = Greeting(MORNING, DAY)
    found = happened(phone_at=ACT, sent_at=NOW, now=NOW, greeting=greeting)
    assert (found.at, found.note) == (ACT, "changed")


def test_a_clock_that_cannot_be_true_is_held_between_greeting_and_arrival():
    greeting = Greeting(MORNING, timedelta())
    late = happened(phone_at=NOW + DAY, sent_at=NOW, now=NOW, greeting=greeting)
    early = happened(phone_at=MORNING - DAY, sent_at=NOW, now=NOW, greeting=greeting)
    assert (late.at, late.note) == (NOW, "clamped")
    assert (early.at, early.note) == (MORNING, "clamped")


def test_nothing_happens_in_the_future():
    found = happened(phone_at=NOW + timedelta(seconds=90), sent_at=NOW, now=NOW)
    assert found.at == NOW
