"""Who reads a page of planning, and how a refusal or a success gets back to them."""

import json
from typing import cast

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from pydantic import ValidationError

from turnup.orders.problems import explain
from turnup.orders.refusals import OrderNotFound
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.standard.refusals import Refused

REFUSALS = (Refused, ValidationError, DatabaseError)
CHANGED = "plan-changed"  # the event that makes a page draw its plan anew


def who(request: HttpRequest) -> Actor:
    """Give who asks; the guard of the route has let them in."""
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    return actor


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether only a part of the page is asked for."""
    return "HX-Request" in request.headers


def refusal_words(fault: Refused | ValidationError | DatabaseError) -> str:
    """Put a refusal into the reader's language; what is hidden becomes Http404."""
    if isinstance(fault, OrderNotFound):
        raise Http404(fault.code) from fault
    told = explain(fault, language=get_language() or "ru")
    lines = [f"{one.fault} {one.mend}".strip() for one in told.errors]
    return " ".join(lines) or told.detail


def said(text: str, tone: str = "good", *, changed: bool = False) -> HttpResponse:
    """Answer htmx with a passing message, and with the news that the plan has changed."""
    events: dict[str, object] = {"toast": {"text": text, "tone": tone}}
    if changed:
        events[CHANGED] = True
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
