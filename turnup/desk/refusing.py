"""Refusals on pages: the one handler that turns them into something a person can read.

A view that keeps a typed form asks `refused()` for the problem and shows it beside the form; any
other refusal ends up in the middleware, which shows it as a page, or to htmx as a message.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from pydantic import ValidationError

from turnup.orders.problems import Problem, explain
from turnup.orders.refusals import OrderNotFound
from turnup.standard.refusals import Refused

REFUSALS: Final = (Refused, ValidationError, DatabaseError)


def refused(fault: Refused | ValidationError | DatabaseError) -> Problem:
    """Put a refusal into the reader's language; what is hidden becomes Http404."""
    if isinstance(fault, OrderNotFound):
        raise Http404(fault.code) from fault
    return explain(fault, language=get_language() or "ru")


class RefusalsOnPages:
    """Answer a page's refusal with a page that says what is wrong and who can mend it."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave the answer as it is."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Turn a refusal into an answer; all other faults are none of ours."""
        if not isinstance(fault, Refused) or request.path.startswith("/api/"):
            return None
        if isinstance(fault, OrderNotFound):
            return render(request, "404.html", status=404)
        return _told(request, refused(fault))


def _told(request: HttpRequest, problem: Problem) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": toast(problem.detail, "bad")})
    shown: dict[str, Any] = {"problem": problem}
    return render(request, "desk/refused.html", shown, status=problem.http)


def fault_texts(problem: Problem | None) -> dict[str, str]:
    """Give the fault and its mend of each field, by the field's path."""
    errors = problem.errors if problem else ()
    return {one.field: f"{one.fault} {one.mend}".strip() for one in errors}


def toast(text: str, tone: str = "good") -> str:
    """Give the value of the header `HX-Trigger` that shows a passing message."""
    return json.dumps({"toast": {"text": text, "tone": tone}})
