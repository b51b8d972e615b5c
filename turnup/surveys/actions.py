"""What people do in stage 2. The only writers of this room.

Every action records its step, which raises a `Refused` when the standard does not allow it, and
writes its own row; keywords are those of the step's form.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
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
from turnup.standard import Standard
from turnup.standard.refusals import BadField
from turnup.surveys.days import is_survey_day, next_survey_day
from turnup.surveys.estimating import complete_lines, total_of
from turnup.surveys.meeting_actions import enter_decision
from turnup.surveys.models import (
    DevelopmentCase,
    DevelopmentDecision,
    Estimate,
    EstimateLine,
    Ground,
    NetworkBuild,
    Survey,
    SurveyAppointment,
    SurveyPlacement,
    SurveyRequest,
    UrgencyPermission,
    Verdict,
)
from turnup.surveys.paper_actions import write_refusal
from turnup.surveys.queries import draft_photos
from turnup.surveys.readings import check_checks, check_readings

RESULT_HOLDS: Final = timedelta(days=90)


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
def schedule_survey(
    *, move: Move, survey_date: date | None = None, engineer: UUID | None = None, note: str = ""
) -> Receipt:
    """Set the day of a survey: by default the next survey day, urgent the next working day.

    Raises BadField for a day that is past or no survey day, or for somebody who does no surveys.
    """
    hold_order(move.order_id)
    standard, urgent = _rules_of(move.order_id)
    calendar = office_calendar(standard.country)
    today = calendar.local_date(move.at)
    coming = next_survey_day(standard, calendar, today)
    soonest = min(coming, calendar.nth(today, 1)) if urgent else coming
    said = {"survey_date": survey_date or soonest, "note": note}
    receipt = record(move=move, step="survey_scheduled", data=plain(engineer=engineer, **said))
    if engineer is not None and not held(engineer, "survey_engineer", move.at):
        raise BadField("engineer", _("This person does no surveys."), _("Choose another."))
    if survey_date is not None:
        allowed = calendar.is_working if urgent else partial(is_survey_day, standard, calendar)
        _check_survey_date(survey_date, today, coming, allowed)
    SurveyAppointment.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, engineer_id=engineer, **said
    )
    SurveyPlacement.objects.filter(order_id=move.order_id).delete()
    return receipt


def _rules_of(order_id: UUID) -> tuple[Standard, bool]:
    """Give the standard that the order began under, and whether an urgent survey is allowed."""
    row = Order.objects.filter(pk=order_id).values_list("standard_id", "card").first()
    if row is None:
        raise OrderNotFound(order=str(order_id))
    return standard_version(row[0]), "survey_urgency_allowed" in row[1].get("standing", {})


def _check_survey_date(
    asked: date, today: date, coming: date, allowed: Callable[[date], bool]
) -> None:
    if asked < today:
        raise BadField("survey_date", _("This day is past."), _("Give today or a later day."))
    if not allowed(asked):
        raise BadField(
            "survey_date",
            _("No surveys are done on %(day)s."),
            _("The next day is %(next)s; an urgent survey needs the technical director's consent."),
            day=f"{asked:%d.%m.%Y}",
            next=f"{coming:%d.%m.%Y}",
        )


@transaction.atomic
def finish_survey(
    *,
    move: Move,
    verdict: str,
    node_capacity: bool,
    line_available: bool,
    reason_code: str | None = None,
    technology: str | None = None,
    readings: Mapping[str, Decimal] | None = None,
    checks: Mapping[str, str] | None = None,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    outdoor: bool = False,
    permits_needed: bool = False,
    special_equipment: bool = False,
    surveyed_on: date | None = None,
    valid_until: date | None = None,
    notes: str = "",
) -> Receipt:
    """Enter a survey's result in the work journal.

    `readings` map codes of `readings.READINGS` to numbers in their units, `checks` those of
    `readings.CHECKS` to yes, no or unknown. Pictures added before belong to this result; a negative
    one opens a case for the technical department's meeting. Raises BadField when verdict and
    evidence disagree, and for days, places or readings that cannot be.
    """
    today = office_calendar().local_date(move.at)
    surveyed_on = surveyed_on or today
    valid_until = valid_until or surveyed_on + RESULT_HOLDS
    said = {
        "verdict": verdict,
        "node_capacity": node_capacity,
        "line_available": line_available,
        "reason_code": _ground(verdict, node_capacity, line_available, reason_code, notes),
        "technology": technology,
        "readings": {code: f"{value:f}" for code, value in (readings or {}).items()},
        "checks": dict(checks or {}),
        "latitude": latitude,
        "longitude": longitude,
        "outdoor": outdoor,
        "permits_needed": permits_needed,
        "special_equipment": special_equipment,
        "surveyed_on": surveyed_on,
        "valid_until": valid_until,
        "notes": notes,
    }
    receipt = record(move=move, step="survey_done", data=plain(**said))
    _check_days(today, surveyed_on, valid_until)
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise BadField(missing, _("One coordinate is no place."), _("Give both, or none."))
    if readings or checks:
        surveyed = technology or _technology(move.order_id)
        check_readings(surveyed, readings or {})
        check_checks(surveyed, checks or {})
    survey = Survey.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **said)
    draft_photos(move.order_id).update(survey=survey)
    if verdict == Verdict.NOT_FEASIBLE:
        DevelopmentCase.objects.create(order_id=move.order_id, seq=receipt.journal_seq)
    return receipt


def _check_days(today: date, surveyed_on: date, valid_until: date) -> None:
    if surveyed_on > today:
        raise BadField(
            "surveyed_on", _("This day is still to come."), _("Give the day of the survey.")
        )
    if valid_until < surveyed_on:
        raise BadField("valid_until", _("The result would end before the survey."))


def _ground(
    verdict: str, node_capacity: bool, line_available: bool, reason: str | None, notes: str
) -> str | None:
    """Give why a connection is not feasible, None when it is. Raises BadField.

    Feasible before the law is both at once: free capacity of the node and a free line (decree 575,
    item 2). A refusal has to be proved (item 20): by a reason, the evidence, or the notes.
    """
    if verdict != Verdict.NOT_FEASIBLE:
        if reason:
            raise BadField("reason_code", _("Only a negative verdict has a reason."))
        if verdict == Verdict.FEASIBLE and not (node_capacity and line_available):
            raise BadField(
                "verdict",
                _("Without free capacity and a free line it is not feasible as it is."),
                _("Choose feasible with build, or not feasible."),
            )
        return None
    if not node_capacity:
        return reason or Ground.NO_CAPACITY
    if not line_available:
        return reason or Ground.NO_LINE
    if (reason is None and not notes) or (reason == Ground.OTHER and not notes):
        raise BadField(
            "reason_code",
            _("A negative verdict needs its reason."),
            _("Choose a reason, or explain in the notes."),
        )
    return reason or Ground.OTHER


def _technology(order_id: UUID) -> str | None:
    return Order.objects.filter(pk=order_id).values_list("technology", flat=True).first()


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


@transaction.atomic
def make_estimate(
    *,
    move: Move,
    lines: Sequence[Mapping[str, Any]] = (),
    planned_cost: Decimal | None = None,
    terms_changed: bool = False,
    connection_fee: Decimal | None = None,
    monthly_fee: Decimal | None = None,
    nonstandard_installation: bool = False,
    service_date: date | None = None,
    notes: str = "",
) -> Receipt:
    """Calculate the planned cost, by lines `{item?, title?, quantity, unit?, price?}` or as a sum.

    The tax inside is that of `service_date`, by default the day of the estimate.

    Raises BadField for incomplete lines, and for new fees that are said to change nothing.
    """
    if not terms_changed and (connection_fee is not None or monthly_fee is not None):
        raise BadField(
            "terms_changed",
            _("New fees change the terms."),
            _("Say so, or leave the new fees blank."),
        )
    today = office_calendar().local_date(move.at)
    whole = complete_lines(lines, today, service_date or today)
    said = {
        "planned_cost": total_of(whole, planned_cost),
        "terms_changed": terms_changed,
        "connection_fee": connection_fee,
        "monthly_fee": monthly_fee,
        "nonstandard_installation": nonstandard_installation,
        "service_date": service_date or today,
        "notes": notes,
    }
    lines_said = [line.said() for line in whole]
    receipt = record(move=move, step="estimate_made", data=plain(lines=lines_said, **said))
    estimate = Estimate.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **said)
    EstimateLine.objects.bulk_create(
        EstimateLine(estimate=estimate, position=position, **line.said() | {"item": line.item})
        for position, line in enumerate(whole, start=1)
    )
    return receipt


@transaction.atomic
def annul_survey(*, move: Move, reason: str) -> Receipt:
    """Take a survey's result back; what rests on it falls or is flagged."""
    return record(move=move, step="survey_annulled", data=plain(reason=reason))
