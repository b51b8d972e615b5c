"""Which surveys are wanted: those that wait for a day, for consent, and those whose day is set."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from turnup.orders.models import OpenStep, Order
from turnup.orders.occurrence import standing_rows
from turnup.orders.office import standard_version
from turnup.people.models import Person
from turnup.standard import WorkCalendar
from turnup.standard.moments import read_moment
from turnup.surveys.models import (
    MissedSurvey,
    SurveyAppointment,
    SurveyMove,
    SurveyPlacement,
)
from turnup.surveys.planning.places import Point


@dataclass(frozen=True, slots=True)
class Wanted:
    """A survey that is to be done; `due` is the last day of the guaranteed term.

    `changes` counts how often its day was moved or missed.
    """

    order: Order
    due: date | None
    urgent: bool
    point: Point | None
    changes: int = 0


def changes_of_days() -> Counter[UUID]:
    """Count how often the survey's day was moved or missed, by order that still has it to come."""
    found: Counter[UUID] = Counter()
    for model in (SurveyMove, MissedSurvey):
        rows = model.objects.filter(
            order__closed=None, order__open_steps__step__in=("survey_scheduled", "survey_done")
        )
        found.update(dict(rows.order_by().values_list("order_id").annotate(Count("id"))))
    return found


def waiting_and_asking(
    calendar: WorkCalendar, changes: Mapping[UUID, int]
) -> tuple[list[Wanted], list[Wanted]]:
    """Give the surveys that wait for a day, and those that wait for consent to be urgent."""
    codes = ("survey_scheduled", "survey_urgency_allowed")
    waiting: list[Wanted] = []
    asking: list[Wanted] = []
    for row in _with_orders(OpenStep.objects.filter(step__in=codes)):
        one = _wanted(row, calendar, changes.get(row.order_id, 0))
        (waiting if row.step == "survey_scheduled" else asking).append(one)
    return waiting, asking


def _with_orders(steps: QuerySet[OpenStep]) -> QuerySet[OpenStep]:
    standing = KeyTransform("standing", "order__card")
    asked = KeyTextTransform("1", KeyTransform("survey_requested", standing))
    return (
        steps.filter(order__closed=None)
        .select_related("order__customer", "order__site")
        .defer("order__card")
        .annotate(asked_at=asked, allowed=KeyTransform("survey_urgency_allowed", standing))
        .order_by("order__number")
    )


def _wanted(row: Any, calendar: WorkCalendar, changes: int) -> Wanted:
    return Wanted(
        row.order,
        _due(row.order.standard_id, row.asked_at, row.order.technology, calendar),
        row.allowed is not None,
        point_of(row.order),
        changes,
    )


def _due(
    version: int, asked_at: str | None, technology: str, calendar: WorkCalendar
) -> date | None:
    if not asked_at:
        return None
    term = standard_version(version).terms.get("survey")
    days = term.days_for({"technology": technology}) if term else None
    asked = calendar.local_date(read_moment(asked_at))
    return calendar.nth(asked, days) if days else None


def point_of(order: Order) -> Point | None:
    """Give where the order's site lies, or None where nobody has said."""
    site = order.site
    if site.latitude is None or site.longitude is None:
        return None
    return Point(float(site.latitude), float(site.longitude))


def set_days(
    calendar: WorkCalendar, changes: Mapping[UUID, int]
) -> list[tuple[SurveyAppointment, Wanted]]:
    """Give the days that are set of surveys without a result."""
    standing = KeyTransform("standing", "order__card")
    rows = (
        standing_rows(SurveyAppointment, "survey_scheduled")
        .filter(order__closed=None, order__open_steps__step="survey_done")
        .select_related("order__customer", "order__site")
        .defer("order__card")
        .annotate(
            due_at=F("order__open_steps__due_at"),
            allowed=KeyTransform("survey_urgency_allowed", standing),
        )
        .order_by("survey_date", "order__number")
    )
    return [(row, _set(row, calendar, changes.get(row.order_id, 0))) for row in rows]


def _set(row: Any, calendar: WorkCalendar, changes: int) -> Wanted:
    due = calendar.local_date(row.due_at) if row.due_at else None
    return Wanted(row.order, due, row.allowed is not None, point_of(row.order), changes)


def put_by_hand(
    waiting: Sequence[Wanted], engineers: Sequence[Person], today: date
) -> dict[UUID, SurveyPlacement]:
    """Give where somebody put those that wait, by order."""
    known = [one.id for one in engineers]
    rows = SurveyPlacement.objects.filter(survey_date__gte=today, engineer__in=known)
    wanted = {one.order.id for one in waiting}
    return {row.order_id: row for row in rows if row.order_id in wanted}
