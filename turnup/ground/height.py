"""Whether a crew may climb for an order: the work permit, and the weather."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from turnup.ground.law import WEATHER_HOURS, limit_on
from turnup.ground.models import HeightWork, WeatherNote, WorkPermit
from turnup.orders.office import office_calendar


@dataclass(frozen=True, slots=True)
class Climb:
    """What stands between a crew and the roof; `lacks` is in the reader's language."""

    work: HeightWork
    work_permit: WorkPermit | None
    weather: WeatherNote | None
    lacks: tuple[str, ...]


def climb_of(order_id: UUID, at: datetime) -> Climb | None:
    """Return what the order's work at height has and lacks at a moment; None: it has none."""
    work = HeightWork.objects.filter(order_id=order_id).first()
    if work is None:
        return None
    day = office_calendar().local_date(at)
    work_permit = work_permit_on(order_id, day)
    weather = last_weather(order_id, at)
    lacks = []
    if work_permit is None:
        lacks.append(_("a work permit for this day"))
    if weather is None:
        lacks.append(_("the weather, seen shortly before"))
    elif not weather.is_safe:
        lacks.append(_("weather in which one may climb"))
    return Climb(work, work_permit, weather, tuple(lacks))


def work_permit_on(order_id: UUID, day: date) -> WorkPermit | None:
    """Return the order's work permit that is open on a day, or None."""
    rows = WorkPermit.objects.filter(
        order_id=order_id, closed_at=None, valid_from__lte=day, valid_until__gte=day
    )
    return rows.first()


def last_weather(order_id: UUID, at: datetime) -> WeatherNote | None:
    """Return the latest weather that is not older than the company's rule, or None."""
    hours = limit_on(WEATHER_HOURS, office_calendar().local_date(at)).value
    since = at - timedelta(hours=float(hours))
    return WeatherNote.objects.filter(order_id=order_id, at__gt=since, at__lte=at).first()
