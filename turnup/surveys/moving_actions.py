"""Moving a survey's day that is set, and saying that nothing came of it."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain, standing_row
from turnup.orders.office import office_calendar
from turnup.standard import Standard, WorkCalendar
from turnup.standard.refusals import BadField
from turnup.surveys.days import next_survey_day
from turnup.surveys.models import MissedSurvey, SurveyAppointment, SurveyMove
from turnup.surveys.task_actions import check_engineer, check_survey_date, rules_of


@transaction.atomic
def move_survey(
    *,
    move: Move,
    reason: str,
    wished_by: str = "company",
    survey_date: date | None = None,
    engineer: UUID | None = None,
) -> Receipt:
    """Give a survey whose day is set another day or engineer; who wished it and why is kept.

    Left open: the next survey day after the one set (or after today, if that has passed), the same
    engineer. Raises BadField for a day that is past, that is none of the survey days (an urgent
    one: of the working days), or that is the same as before.
    """
    hold_order(move.order_id)
    standard, urgent = rules_of(move.order_id)
    calendar = office_calendar(standard.country)
    today = calendar.local_date(move.at)
    set_day = standing_row(SurveyAppointment, "survey_scheduled", move.order_id)
    to_date = survey_date or _following(standard, calendar, today, set_day)
    to_engineer = engineer or (set_day.engineer_id if set_day else None)
    said = plain(survey_date=to_date, engineer=to_engineer, wished_by=wished_by, reason=reason)
    receipt = record(move=move, step="survey_moved", data=said)
    assert set_day is not None, "survey_moved needs a standing appointment"
    check_engineer(to_engineer, move.at)
    check_survey_date(standard, calendar, to_date, today, urgent=urgent)
    if (to_date, to_engineer) == (set_day.survey_date, set_day.engineer_id):
        raise BadField("survey_date", _("The survey is on this day already."), _("Choose another."))
    SurveyMove.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        from_date=set_day.survey_date,
        from_engineer_id=set_day.engineer_id,
        to_date=to_date,
        to_engineer_id=to_engineer,
        wished_by=wished_by,
        reason=reason,
    )
    set_day.survey_date, set_day.engineer_id = to_date, to_engineer
    set_day.save(update_fields=["survey_date", "engineer"])
    return receipt


def _following(
    standard: Standard, calendar: WorkCalendar, today: date, set_day: SurveyAppointment | None
) -> date:
    after = max(today, set_day.survey_date) if set_day else today
    return next_survey_day(standard, calendar, after)


@transaction.atomic
def miss_survey(*, move: Move, missed_by: str, reason: str) -> Receipt:
    """Record that a survey did not take place on its day; it waits for a new one."""
    hold_order(move.order_id)
    set_day = standing_row(SurveyAppointment, "survey_scheduled", move.order_id)
    said = plain(missed_by=missed_by, reason=reason)
    receipt = record(move=move, step="survey_missed", data=said)
    assert set_day is not None, "survey_missed needs a standing appointment"
    MissedSurvey.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        survey_date=set_day.survey_date,
        engineer_id=set_day.engineer_id,
        missed_by=missed_by,
        reason=reason,
    )
    return receipt
