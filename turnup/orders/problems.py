"""What is said to a person or a program whose wish cannot be: the one place of all texts.

Every refusal has a stable public `code`, an HTTP code, a title and a detail in the reader's
language; a closed gate lists what is missing, faulty data list their fields. Pages show the same
`Problem` that REST sends as `application/problem+json` (RFC 9457).
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import DatabaseError, DataError, OperationalError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from psycopg import errors as postgres
from pydantic import ValidationError

from turnup.orders.faults import FieldFault, faults_of, field_fault
from turnup.orders.office import standing_standard
from turnup.orders.queries import names_of
from turnup.people.roles import role_title
from turnup.standard import refusals
from turnup.standard.model import Title
from turnup.standard.moments import moment_text
from turnup.standard.refusals import Missing, OutOfOrder, Refused
from turnup.ui.moments import absolute

log = logging.getLogger(__name__)
URN: Final = "urn:turnup:problem:"


class Said(NamedTuple):
    """The HTTP code, the title and the detail of one problem code."""

    http: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal put into words. `extra` are further members of the problem document."""

    http: int
    code: str
    title: str
    detail: str
    missing: tuple[dict[str, Any], ...] = ()
    errors: tuple[FieldFault, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the members of the problem document."""
        document: dict[str, Any] = {
            "type": URN + self.code,
            "status": self.http,
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
        }
        if self.missing:
            document["missing"] = list(self.missing)
        if self.errors:
            document["errors"] = [one.to_json() for one in self.errors]
        return document | dict(self.extra)

    def to_text(self) -> str:
        """Write the problem document as JSON."""
        return json.dumps(self.to_json(), ensure_ascii=False)

    def under(self, part: str) -> "Problem":
        """Give the same problem with its fields' paths below `part`."""
        moved = tuple(
            replace(one, field=f"{part}.{one.field}" if one.field else part) for one in self.errors
        )
        return replace(self, errors=moved)


PROBLEMS: Final[Mapping[str, Said]] = {
    # the standard's own
    "gate": Said(
        409,
        _("Something is missing"),
        _("“%(title)s” is not possible yet. Missing: %(missing)s."),
    ),
    "step.unknown": Said(
        404, _("No such step"), _("The standard of this order knows no step “%(step)s”.")
    ),
    "role.not_yours": Said(403, _("Not your step"), _("“%(title)s” is recorded by: %(roles)s.")),
    "step.already_stands": Said(
        409,
        _("Already done"),
        _("“%(title)s” was recorded before you by %(name)s (%(role)s), %(at)s."),
    ),
    "step.not_needed": Said(409, _("Not needed"), _("This order does not need “%(title)s”.")),
    "step.too_late": Said(
        409, _("Too late"), _("“%(title)s” is no longer possible: “%(until)s” stands already.")
    ),
    "order.closed": Said(409, _("The order is closed"), _("The order is %(closed)s.")),
    "order.already_held": Said(
        409, _("Already on hold"), _("The order is on hold already; resume it first.")
    ),
    "order.not_held": Said(409, _("Not on hold"), _("The order is not on hold.")),
    "at.out_of_order": Said(
        422,
        _("Before its ground"),
        _("“%(title)s” cannot have happened before %(earliest)s, when its ground was laid."),
    ),
    "waiver.own_order": Said(
        403, _("Your own order"), _("Nobody grants a waiver for an order that they lead.")
    ),
    "field.invalid": Said(422, _("The data are at fault"), "%(faults)s"),
    # the spine's
    "order.not_found": Said(404, _("No such order"), _("There is no such order.")),
    "order.overtaken": Said(
        412,
        _("The order has moved on"),
        _("You saw version %(expected)s, now it is %(version)s. Look again and repeat."),
    ),
    "order.id_taken": Said(409, _("The id is taken"), _("There is an order with this id already.")),
    # the doors'
    "auth.required": Said(
        401, _("Who are you?"), _("Send the token of a member of staff: Authorization: Bearer tu_…")
    ),
    "operation.not_yours": Said(
        403, _("None of your work"), _("None of your roles may do this: %(operation)s.")
    ),
    "idempotency.missing": Said(
        400,
        _("No idempotency key"),
        _("Send the header Idempotency-Key, a new one for each new request: a UUID will do."),
    ),
    "idempotency.malformed": Said(
        400,
        _("The idempotency key is at fault"),
        _("An Idempotency-Key has 1 to 255 printable ASCII characters."),
    ),
    "idempotency.in_flight": Said(
        409,
        _("The same request is under way"),
        _("A request with this Idempotency-Key is being answered. Repeat it in a second."),
    ),
    "idempotency.mismatch": Said(
        422,
        _("The idempotency key was used"),
        _("This Idempotency-Key belongs to another request. Take a new one."),
    ),
    "body.too_large": Said(
        413, _("Too much at once"), _("A request may have %(limit)s bytes at most.")
    ),
    "body.wrong_type": Said(
        415, _("Not JSON"), _("Send JSON and say so: Content-Type: application/json")
    ),
    "body.malformed": Said(
        400,
        _("The JSON is at fault"),
        _("Line %(line)s, column %(column)s: JSON ends here or breaks."),
    ),
    "body.too_deep": Said(
        400,
        _("The JSON is at fault"),
        _("It is nested more than %(depth)s deep, or has a number of too many digits."),
    ),
    "header.malformed": Said(
        400, _("A header is at fault"), _("The header %(header)s should look like %(example)s.")
    ),
    "request.malformed": Said(
        400, _("The request is at fault"), _("The request could not be read.")
    ),
    "route.not_found": Said(404, _("Nothing here"), _("There is nothing at this address.")),
    "method.not_allowed": Said(405, _("Not this way"), _("This address answers to: %(allow)s.")),
    "data.conflict": Said(
        409,
        _("Just taken"),
        _("Somebody else has just taken what this needs. Look again and repeat."),
    ),
    "data.refused": Said(
        422, _("The data are at fault"), _("The data contradict a rule of the database.")
    ),
    "database.unavailable": Said(
        503, _("Out of order for a moment"), _("The database does not answer. Repeat in a moment.")
    ),
    "internal": Said(
        500, _("Our fault"), _("Something broke on our side. Nothing was recorded; we were told.")
    ),
}
_ENDS: Final = {
    "completed": _("completed"),
    "cancelled": _("cancelled"),
    "refused": _("refused"),
}


def explain(fault: Refused | ValidationError | DatabaseError, *, language: str) -> Problem:
    """Put a refusal, faulty data or a broken rule of the database into words.

    Asks the database for names, so it belongs after the action's transaction has ended. Raises
    the fault itself when it is none that a caller could mend.
    """
    with translation.override(language):
        if isinstance(fault, ValidationError):
            return _of_fields(faults_of(fault))
        if isinstance(fault, DatabaseError):
            return problem(_code_of(fault))
        return _of_refusal(fault, language)


def problem(code: str, **params: Any) -> Problem:
    """Put a problem into the active language; `params` fill its detail."""
    said = PROBLEMS[code]
    return Problem(said.http, code, gettext(said.title), gettext(said.detail) % params)


def _of_refusal(fault: Refused, language: str) -> Problem:
    match fault:
        case refusals.BadField():
            params = dict(fault.params)
            named, wrong, mend = (params.pop(key) for key in ("field", "fault", "mend"))
            return _of_fields([field_fault(named, wrong, mend, params)])
        case refusals.GateClosed():
            return _of_gate(fault, language)
        case refusals.AlreadyStands():
            return _of_standing(fault, language)
    made = problem(fault.code, **_words(fault.params, language))
    errors = (FieldFault("at", made.detail, ""),) if isinstance(fault, OutOfOrder) else ()
    return replace(made, errors=errors, extra=_extra(fault))


def _of_fields(errors: list[FieldFault]) -> Problem:
    told = " ".join(f"{one.field}: {one.fault} {one.mend}".strip() for one in errors[:5])
    return replace(problem("field.invalid", faults=told), errors=tuple(errors))


def _of_gate(fault: refusals.GateClosed, language: str) -> Problem:
    step = fault.params["step"]
    told = "; ".join(
        f"{_quoted(one.title[language])} ({', '.join(map(role_title, one.roles))})"
        for one in fault.missing
    )
    made = replace(problem("gate", title=_title(step, language), missing=told), code=fault.code)
    missing = tuple(_missing(one, language) for one in fault.missing)
    return replace(made, missing=missing, extra={"step": step})


def _missing(one: Missing, language: str) -> dict[str, Any]:
    return {
        "step": one.step,
        "title": one.title[language],
        "role": one.role,
        "role_title": role_title(one.role),
        "roles": list(one.roles),
    }


def _of_standing(fault: refusals.AlreadyStands, language: str) -> Problem:
    """Say who was first."""
    actor, at, role = fault.params["actor"], fault.params["at"], fault.params["role"]
    name = names_of([actor], language).get(actor, "")
    words = _words(fault.params, language) | {"name": name}
    first = {"actor": actor, "name": name, "role": role, "at": moment_text(at)}
    extra = {"step": fault.params["step"], "first": first}
    return replace(problem(fault.code, **words), extra=extra)


def _words(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give a refusal's parameters as people read them."""
    words = {key: absolute(v) if isinstance(v, datetime) else v for key, v in params.items()}
    if "step" in words:
        words["title"] = _title(words["step"], language)
    if "until" in words:
        words["until"] = _title(words["until"], language)
    if "closed" in words:
        words["closed"] = gettext(_ENDS[words["closed"]])
    if "role" in words:
        words["role"] = role_title(words["role"])
    if "roles" in words:
        words["roles"] = ", ".join(role_title(role) for role in words["roles"])
    return words


def _extra(fault: Refused) -> dict[str, Any]:
    """Give a program what a person reads in the detail."""
    said = {key: fault.params[key] for key in ("step", "closed", "version") if key in fault.params}
    if "roles" in fault.params:
        said["roles"] = list(fault.params["roles"])
    if isinstance(fault, OutOfOrder):
        said |= {"earliest": moment_text(fault.params["earliest"]), "after": fault.params["after"]}
    return said


def _title(step: str, language: str) -> str:
    known: Mapping[str, Any] = standing_standard().steps
    title: Title | None = known[step].title if step in known else None
    return title[language] if title else step


def _quoted(text: str) -> str:
    return gettext("“%(text)s”") % {"text": text}


def _code_of(fault: DatabaseError) -> str:
    """Tell whether the data are to blame or another caller; raise the fault if it is us."""
    match fault.__cause__:
        case postgres.UniqueViolation() | postgres.ExclusionViolation():
            return "data.conflict"
        case postgres.DeadlockDetected() | postgres.SerializationFailure():
            return "data.conflict"
        case postgres.LockNotAvailable() | postgres.QueryCanceled():
            return "database.unavailable"
        case postgres.CheckViolation():
            log.warning("data passed a form and broke a constraint", exc_info=fault)
            return "data.refused"
    if isinstance(fault, DataError):
        log.warning("data passed a form and did not fit a column", exc_info=fault)
        return "data.refused"
    if isinstance(fault, OperationalError):
        return "database.unavailable"
    raise fault
