"""What a plan is made of. Moments are aware, in UTC; days and hours are the office's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """A point on Earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Access:
    """Hours in which a building lets a crew in, on some weekdays (Monday is 0)."""

    opens: time
    closes: time
    weekdays: frozenset[int] = frozenset(range(7))

    def on(self, day: date, zone: ZoneInfo) -> Span | None:
        """Give the day's open span, or None."""
        if day.weekday() not in self.weekdays or self.closes <= self.opens:
            return None
        begin = datetime.combine(day, self.opens, zone)
        end = datetime.combine(day, self.closes, zone)
        return begin.astimezone(UTC), end.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """An installation to plan.

    `access` empty means at any hour; several spans add up. `kit_ready_from` is the moment from
    which everything to install is there; with `kit_missing` it is not known when, and the job
    cannot be planned at all. `priority`: the higher, the sooner.
    """

    id: str
    skill: str  # a technology, or "any"
    minutes: int
    place: Place | None = None
    at_height: bool = False
    access: tuple[Access, ...] = ()
    kit_ready_from: datetime | None = None
    kit_missing: bool = False
    due: datetime | None = None
    not_before: datetime | None = None
    priority: float = 0.0

    @property
    def lasts(self) -> timedelta:
        """How long the crew is on site."""
        return timedelta(minutes=self.minutes)

    def open_spans(self, shift: "Shift") -> Iterator[Span]:
        """Give the parts of a crew's day in which the building is open."""
        if not self.access:
            yield shift.begins, shift.ends
        for access in self.access:
            span = access.on(shift.day, shift.zone)
            if span and span[0] < shift.ends and shift.begins < span[1]:
                yield max(span[0], shift.begins), min(span[1], shift.ends)


@dataclass(frozen=True, slots=True)
class Shift:
    """One crew's day: its hours, what it can do that day, where it sets out from."""

    crew: int
    day: date
    begins: datetime
    ends: datetime
    skills: frozenset[str]
    zone: ZoneInfo
    at_height: bool = True
    base: Place | None = None
    crew_skills: int = 1  # how many technologies the crew masters: the rarer, the dearer

    def can(self, job: Job) -> bool:
        """Tell whether the day's team may be sent to this job."""
        return self._has_skill(job.skill) and (self.at_height or not job.at_height)

    def _has_skill(self, skill: str) -> bool:
        return skill == "any" or skill in self.skills


@dataclass(frozen=True, slots=True)
class Booking:
    """A crew's time that is taken; an `agreed` one is promised to the customer."""

    job: str
    crew: int
    begins: datetime
    ends: datetime
    place: Place | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a slot is good or bad, or why there is none: a code and what it counts."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that a crew has for a job. `cost` in minutes of evil: the less, the better."""

    crew: int
    begins: datetime
    ends: datetime
    cost: float
    travel_before: int  # minutes
    travel_after: int
    reasons: tuple[Reason, ...] = ()
