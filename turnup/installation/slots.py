"""Pure: a crew's free time, from its hours and the visits it has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]

USUAL_MINUTES = {"lan": 120, "radio": 240, "leased_line": 180, "satellite": 240}
"""How long an installation takes by technology, where the planner says nothing else."""
OTHER_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when a crew works on a working day, by the office's clock."""

    works_from: time
    works_until: time
    zone: ZoneInfo

    def on(self, day: date) -> Span:
        """Return the day's working span as UTC moments."""
        begin = datetime.combine(day, self.works_from, self.zone)
        end = datetime.combine(day, self.works_until, self.zone)
        return begin.astimezone(UTC), end.astimezone(UTC)

    def holds(self, span: Span) -> bool:
        """Tell whether the span lies within its day's hours; the calendar is not asked."""
        begin, end = self.on(span[0].astimezone(self.zone).date())
        return begin <= span[0] and span[1] <= end


def next_full_hour(moment: datetime) -> datetime:
    """Return the moment itself when it is a full hour, else the next one."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour if hour == moment else hour + timedelta(hours=1)


def gaps(hours: Span, busy: Iterable[Span]) -> Iterator[Span]:
    """Give the free spans within `hours`, in order; `busy` may overlap and lie outside."""
    free_from, closes = hours
    for begin, end in sorted(busy):
        if begin > free_from:
            yield free_from, min(begin, closes)
        free_from = max(free_from, end)
    if free_from < closes:
        yield free_from, closes


def first_fit(hours: Span, busy: Sequence[Span], duration: timedelta) -> datetime | None:
    """Return the earliest moment within `hours` at which `duration` is free."""
    return next((begin for begin, end in gaps(hours, busy) if end - begin >= duration), None)


def overlaps(span: Span, busy: Iterable[Span]) -> bool:
    """Tell whether the span meets any busy one; touching ends do not."""
    return any(begin < span[1] and span[0] < end for begin, end in busy)
