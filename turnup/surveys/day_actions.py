"""Planning the survey days: capacities, places by hand, and confirming a proposal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import office_calendar
from turnup.orders.refusals import OrderNotFound
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField, Refused
from turnup.surveys.models import SurveyCapacity, SurveyPlacement
from turnup.surveys.task_actions import (
    check_engineer,
    check_survey_date,
    rules_of,
    schedule_survey,
)


@transaction.atomic
def set_capacity(*, engineer: UUID, surveys_a_day: int, at: datetime) -> SurveyCapacity:
    """Say how many surveys an engineer does a day, 0 to 20. Raises BadField."""
    check_engineer(engineer, at)
    if not 0 <= surveys_a_day <= 20:
        raise BadField("surveys_a_day", _("An engineer does 0 to 20 surveys a day."))
    row, _made = SurveyCapacity.objects.update_or_create(
        engineer_id=engineer, defaults={"surveys_a_day": surveys_a_day}
    )
    return row


@transaction.atomic
def place_survey(
    *, order_id: UUID, actor: Actor, at: datetime, survey_date: date, engineer: UUID
) -> SurveyPlacement:
    """Put a survey that waits for its day on a day of an engineer: a proposal, until confirmed.

    Over the capacity is allowed, and shown. Raises BadField for a day that is past or none of the
    survey days (an urgent one: of the working days), and for an order that waits for no day.
    """
    hold_order(order_id)
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound(order=str(order_id))
    if not order.open_steps.filter(step="survey_scheduled").exists():
        raise BadField("order", _("This order waits for no survey day now."))
    check_engineer(engineer, at)
    standard, urgent = rules_of(order_id)
    calendar = office_calendar(standard.country)
    today = calendar.local_date(at)
    check_survey_date(standard, calendar, survey_date, today, urgent=urgent)
    row, _made = SurveyPlacement.objects.update_or_create(
        order_id=order_id,
        defaults={
            "survey_date": survey_date,
            "engineer_id": engineer,
            "placed_by_id": actor.id,
            "placed_at": at,
        },
    )
    return row


@transaction.atomic
def unplace_survey(*, order_id: UUID) -> None:
    """Leave it to the proposal again where a survey goes."""
    SurveyPlacement.objects.filter(order_id=order_id).delete()


class Place(NamedTuple):
    """A day and an engineer that were proposed and seen."""

    survey_date: date
    engineer: UUID


class Confirmed(NamedTuple):
    """What became of a confirmation: receipts, and refusals by order."""

    receipts: list[Receipt]
    refused: dict[UUID, Refused]


def confirm_places(
    *, places: Mapping[UUID, Place], actor: Actor, at: datetime, door: str = "page"
) -> Confirmed:
    """Record `survey_scheduled` for each order as its reader saw it proposed.

    Each is recorded by itself: one that has moved on meanwhile is named, the others stand.
    """
    receipts: list[Receipt] = []
    refused: dict[UUID, Refused] = {}
    for order_id, place in places.items():
        move = Move(order_id=order_id, actor=actor, now=at, at=at, door=door)
        try:
            receipts.append(schedule_survey(move=move, **place._asdict()))
        except Refused as fault:
            refused[order_id] = fault
    return Confirmed(receipts, refused)
