"""Entering a survey's result in the work journal, and taking it back."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Required, TypedDict, Unpack
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


class ResultSaid(TypedDict, total=False):
    """A survey's result as its form says it; readings are in their own units."""

    verdict: Required[str]
    node_capacity: Required[bool]
    line_available: Required[bool]
    reason_code: str | None
    technology: str | None
    readings: Mapping[str, Decimal]
    checks: Mapping[str, str]
    latitude: Decimal | None
    longitude: Decimal | None
    outdoor: bool
    permits_needed: bool
    special_equipment: bool
    surveyed_on: date | None
    valid_until: date | None
    notes: str


@transaction.atomic
def finish_survey(*, move: Move, **said: Unpack[ResultSaid]) -> Receipt:
    """Enter a survey's result in the work journal.

    `readings` map codes of `readings.READINGS` to numbers in their units, `checks` those of
    `readings.CHECKS` to yes, no or unknown. Pictures added before belong to this result; a negative
    one opens a case for the technical department's meeting. Raises BadField when verdict and
    evidence disagree, and for days, places or readings that cannot be.
    """
    today = office_calendar().local_date(move.at)
    whole = _whole(said, today)
    receipt = record(move=move, step="survey_done", data=plain(**whole))
    _check(move, said, whole, today)
    survey = Survey.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **whole)
    draft_photos(move.order_id).update(survey=survey)
    if survey.verdict == Verdict.NOT_FEASIBLE:
        DevelopmentCase.objects.create(order_id=move.order_id, seq=receipt.journal_seq)
    return receipt


def _whole(said: ResultSaid, today: date) -> dict[str, Any]:
    """Give the result's row: the days and the ground where they were left open. Raises BadField."""
    surveyed_on = said.get("surveyed_on") or today
    readings = said.get("readings") or {}
    blank = {"technology": None, "latitude": None, "longitude": None, "notes": ""}
    flags = ("outdoor", "permits_needed", "special_equipment")
    return {
        **blank,
        **dict.fromkeys(flags, False),
        **said,
        "reason_code": _ground(
            said["verdict"],
            said["node_capacity"],
            said["line_available"],
            said.get("reason_code"),
            said.get("notes", ""),
        ),
        "readings": {code: f"{value:f}" for code, value in readings.items()},
        "checks": dict(said.get("checks") or {}),
        "surveyed_on": surveyed_on,
        "valid_until": said.get("valid_until") or surveyed_on + RESULT_HOLDS,
    }


def _check(move: Move, said: ResultSaid, whole: Mapping[str, Any], today: date) -> None:
    """Refuse days, a place or readings that cannot be. Raises BadField."""
    _check_days(today, whole["surveyed_on"], whole["valid_until"])
    if (whole["latitude"] is None) != (whole["longitude"] is None):
        missing = "latitude" if whole["latitude"] is None else "longitude"
        raise BadField(missing, _("One coordinate is no place."), _("Give both, or none."))
    readings, checks = said.get("readings") or {}, said.get("checks") or {}
    if readings or checks:
        surveyed = whole["technology"] or _technology(move.order_id)
        check_readings(surveyed, readings)
        check_checks(surveyed, checks)


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
