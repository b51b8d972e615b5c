"""Calling the technical department's meeting, and writing down what it decides."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain, standing_row
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.surveys.models import AgendaItem, Decision, DevelopmentCase, Meeting


@transaction.atomic
def call_meeting(*, actor: Actor, at: datetime, meeting_date: date) -> Meeting:
    """Call a meeting on a working day from today on; one that is called already is given.

    Its agenda is whatever is open by then. Raises BadField for another day.
    """
    calendar = office_calendar()
    if meeting_date < calendar.local_date(at):
        raise BadField("meeting_date", _("This day is past."), _("Give today or a later day."))
    if not calendar.is_working(meeting_date):
        raise BadField("meeting_date", _("The office does not work on this day."))
    return _meeting_on(meeting_date, actor, at)


def _meeting_on(day: date, actor: Actor, at: datetime) -> Meeting:
    meeting, _made = Meeting.objects.get_or_create(
        meeting_date=day, defaults={"called_by_id": actor.id, "called_at": at}
    )
    return meeting


@transaction.atomic
def write_minutes(*, actor: Actor, meeting: Meeting, minutes: str) -> None:
    """Write the minutes of a meeting. Whoever leads it may complete them."""
    Meeting.objects.filter(pk=meeting.pk).update(minutes=minutes)


@transaction.atomic
def enter_decision(
    *,
    move: Move,
    decision: str,
    meeting_date: date,
    minutes: str = "",
    responsible: str = "",
    by_when: date | None = None,
) -> AgendaItem | None:
    """Enter a recorded decision to build or not under the meeting of its day.

    Called by `actions.decide_development`; None for an order without a case.
    """
    case = DevelopmentCase.objects.filter(order_id=move.order_id).order_by("-seq").first()
    if case is None:
        return None
    return AgendaItem.objects.create(
        meeting=_meeting_on(meeting_date, move.actor, move.at),
        case=case,
        decision=decision,
        discussion=minutes,
        responsible=responsible,
        by_when=by_when,
        decided_by_id=move.actor.id,
        decided_at=move.at,
    )


@transaction.atomic
def put_off_case(
    *, move: Move, review_on: date, meeting_date: date | None = None, minutes: str = ""
) -> Receipt:
    """Decide nothing about a case before `review_on`, when it comes back to the agenda.

    The order stays where it is; its journal gets a note. Raises BadField for a day that is not to
    come, and where the order has no open case.
    """
    hold_order(move.order_id)
    today = office_calendar().local_date(move.at)
    meeting_date = meeting_date or today
    if meeting_date > today:
        raise BadField("meeting_date", _("This day is still to come."))
    if review_on <= meeting_date:
        raise BadField("review_on", _("This day is not after the meeting."))
    case = standing_row(DevelopmentCase, "survey_done", move.order_id)
    if case is None:
        raise BadField("review_on", _("This order has no case to decide."))
    said = f"Совещание технического отдела {meeting_date:%d.%m.%Y}: пока не решать, "
    note = f"{said}вернуться {review_on:%d.%m.%Y}. {minutes}".strip()
    receipt = record(move=move, step="note_added", data=plain(text=note))
    DevelopmentCase.objects.filter(pk=case.pk).update(review_on=review_on)
    AgendaItem.objects.create(
        meeting=_meeting_on(meeting_date, move.actor, move.at),
        case=case,
        decision=Decision.NOT_NOW,
        discussion=minutes,
        review_on=review_on,
        decided_by_id=move.actor.id,
        decided_at=move.at,
    )
    return receipt
