"""Deciding whether the network is developed, and saying that it was built."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField
from turnup.surveys.meeting_actions import enter_decision
from turnup.surveys.models import DevelopmentDecision, NetworkBuild
from turnup.surveys.paper_actions import write_refusal


@transaction.atomic
def decide_development(
    *,
    move: Move,
    decision: str,
    meeting_date: date | None = None,
    minutes: str = "",
    responsible: str = "",
    by_when: date | None = None,
) -> Receipt:
    """Write down what the technical department's meeting decided about a negative survey.

    It goes on the meeting of that day; a decision not to build writes the refusal letter. Raises
    BadField for a decision to build that does not say who and by when.
    """
    today = office_calendar().local_date(move.at)
    meeting_date = meeting_date or today
    if meeting_date > today:
        raise BadField("meeting_date", _("This day is still to come."))
    if decision == "build":
        _check_who_and_when(responsible, by_when, meeting_date)
    said: dict[str, Any] = {
        "decision": decision,
        "meeting_date": meeting_date,
        "minutes": minutes,
        "responsible": responsible,
        "by_when": by_when,
    }
    receipt = record(move=move, step="development_decided", data=plain(**said))
    DevelopmentDecision.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **said)
    enter_decision(move=move, **said)
    if decision == "no":
        write_refusal(move=move, seq=receipt.journal_seq, decided_on=meeting_date)
    return receipt


def _check_who_and_when(responsible: str, by_when: date | None, meeting_date: date) -> None:
    if not responsible:
        raise BadField("responsible", _("Who builds is not said."), _("Name who is responsible."))
    if by_when is None:
        raise BadField("by_when", _("By when it is built is not said."), _("Give a day."))
    if by_when < meeting_date:
        raise BadField("by_when", _("This day is before the meeting."))


@transaction.atomic
def finish_build(*, move: Move, built_on: date | None = None, work: str = "") -> Receipt:
    """Write down that the network was built; a new survey is due."""
    today = office_calendar().local_date(move.at)
    built_on = built_on or today
    if built_on > today:
        raise BadField("built_on", _("This day is still to come."))
    receipt = record(move=move, step="network_built", data=plain(built_on=built_on, work=work))
    NetworkBuild.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, built_on=built_on, work=work
    )
    return receipt
