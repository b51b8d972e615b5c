"""The bookings of each crew's day, in their order, and the gaps between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from turnup.planner.model import Booking, Job, Place, Shift
from turnup.planner.travel import SpeedProfile, travel_minutes

Days = Mapping[Shift, list[Booking]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Free time in a crew's day: where it comes from and where it has to be next."""

    begins: datetime
    ends: datetime
    before: Place | None
    after: Place | None
    first: bool = False
    last: bool = False

    def ways(self, job: Job, profile: SpeedProfile) -> tuple[int, int]:
        """Give the minutes to the job and on to what follows; at the day's end nothing does.

        A crew whose base is not on the map is taken to begin its day on site.
        """
        begun_on_site = self.first and self.before is None
        to = 0 if begun_on_site else travel_minutes(self.before, job.place, profile)
        on = 0 if self.last else travel_minutes(job.place, self.after, profile)
        return to, on

    def detour(self, job: Job, profile: SpeedProfile) -> int:
        """Give the minutes of driving that the job adds to the day."""
        to, on = self.ways(job, profile)
        spared = 0 if self.first or self.last else travel_minutes(self.before, self.after, profile)
        return max(0, to + on - spared)


def by_shift(shifts: Iterable[Shift], bookings: Iterable[Booking]) -> dict[Shift, list[Booking]]:
    """Give each shift the bookings that take its time, by their begin."""
    of_crew: dict[int, list[Booking]] = defaultdict(list)
    for booking in sorted(bookings, key=lambda b: (b.begins, b.ends, b.job)):
        of_crew[booking.crew].append(booking)
    return {
        shift: [b for b in of_crew[shift.crew] if b.begins < shift.ends and shift.begins < b.ends]
        for shift in shifts
    }


def gaps(shift: Shift, taken: list[Booking]) -> Iterator[Gap]:
    """Give the day's free spans in their order; bookings may overlap and lie outside."""
    free_from, place, first = shift.begins, shift.base, True
    for booking in taken:
        if booking.begins > free_from:
            yield Gap(free_from, min(booking.begins, shift.ends), place, booking.place, first)
        if booking.ends >= free_from:
            free_from, place = booking.ends, booking.place
        first = False
    if free_from < shift.ends:
        yield Gap(free_from, shift.ends, place, None, first, last=True)


def load_of(shift: Shift, taken: list[Booking]) -> float:
    """Give which part of the day is booked, 0 to 1."""
    spans = (min(b.ends, shift.ends) - max(b.begins, shift.begins) for b in taken)
    return min(1.0, sum(spans, timedelta()) / (shift.ends - shift.begins))
