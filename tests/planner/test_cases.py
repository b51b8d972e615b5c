"""Single cases of the planner: why a slot is good, why there is none, what the board marks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from turnup.planner import (
    Access,
    Booking,
    Job,
    Place,
    Shift,
    conflicts,
    fill,
    next_slots,
    urgency,
    why_none,
)

ZONE = ZoneInfo("Europe/Moscow")
NINE = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # nine o'clock in Moscow, a Monday
CENTRE, SOUTH = Place(54.507, 36.252), Place(54.46, 36.20)
SHIFT = Shift(
    crew=1,
    day=date(2026, 3, 2),
    begins=NINE,
    ends=NINE + timedelta(hours=9),
    skills=frozenset({"lan"}),
    zone=ZONE,
    at_height=False,
)
JOB = Job(id="17", skill="lan", minutes=120, place=CENTRE)


def hours(moment: datetime) -> float:
    return (moment - NINE).total_seconds() / 3600 + 9


def taken(begin: float, end: float, place: Place | None = CENTRE, job: str = "other") -> Booking:
    start = NINE - timedelta(hours=9)
    return Booking(job, 1, start + timedelta(hours=begin), start + timedelta(hours=end), place)


def test_the_first_slot_leaves_time_for_the_way_before_and_after() -> None:
    booked = [taken(10, 12, SOUTH), taken(15, 17, SOUTH)]
    slot = next_slots(JOB, [SHIFT], booked, NINE, 1)[0]
    assert slot.travel_before == slot.travel_after == 20
    assert hours(slot.begins) == 12.5
    assert hours(slot.ends) == 14.5


def test_a_visit_in_the_same_building_needs_no_way() -> None:
    slot = next_slots(JOB, [SHIFT], [taken(9, 11)], NINE, 1)[0]
    assert (hours(slot.begins), slot.travel_before) == (11, 0)


def test_a_building_that_forbids_mornings() -> None:
    job = replace(JOB, access=(Access(time(14), time(18)),))
    slots = next_slots(job, [SHIFT], [], NINE, 5)
    assert hours(slots[0].begins) == 14
    assert "building_open" in [reason.code for reason in slots[0].reasons]


def test_the_kit_that_comes_at_noon() -> None:
    job = replace(JOB, kit_ready_from=NINE + timedelta(hours=3, minutes=10))
    assert hours(next_slots(job, [SHIFT], [], NINE, 1)[0].begins) == 12.5


def test_the_crew_whose_way_is_shorter_comes_first() -> None:
    other = replace(SHIFT, crew=2, base=SOUTH)
    near = replace(SHIFT, base=CENTRE)
    assert next_slots(JOB, [other, near], [], NINE, 1)[0].crew == 1


@pytest.mark.parametrize(
    ("job", "code"),
    [
        (replace(JOB, skill="radio"), "no_skill"),
        (replace(JOB, at_height=True), "no_height"),
        (replace(JOB, kit_missing=True), "kit_missing"),
        (replace(JOB, minutes=700), "too_long"),
        (replace(JOB, access=(Access(time(9), time(10)),)), "building_closed"),
        (replace(JOB, access=(Access(time(9), time(18), frozenset({6})),)), "building_closed"),
        (replace(JOB, kit_ready_from=NINE + timedelta(days=9)), "kit_later"),
        (replace(JOB, not_before=NINE + timedelta(days=9)), "past"),
        (replace(JOB, minutes=480), "all_taken"),
    ],
)
def test_why_a_job_finds_no_slot(job: Job, code: str) -> None:
    booked = [taken(12, 14)]
    assert next_slots(job, [SHIFT], booked, NINE) == []
    assert why_none(job, [SHIFT], booked, NINE).code == code
    assert fill([job], [SHIFT], booked, NINE)[1][0].reason.code == code


def test_nobody_works_at_all() -> None:
    assert why_none(JOB, [], [], NINE).code == "no_days"


@pytest.mark.parametrize(
    ("booking", "job", "code", "hard"),
    [
        (taken(10, 12, job="17"), JOB, "overlap", True),
        (taken(7, 9, job="17"), JOB, "out_of_roster", True),
        (taken(13, 15, job="17"), replace(JOB, skill="radio"), "no_skill", True),
        (taken(13, 15, job="17"), replace(JOB, at_height=True), "no_height", True),
        (taken(11.25, 13, SOUTH, "17"), JOB, "travel_short", False),
        (taken(13, 15, job="17"), replace(JOB, kit_missing=True), "kit_missing", False),
        (
            taken(13, 15, job="17"),
            replace(JOB, kit_ready_from=NINE + timedelta(days=2)),
            "kit_before",
            True,
        ),
        (
            taken(13, 15, job="17"),
            replace(JOB, kit_ready_from=NINE + timedelta(hours=9)),
            "kit_late",
            False,
        ),
        (
            taken(13, 15, job="17"),
            replace(JOB, access=(Access(time(9), time(12)),)),
            "building_closed",
            True,
        ),
        (taken(13, 15, job="17"), replace(JOB, due=NINE), "late", False),
    ],
)
def test_what_the_board_marks(booking: Booking, job: Job, code: str, hard: bool) -> None:
    found = conflicts([SHIFT], [taken(9, 11), booking], {"17": job})
    assert [(c.job, c.reason.code, c.hard) for c in found] == [("17", code, hard)]


def test_an_overdue_order_outweighs_all_else() -> None:
    late = urgency(now=NINE, due=NINE - timedelta(days=1))
    rich = urgency(
        now=NINE,
        due=NINE + timedelta(days=3),
        paid_at=NINE - timedelta(days=9),
        promised=NINE.date(),
        today=NINE.date(),
        weight=3,
    )
    assert late.points > rich.points
    assert late.reasons[0].code == "overdue"
    assert {r.code for r in rich.reasons} == {"term_left", "paid_since", "promised", "weight"}
