"""What the customer does on the page: agrees, disputes, chooses a day, asks for a call."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from turnup.desk.steps import record_step
from turnup.people.texts import filled
from turnup.portal.actions import ask_call
from turnup.portal.guest import Guest
from turnup.portal.times import check_ahead, take_time
from turnup.portal.views.answers import REFUSALS, thanked, tried_again
from turnup.portal.views.door import by_link, no_such_link
from turnup.requests.models import Acceptance

DUTIES: Final = (
    "connection_payment",
    "recurring_fee",
    "due_dates",
    "disconnection_conditions",
)
Posted = Mapping[str, str]


def _name(given: Posted) -> str:
    """Give the name that was typed; what nobody can see, direction marks too, is refused."""
    return filled(Acceptance, "agreed_by", given.get("name", ""))


def _agreed(given: Posted) -> dict[str, Any]:
    return {"agreed_by": _name(given), "channel": "link"}


def _acknowledged(given: Posted) -> dict[str, Any]:
    said: dict[str, Any] = {duty: duty in given for duty in DUTIES}
    return {**said, "explained_to": _name(given), "channel": "link"}


def _ready(given: Posted) -> dict[str, Any]:
    return {"confirmed_by": _name(given)}


SAID: Final[Mapping[str, tuple[Callable[[Posted], dict[str, Any]], str]]] = {
    # what a step says by what was posted, and the thanks
    "terms_agreed": (_agreed, gettext_noop("Thank you: the terms are agreed.")),
    "corrected_terms_accepted": (
        _agreed,
        gettext_noop("Thank you: the corrected terms are accepted."),
    ),
    "duties_explained": (_acknowledged, gettext_noop("Thank you: that is written down.")),
    "readiness_confirmed": (_ready, gettext_noop("Thank you: we will choose a new day.")),
}


@require_POST
@by_link
def step(request: HttpRequest, guest: Guest, step: str) -> HttpResponse:
    """Record one of the customer's steps that need no more than a name and a tick."""
    if step not in SAID:
        return no_such_link(request)
    said, thanks = SAID[step]
    move = guest.move(request.POST.get("_version", ""))
    try:
        record_step(move=move, step=step, data=said(request.POST.dict()))
    except REFUSALS as fault:
        return tried_again(request, guest, step, fault)
    return thanked(request, guest, _(thanks))


@require_POST
@by_link
def dispute(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Record that the customer disputes clauses, each with the wording they want."""
    pairs = zip(request.POST.getlist("clause"), request.POST.getlist("theirs"), strict=False)
    rows = [{"clause": clause, "theirs": theirs} for clause, theirs in pairs if clause]
    move = guest.move(request.POST.get("_version", ""))
    try:
        record_step(move=move, step="clauses_disputed", data={"disputed": True, "clauses": rows})
    except REFUSALS as fault:
        return tried_again(request, guest, "clauses_disputed", fault)
    return thanked(request, guest, _("Thank you: our lawyer will answer each clause."))


@require_POST
@by_link
def visit(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Agree to the planned time of the visit, or to another one that is on offer."""
    given = request.POST
    move, key = guest.move(given.get("_version", "")), given.get("slot", "")
    try:
        name = _name(given.dict())
        if key:
            reason = _("The customer chose it on their page")
            take_time(order=guest.order, move=move, key=key, name=name, reason=reason)
        else:
            check_ahead(order=guest.order, now=guest.now)
            data = {"agreed_with": name, "way": "link"}
            record_step(move=move, step="visit_agreed", data=data)
    except REFUSALS as fault:
        return tried_again(request, guest, "visit_agreed", fault)
    return thanked(request, guest, _("Thank you: we will come on that day."))


@require_POST
@by_link
def call(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask to be called."""
    given = request.POST
    phone, wish = given.get("phone", ""), given.get("wish", "")
    try:
        ask_call(order=guest.order, at=guest.now, phone=phone, wish=wish)
    except REFUSALS as fault:
        return tried_again(request, guest, "call", fault)
    return thanked(request, guest, _("Thank you: your manager will call you."))
