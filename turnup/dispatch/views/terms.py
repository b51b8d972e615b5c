"""The guaranteed terms: what is breached, what is in danger, and why."""

from collections import Counter
from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from turnup.dispatch.board import technologies
from turnup.dispatch.term_words import term_row
from turnup.dispatch.terms import breaches, terms_of
from turnup.dispatch.views.reader import who
from turnup.people.permissions import allows

LOOKED_BACK: Final = timedelta(days=90)


@require_GET
@allows("plan.read")
def terms(request: HttpRequest) -> HttpResponse:
    """Show every running term, the worst first, and the breaches of three months."""
    actor, now = who(request), timezone.now()
    found = terms_of(actor, now)
    past = [term_row(term, now) for term in breaches(actor, now - LOOKED_BACK, now)]
    shown = {
        "running": [term_row(term, now) for term in found],
        "past": past,
        "counted": Counter(term.state for term in found),
        "technologies": dict(technologies()),
        "now": now,
    }
    return render(request, "dispatch/terms.html", shown)
