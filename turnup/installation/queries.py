"""Reads over crews, visits, addresses and acts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncDate

from turnup.installation.models import (
    TAKES_TIME,
    AddressAssignment,
    CompletionAct,
    Crew,
    TemporaryConnection,
    Visit,
)
from turnup.installation.slots import Hours, Span, first_fit, next_full_hour
from turnup.orders.occurrence import standing_row
from turnup.standard import WorkCalendar
from turnup.standard.calendar import days_from

FURTHEST = timedelta(days=730)  # beyond that a plan is none


@dataclass(frozen=True, slots=True)
class Slot:
    """A crew's free time that fits."""

    crew: Crew
    starts_at: datetime
    ends_at: datetime


def crews_for(technology: str) -> QuerySet[Crew]:
    """Return the crews that take visits and can install the technology."""
    crews = Crew.objects.filter(is_active=True)
    return crews if technology == "any" else crews.filter(skills__contains=[technology])


def visits_of(crews: Sequence[Crew]) -> QuerySet[Visit]:
    """Return the visits that take the crews' time, past ones too."""
    return Visit.objects.filter(TAKES_TIME, crew__in=crews)


def busy_on(
    crews: Sequence[Crew], hours: Span, leaving: Visit | None = None
) -> Mapping[int, list[Span]]:
    """Return what of the span each crew is busy in, by crew id, apart from a visit it leaves."""
    rows = visits_of(crews).filter(starts_at__lt=hours[1], ends_at__gt=hours[0])
    if leaving is not None:
        rows = rows.exclude(pk=leaving.pk)
    found: dict[int, list[Span]] = defaultdict(list)
    for crew_id, begin, end in rows.values_list("crew_id", "starts_at", "ends_at"):
        found[crew_id].append((begin, end))
    return found


def hours_of(crew: Crew, calendar: WorkCalendar) -> Hours:
    """Return the crew's hours on a working day."""
    return Hours(crew.works_from, crew.works_until, calendar.zone)


def first_free_slot(
    crews: Sequence[Crew], after: datetime, duration: timedelta, calendar: WorkCalendar
) -> Slot | None:
    """Return the earliest free time of any of the crews; of equals, the crew with less to do.

    Days that are full are passed over by their sums alone, so a long queue costs little.
    """
    after = next_full_hour(after)
    booked = _booked(crews, after, calendar)
    last = calendar.local_date(after) + timedelta(days=FURTHEST.days)
    for day in days_from(calendar.local_date(after)):
        if day > last or not crews:
            return None
        if calendar.is_working(day):
            roomy = [c for c in crews if _room(c, day, calendar, booked) >= duration]
            if slot := _earliest(roomy, day, after, duration, calendar, booked):
                return slot
    return None


def _booked(
    crews: Sequence[Crew], after: datetime, calendar: WorkCalendar
) -> Mapping[tuple[int, date], timedelta]:
    """Sum up each crew's visits by day."""
    rows = (
        visits_of(crews)
        .filter(ends_at__gt=after)
        .annotate(day=TruncDate("starts_at", tzinfo=calendar.zone))
        .values("crew_id", "day")
        .order_by()
        .annotate(total=Sum(F("ends_at") - F("starts_at")))
    )
    return {(row["crew_id"], row["day"]): row["total"] for row in rows}


def _room(
    crew: Crew,
    day: date,
    calendar: WorkCalendar,
    booked: Mapping[tuple[int, date], timedelta],
) -> timedelta:
    begin, end = hours_of(crew, calendar).on(day)
    return end - begin - booked.get((crew.id, day), timedelta())


def _earliest(
    crews: Sequence[Crew],
    day: date,
    after: datetime,
    duration: timedelta,
    calendar: WorkCalendar,
    booked: Mapping[tuple[int, date], timedelta],
) -> Slot | None:
    if not crews:
        return None
    midnight = datetime.combine(day, datetime.min.time(), calendar.zone).astimezone(UTC)
    busy = busy_on(crews, (midnight, midnight + timedelta(days=1, hours=1)))
    found = []
    for crew in crews:
        begin, end = hours_of(crew, calendar).on(day)
        starts_at = first_fit((max(begin, after), end), busy.get(crew.id, []), duration)
        if starts_at:
            load = booked.get((crew.id, day), timedelta())
            found.append((starts_at, load, crew.id, crew))
    if not found:
        return None
    starts_at, _load, _id, crew = min(found, key=lambda one: one[:3])
    return Slot(crew, starts_at, starts_at + duration)


def live_visit(order_id: UUID) -> Visit | None:
    """Return the order's visit that is neither released nor done."""
    return Visit.objects.filter(order_id=order_id, released_at=None, done_at=None).first()


def assigned_address(order_id: UUID) -> str | None:
    """Return the address the order holds, or None."""
    held = AddressAssignment.objects.filter(order_id=order_id, until=None)
    return held.values_list("address_id", flat=True).first()


def modem_out(order_id: UUID) -> TemporaryConnection | None:
    """Return the modem the order's customer still has, or None."""
    return TemporaryConnection.objects.filter(order_id=order_id, returned_at=None).first()


def standing_act(order_id: UUID) -> CompletionAct | None:
    """Return the act that stands on the order's card, or None."""
    return standing_row(CompletionAct, "act_signed", order_id)
