"""What is wrong with a plan: the marks on the board, and the check of a single placing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from turnup.planner.model import Booking, Job, Reason, Shift
from turnup.planner.travel import USUAL, SpeedProfile, travel_minutes

HARD: Final = frozenset(
    {
        "overlap",
        "out_of_roster",
        "no_skill",
        "no_height",
        "past",
        "kit_before",
        "building_closed",
    }
)
"""What is never allowed; the rest is the crew lead's to weigh."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fault of one booking; `hard` where it may not stand at all."""

    job: str
    reason: Reason

    @property
    def hard(self) -> bool:
        """Tell whether no plan may have it."""
        return self.reason.code in HARD


def conflicts(
    shifts: Iterable[Shift],
    bookings: Iterable[Booking],
    jobs: Mapping[str, Job],
    profile: SpeedProfile = USUAL,
) -> list[Conflict]:
    """Find what is wrong with the bookings, each with its job; the same order each time."""
    shifts = list(shifts)
    ordered = sorted(bookings, key=lambda b: (b.crew, b.begins, b.ends, b.job))
    found: list[Conflict] = []
    for crew in dict.fromkeys(b.crew for b in ordered):
        mine = [b for b in ordered if b.crew == crew]
        days = [s for s in shifts if s.crew == crew]
        found += _between(mine, profile)
        for booking in mine:
            reasons = _of_one(booking, days, jobs.get(booking.job), profile)
            found += [Conflict(booking.job, reason) for reason in reasons]
    return found


def _between(mine: Sequence[Booking], profile: SpeedProfile) -> Iterator[Conflict]:
    for one, other in _legs(mine):
        if other.begins < one.ends:
            yield Conflict(other.job, Reason("overlap"))
            continue
        way = travel_minutes(one.place, other.place, profile)
        has = int((other.begins - one.ends).total_seconds() // 60)
        if has < way:
            yield Conflict(other.job, Reason("travel_short", {"needs": way, "has": has}))


def _legs(mine: Sequence[Booking]) -> Iterator[tuple[Booking, Booking]]:
    for one, other in pairwise(mine):
        if other.begins - one.ends < timedelta(hours=10):
            yield one, other


def _of_one(
    booking: Booking, days: Sequence[Shift], job: Job | None, profile: SpeedProfile
) -> Iterator[Reason]:
    shift = next((s for s in days if s.begins <= booking.begins and booking.ends <= s.ends), None)
    if shift is None:
        yield Reason("out_of_roster")
    if job is None:
        return
    if shift and not shift.can(job):
        yield Reason("no_height" if job.skill == "any" or job.skill in shift.skills else "no_skill")
    if job.kit_missing:
        yield Reason("kit_missing")
    elif job.kit_ready_from and booking.begins < job.kit_ready_from:
        zone = days[0].zone if days else UTC
        early = booking.begins.astimezone(zone).date() < job.kit_ready_from.astimezone(zone).date()
        yield Reason("kit_before" if early else "kit_late", {"at": job.kit_ready_from})
    if shift and job.access and not _is_open(job, shift, booking.begins, booking.ends):
        yield Reason("building_closed")
    if job.due and booking.ends > job.due:
        late = booking.ends - job.due
        yield Reason("late", {"hours": max(1, round(late.total_seconds() / 3600))})
    if shift and shift.base and _is_first(booking, shift):
        yield from _first_way(booking, shift, profile)


def _is_open(job: Job, shift: Shift, begins: datetime, ends: datetime) -> bool:
    return any(opens <= begins and ends <= closes for opens, closes in job.open_spans(shift))


def _is_first(booking: Booking, shift: Shift) -> bool:
    return booking.begins - shift.begins < timedelta(hours=1)


def _first_way(booking: Booking, shift: Shift, profile: SpeedProfile) -> Iterator[Reason]:
    way = travel_minutes(shift.base, booking.place, profile)
    has = int((booking.begins - shift.begins).total_seconds() // 60)
    if has < way:
        yield Reason("first_way_short", {"needs": way, "has": has})
