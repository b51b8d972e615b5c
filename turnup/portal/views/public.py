"""The public request form, the consent as a document of its own, and the sender's own page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from turnup.desk.forms_html import as_people_write
from turnup.desk.opening_page import OF_OTHERS
from turnup.desk.refusing import fault_texts
from turnup.orders.faults import refuse_unkeepable
from turnup.orders.office import office_calendar
from turnup.orders.problems import Problem, explain
from turnup.people.actor import digest_of
from turnup.portal.actions import count_knock, write_letter
from turnup.portal.forms import BEGUN, CONSENT, HONEYPOT, begun_at, check_human, schema
from turnup.portal.guest import WINDOW, WRONG_TRIES, page_language, where_from
from turnup.portal.keys import hashed, token_of
from turnup.portal.letters import registered_words
from turnup.portal.maps import map_shown
from turnup.portal.models import Purpose
from turnup.portal.views.door import company_now, hidden, no_such_link, spoken, too_often
from turnup.requests.consent import consent_on
from turnup.requests.models import PublicRequest
from turnup.requests.public_actions import fresh_nonce, receive_public_request
from turnup.requests.queries import public_request_by_digest
from turnup.standard.refusals import Refused
from turnup.ui import posted
from turnup.ui import schema as drawing
from turnup.ui.fields import flat

REFUSALS: Final = (Refused, ValidationError, DatabaseError)
AN_HOUR: Final = timedelta(hours=1)
FROM_ONE: Final = 5
FROM_ALL: Final = 300
TOLD_WITHIN: Final = timedelta(days=3)  # decree 575, point 18: the sender hears of it


@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def request_form(request: HttpRequest) -> HttpResponse:
    """Show the public form, or register what was sent by it."""
    if request.method != "POST":
        return _form(request)
    now = timezone.now()
    data = _of_its_kind(posted.read(schema(), request.POST))
    try:
        refuse_unkeepable(data)
        check_human(request.POST.dict(), now)
        if _too_many(request):
            return hidden(too_often(request))
        nonce = fresh_nonce()
        token = token_of("request", nonce)
        made = receive_public_request(
            said=data, token=token, nonce=nonce, language=page_language(), at=now
        )
    except REFUSALS as fault:
        return _form(request, data, explain(fault, language=page_language()))
    _tell(made, data)
    return hidden(redirect("portal:follow", token))


def _tell(made: PublicRequest, data: Mapping[str, Any]) -> None:
    email = str((data.get("customer") or {}).get("email", ""))
    if email and settings.SMTP_URL:
        write_letter(
            purpose=Purpose.REGISTERED,
            to=email,
            words=registered_words(made),
            at=made.received_at,
            public_request=made,
        )


def _too_many(request: HttpRequest) -> bool:
    now, address = timezone.now(), where_from(request).address or ""
    mine = count_knock(door=f"request:{hashed(address)}", at=now, window=AN_HOUR)
    return mine > FROM_ONE or count_knock(door="requests", at=now, window=AN_HOUR) > FROM_ALL


def _of_its_kind(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a customer of the chosen kind does not have."""
    customer = dict(data.get("customer") or {})
    others = OF_OTHERS.get(str(customer.get("kind")), ())
    kept = {name: value for name, value in customer.items() if name not in others}
    if str(kept.get("kind")) == "person":
        kept.pop("bank", None)
    return {**data, "customer": kept}


def _form(
    request: HttpRequest, data: Mapping[str, Any] | None = None, problem: Problem | None = None
) -> HttpResponse:
    values = {"customer": {"kind": "company"}, **(data or {})}
    faults = fault_texts(problem)
    fields = {one.name: one for one in drawing.fields(schema(), values, faults)}
    parts = {
        name: {one.name.removeprefix(f"{name}."): one for one in fields[name].fields}
        for name in ("customer", "site")
    }
    every = [one for name, one in fields.items() if name not in parts]
    every = [*parts["customer"].values(), *parts["site"].values(), *every]
    for one in flat(every):
        as_people_write(one)
    known = {one.name for one in flat(every)}
    now = timezone.now()
    shown = {
        "company": company_now(),
        "customer": parts["customer"],
        "requisites": _requisites(parts["customer"]),
        "site": parts["site"],
        "brief": fields,
        "every": every,
        "problem": problem,
        "lone_errors": [one for one in problem.errors if one.field not in known] if problem else [],
        "consent_fault": faults.get(CONSENT, ""),
        "consented": CONSENT in request.POST,
        "begun": request.POST.get(BEGUN, "") if data else begun_at(now),
        "honeypot": HONEYPOT,
        "map": map_shown(),
    }
    return render(request, "portal/request.html", shown, status=422 if problem else 200)


def _requisites(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say of each requisite which kinds of customers have it."""
    return [
        {
            "field": fields[name],
            "kinds": " ".join(kind for kind, others in OF_OTHERS.items() if name not in others),
        }
        for name in ("inn", "kpp", "ogrn", "legal_address")
    ]


@require_GET
@spoken
def consent(request: HttpRequest) -> HttpResponse:
    """Show the consent to the processing of personal data."""
    today = office_calendar().local_date(timezone.now())
    shown = {"company": company_now(), "consent": consent_on(today), "language": page_language()}
    return render(request, "portal/consent.html", shown)


@require_GET
@spoken
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sender what became of the request; nothing of what was said in it."""
    found = public_request_by_digest(digest_of(token)) if len(token) == 43 else None
    if found is None:
        door = f"wrong:{hashed(where_from(request).address or '')}"
        if count_knock(door=door, at=timezone.now(), window=WINDOW) > WRONG_TRIES:
            return hidden(too_often(request))
        return hidden(no_such_link(request))
    shown = {
        "company": company_now(),
        "found": found,
        "order": found.order,
        "answer_by": found.received_at + TOLD_WITHIN,
        "now": timezone.now(),
    }
    return hidden(render(request, "portal/follow.html", shown))
