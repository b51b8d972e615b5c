"""Entering a survey in the work journal, its urgency, its day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar, standard_version
from turnup.orders.refusals import OrderNotFound
from turnup.people.queries import held
from turnup.standard import Standard, WorkCalendar
from turnup.standard.refusals import BadField
from turnup.surveys.days import is_survey_day, next_survey_day
from turnup.surveys.models import (
    SurveyAppointment,
    SurveyPlacement,
    SurveyRequest,
    UrgencyPermission,
)


@transaction.atomic
def request_survey(
    *, move: Move, urgent: bool = False, wishes: str = "", access: str = ""
) -> Receipt:
    """Enter a survey in the work journal of the technical department."""
    said = plain(urgent=urgent, wishes=wishes, access=access)
    receipt = record(move=move, step="survey_requested", data=said)
    SurveyRequest.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        urgent=urgent,
        wishes=wishes,
        access=access,
    )
    return receipt


@transaction.atomic
def allow_urgent_survey(*, move: Move, reason: str) -> Receipt:
    """Let an urgent survey be done on another day than the survey days."""
    receipt = record(move=move, step="survey_urgency_allowed", data=plain(reason=reason))
    UrgencyPermission.objects.create(order_id=move.order_id, seq=receipt.journal_seq, reason=reason)
    return receipt


@transaction.atomic
def refuse_urgent_survey(*, move: Move, reason: str) -> Receipt:
    """Send an urgent survey back to the survey days; it goes on as any other.

    A permission that was given is withdrawn, while no day is set.
    """
    said = {"urgent": False, "reason": reason}
    return record(move=move, step="survey_urgency_refused", data=plain(**said))


@transaction.atomic
def schedule_survey(
    *, move: Move, survey_date: date | None = None, engineer: UUID | None = None, note: str = ""
) -> Receipt:
    """Set the day of a survey: by default the next survey day, urgent the next working day.

    Raises BadField for a day that is past or no survey day, or for somebody who does no surveys.
    """
    hold_order(move.order_id)
    standard, urgent = rules_of(move.order_id)
    calendar = office_calendar(standard.country)
    today = calendar.local_date(move.at)
    coming = next_survey_day(standard, calendar, today)
    soonest = min(coming, calendar.nth(today, 1)) if urgent else coming
    said = {"survey_date": survey_date or soonest, "note": note}
    receipt = record(move=move, step="survey_scheduled", data=plain(engineer=engineer, **said))
    check_engineer(engineer, move.at)
    if survey_date is not None:
        check_survey_date(standard, calendar, survey_date, today, urgent=urgent)
    SurveyAppointment.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, engineer_id=engineer, **said
    )
    SurveyPlacement.objects.filter(order_id=move.order_id).delete()
    return receipt


def rules_of(order_id: UUID) -> tuple[Standard, bool]:
    """Give the standard that the order began under, and whether an urgent survey is allowed."""
    row = Order.objects.filter(pk=order_id).values_list("standard_id", "card").first()
    if row is None:
        raise OrderNotFound(order=str(order_id))
    return standard_version(row[0]), "survey_urgency_allowed" in row[1].get("standing", {})


def check_engineer(engineer: UUID | None, at: datetime) -> None:
    """Refuse somebody who does no surveys; nobody named is allowed. Raises BadField."""
    if engineer is not None and not held(engineer, "survey_engineer", at):
        raise BadField("engineer", _("This person does no surveys."), _("Choose another."))


def check_survey_date(
    standard: Standard, calendar: WorkCalendar, asked: date, today: date, *, urgent: bool
) -> None:
    """Refuse a day that is past or without surveys; urgent ones take any working day.

    Raises BadField.
    """
    if asked < today:
        raise BadField("survey_date", _("This day is past."), _("Give today or a later day."))
    allowed = calendar.is_working(asked) if urgent else is_survey_day(standard, calendar, asked)
    if not allowed:
        raise BadField(
            "survey_date",
            _("No surveys are done on %(day)s."),
            _("The next day is %(next)s; an urgent survey needs the technical director's consent."),
            day=f"{asked:%d.%m.%Y}",
            next=f"{next_survey_day(standard, calendar, today):%d.%m.%Y}",
        )
