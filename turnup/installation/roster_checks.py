"""Which live visits lie outside their crew's roster or skills (invariant I10)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from turnup.installation.models import Crew, Visit
from turnup.installation.rosters import rosters
from turnup.orders.office import office_calendar


def coming_visits(at: datetime) -> QuerySet[Visit]:
    """Select the live visits that are not over at that moment."""
    return Visit.objects.filter(released_at=None, done_at=None, ends_at__gt=at)


def visits_out_of_roster(crews: Sequence[Crew], at: datetime) -> Iterator[Visit]:
    """Give the coming live visits that their crew's roster or skills no longer hold.

    Who is away that day does not count: nobody plans an illness.
    """
    mine = coming_visits(at).filter(crew__in=crews).order_by("starts_at", "id")
    visits = list(mine.select_related("crew", "order"))
    if not visits:
        return
    calendar = office_calendar()
    days = [calendar.local_date(visit.starts_at) for visit in visits]
    plans = rosters(crews, min(days), max(days), calendar)
    for visit, day in zip(visits, days, strict=True):
        span = plans[visit.crew_id, day].rostered
        holds = span and span[0] <= visit.starts_at and visit.ends_at <= span[1]
        if not holds or not visit.crew.can_install(visit.order.technology):
            yield visit
