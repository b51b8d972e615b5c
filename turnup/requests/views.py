"""The terms of an order in all their versions, and the proposal made of them."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.queries import visible_order
from turnup.papers.answers import file_answer
from turnup.papers.models import Paper
from turnup.papers.previews import NoSuchPage, page_count, page_png
from turnup.papers.queries import content_of
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.permissions import allows
from turnup.requests.offered import differences, versions_of
from turnup.requests.proposal import make_proposal, proposal

WIDTH = 1000


@require_GET
@allows("paper.read")
def offer(request: HttpRequest, number: int) -> HttpResponse:
    """Show the versions of the terms side by side, and the proposal as the customer reads it."""
    actor, order = _asked(request, number)
    language = "en" if cast(Asked, request).LANGUAGE_CODE == "en" else "ru"
    note_read(actor=actor, customer_id=order.customer_id, what="terms", at=timezone.now())
    versions = versions_of(order, language)
    paper = make_proposal(order=order, actor=actor, at=timezone.now()) if versions else None
    shown: dict[str, Any] = {
        "order": order,
        "versions": versions,
        "rows": differences([one.terms for one in versions]),
        "proposal": proposal(order, language),
        "pages": range(1, page_count(content_of(paper.file)) + 1) if paper else (),
    }
    return render(request, "requests/offer.html", shown)


@require_GET
@allows("paper.read")
def proposal_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the proposal as a PDF to save."""
    return file_answer(_paper(request, number).file)


@require_GET
@allows("paper.read")
def proposal_page(request: HttpRequest, number: int, page: int) -> HttpResponse:
    """Draw a page of the proposal."""
    try:
        picture = page_png(content_of(_paper(request, number).file), page, WIDTH)
    except NoSuchPage:
        raise Http404(str(page)) from None
    answer = HttpResponse(picture, content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _paper(request: HttpRequest, number: int) -> Paper:
    actor, order = _asked(request, number)
    paper = make_proposal(order=order, actor=actor, at=timezone.now())
    if paper is None:
        raise Http404("no terms are proposed")
    note_read(actor=actor, customer_id=order.customer_id, what="proposal", at=timezone.now())
    return paper


def _asked(request: HttpRequest, number: int) -> tuple[Actor, Order]:
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    return actor, visible_order(actor, "paper.read", number=number)
