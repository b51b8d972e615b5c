"""Entering a survey's result in the work journal, and taking it back."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField
from turnup.surveys.models import DevelopmentCase, Ground, Survey, Verdict
from turnup.surveys.queries import draft_photos
from turnup.surveys.readings import check_checks, check_readings

RESULT_HOLDS: Final = timedelta(days=90)


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
def annul_survey(*, move: Move, reason: str) -> Receipt:
    """Take a survey's result back; what rests on it falls or is flagged."""
    return record(move=move, step="survey_annulled", data=plain(reason=reason))
