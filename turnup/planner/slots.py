"""Where one job may go: the next feasible slots, best first, with the reason for each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from turnup.planner.days import Days, Gap, by_shift, gaps, load_of
from turnup.planner.model import Booking, Job, Reason, Shift, Slot, Span
from turnup.planner.travel import USUAL, SpeedProfile

GRID: Final = 30  # minutes: visits begin on the hour and at half past
LUNCH: Final = timedelta(hours=4)  # a long gap is offered twice: at once, and after this time

# What a slot costs, in minutes of evil: a day's waiting weighs as much as two hours' driving.
PER_DAY: Final = 120.0
PER_LATE_DAY: Final = 600.0
PER_LOAD: Final = 60.0
PER_SPARE_SKILL: Final = 8.0


def next_slots(
    job: Job,
    shifts: Iterable[Shift],
    bookings: Iterable[Booking],
    after: datetime,
    n: int = 10,
    profile: SpeedProfile = USUAL,
) -> list[Slot]:
    """Give up to `n` feasible slots beginning at or after `after`, best first.

    Feasible: the day's team has the skill, everything to install is there, the building is open,
    the crew gets there from where it was and from there to where it has to be, within its day.
    Of slots that begin together only the best is given. The same question, the same answer.
    """
    return slots_in(job, by_shift(shifts, bookings), after, n, profile)


def slots_in(
    job: Job, days: Days, after: datetime, n: int, profile: SpeedProfile = USUAL
) -> list[Slot]:
    """Give the slots as `next_slots` does, of days that are sorted out already."""
    if job.kit_missing:
        return []
    soonest = earliest(job, after)
    found = [
        slot
        for shift, taken in days.items()
        if shift.ends >= soonest + job.lasts and shift.can(job)
        for slot in _slots_of_day(job, shift, taken, soonest, after, profile)
    ]
    found.sort(key=lambda slot: (slot.cost, slot.begins, slot.crew))
    best = {slot.begins: slot for slot in reversed(found)}
    return [slot for slot in found if best[slot.begins] is slot][:n]


def earliest(job: Job, after: datetime) -> datetime:
    """Give the moment from which the job may begin at all."""
    return max(moment for moment in (after, job.kit_ready_from, job.not_before) if moment)


def _slots_of_day(
    job: Job,
    shift: Shift,
    taken: Sequence[Booking],
    soonest: datetime,
    after: datetime,
    profile: SpeedProfile,
) -> Iterator[Slot]:
    day_load = load_of(shift, list(taken))
    for gap in gaps(shift, list(taken)):
        if gap.ends - gap.begins < job.lasts or gap.ends < soonest:
            continue
        to, on = gap.ways(job, profile)
        free = gap.begins + timedelta(minutes=to), gap.ends - timedelta(minutes=on)
        for begins in _begins(job, shift, free, soonest):
            cost, reasons = _judged(job, shift, gap, begins, after, day_load, profile)
            yield Slot(shift.crew, begins, begins + job.lasts, cost, to, on, reasons)


def _begins(job: Job, shift: Shift, free: Span, soonest: datetime) -> Iterator[datetime]:
    """Give the beginnings worth offering in a gap: the first of each open span, and a later one."""
    for opens, closes in job.open_spans(shift):
        first = on_grid(max(opens, free[0], soonest))
        last = min(closes, free[1]) - job.lasts
        if first <= last:
            yield first
            if first + LUNCH <= last:
                yield first + LUNCH


def on_grid(moment: datetime) -> datetime:
    """Return the moment itself when visits may begin then, else the next such moment."""
    start = moment.replace(minute=moment.minute // GRID * GRID, second=0, microsecond=0)
    return start if start == moment else start + timedelta(minutes=GRID)


def _judged(
    job: Job,
    shift: Shift,
    gap: Gap,
    begins: datetime,
    after: datetime,
    day_load: float,
    profile: SpeedProfile,
) -> tuple[float, tuple[Reason, ...]]:
    detour = gap.detour(job, profile)
    waits = max(0.0, (begins - after).total_seconds() / 86400)
    reasons = [_in_time(job, begins)] if job.due else []
    reasons.append(Reason("detour", {"minutes": detour}))
    reasons.append(Reason("load", {"percent": round(day_load * 100)}))
    cost = waits * PER_DAY + detour + day_load * PER_LOAD + shift.crew_skills * PER_SPARE_SKILL
    if job.due and begins + job.lasts > job.due:
        cost += PER_LATE_DAY * (1 + (begins + job.lasts - job.due).total_seconds() / 86400)
    if job.access:
        reasons.append(Reason("building_open"))
    if job.kit_ready_from and job.kit_ready_from > after:
        reasons.append(Reason("kit_ready", {"at": job.kit_ready_from}))
    return round(cost, 3), tuple(reasons)


def _in_time(job: Job, begins: datetime) -> Reason:
    assert job.due is not None
    spare = job.due - (begins + job.lasts)
    if spare < timedelta():
        return Reason("late", {"hours": round(-spare.total_seconds() / 3600)})
    return Reason("in_time", {"hours": round(spare.total_seconds() / 3600)})


def why_none(
    job: Job,
    shifts: Iterable[Shift],
    bookings: Iterable[Booking],
    after: datetime,
) -> Reason:
    """Give the one reason that keeps the job out of every day there is.

    The codes: `kit_missing`, `kit_later` (not within these days), or the hindrance nearest to a
    slot: `all_taken`, `building_closed`, `too_long` (for any day), `past` (no day is left),
    `no_height`, `no_skill`; `no_days` where nobody works at all.
    """
    if job.kit_missing:
        return Reason("kit_missing")
    days = by_shift(shifts, bookings)
    counted = Counter(_hindrance(job, shift, earliest(job, after)) for shift in days)
    code = next((code for code in LADDER if counted[code]), "no_days")
    if code == "past" and job.kit_ready_from and job.kit_ready_from > after:
        return Reason("kit_later", {"at": job.kit_ready_from})
    return Reason(code)


LADDER: Final = ("all_taken", "building_closed", "too_long", "past", "no_height", "no_skill")
"""The hindrances, the one nearest to a slot first."""


def _hindrance(job: Job, shift: Shift, soonest: datetime) -> str:
    if not shift.can(job):
        lowered = shift.skills if job.skill != "any" else {"any"}
        return "no_height" if job.skill in lowered else "no_skill"
    if shift.ends - shift.begins < job.lasts:
        return "too_long"
    if shift.ends < soonest + job.lasts:
        return "past"
    longest = max((end - begin for begin, end in job.open_spans(shift)), default=timedelta())
    return "building_closed" if longest < job.lasts else "all_taken"
