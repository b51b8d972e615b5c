"""A first plan: the most urgent job gets the best slot, and so on; nobody is moved for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from turnup.planner.days import by_shift
from turnup.planner.model import Booking, Job, Reason, Shift, Slot
from turnup.planner.slots import slots_in, why_none
from turnup.planner.travel import USUAL, SpeedProfile


@dataclass(frozen=True, slots=True)
class Proposal:
    """A job and the slot that it would get."""

    job: Job
    slot: Slot


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A job that finds no slot, and why."""

    job: Job
    reason: Reason


def fill(
    jobs: Iterable[Job],
    shifts: Iterable[Shift],
    bookings: Iterable[Booking],
    after: datetime,
    profile: SpeedProfile = USUAL,
) -> tuple[list[Proposal], list[Unplaced]]:
    """Propose a slot for every job that finds one, by priority; the rest with its reason.

    Bookings are never moved, agreed or not. The same question, the same answer.
    """
    shifts, days = list(shifts), by_shift(shifts, bookings)
    taken = [*bookings]
    placed: list[Proposal] = []
    left: list[Unplaced] = []
    for job in sorted(jobs, key=lambda job: (-job.priority, job.id)):
        slots = slots_in(job, days, after, 1, profile)
        if not slots:
            left.append(Unplaced(job, why_none(job, shifts, taken, after)))
            continue
        slot = slots[0]
        placed.append(Proposal(job, slot))
        booking = Booking(job.id, slot.crew, slot.begins, slot.ends, job.place)
        taken.append(booking)
        _book(days, booking)
    return placed, left


def _book(days: dict[Shift, list[Booking]], booking: Booking) -> None:
    for shift, bookings in days.items():
        if shift.crew == booking.crew and shift.begins <= booking.begins < shift.ends:
            bookings.append(booking)
            bookings.sort(key=lambda b: (b.begins, b.ends, b.job))
