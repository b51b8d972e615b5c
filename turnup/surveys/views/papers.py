"""The papers of stage 2: a page of each to look at, issuing it, and saving it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.orders.reading import REFUSALS, OrderReader, order_reader, said_of
from turnup.papers.kinds import kind_title
from turnup.papers.previews import WIDTHS, NoSuchPage, page_count, page_png
from turnup.papers.queries import content_of
from turnup.people.permissions import allows, scope_of
from turnup.surveys.paper_actions import ACT, ESTIMATE, LETTER, drafted, issue, issued_of

KINDS = (ACT, ESTIMATE, LETTER)
BACK = {ACT: "surveys:survey", ESTIMATE: "surveys:estimate", LETTER: "surveys:survey"}


def paper_part(me: OrderReader, kind: str) -> dict[str, Any] | None:
    """Give what a page shows of a paper: its sheets, its number, or why there is none."""
    paper = issued_of(me.order.id, kind)
    shown: dict[str, Any] = {
        "kind": kind,
        "title": kind_title(kind),
        "paper": paper,
        "may_issue": _may(me, "survey.issue_papers") and paper is None,
        "told": "",
        "pages": range(0),
    }
    try:
        pdf = content_of(paper.file) if paper else drafted(order_id=me.order.id, kind=kind)
    except REFUSALS as fault:
        return {**shown, "told": said_of(me.explained(fault)), "may_issue": False}
    return {**shown, "pages": range(1, page_count(pdf) + 1)}


def _may(me: OrderReader, operation: str) -> bool:
    scope = scope_of(me.actor, operation)
    return scope == "all" or (scope == "own" and me.order.lead_id == me.actor.id)


@require_GET
@allows("paper.read")
def page(request: HttpRequest, number: int, kind: str, page: int) -> HttpResponse:
    """Draw a page of a paper as it is kept, or as it would be issued."""
    me = _reader(request, number, kind, "paper.read")
    me.note([me.order], f"paper {kind}"[:40])
    paper = issued_of(me.order.id, kind)
    try:
        pdf = content_of(paper.file) if paper else drafted(order_id=me.order.id, kind=kind)
        asked = request.GET.get("width", "")
        width = int(asked) if asked in {str(one) for one in WIDTHS} else WIDTHS[1]
        answer = HttpResponse(page_png(pdf, page, width), content_type="image/png")
    except (*REFUSALS, NoSuchPage):
        raise Http404(kind) from None
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _reader(request: HttpRequest, number: int, kind: str, operation: str) -> OrderReader:
    if kind not in KINDS:
        raise Http404(kind)
    me = order_reader(request, number, operation)
    if kind == ESTIMATE and not _may(me, "estimate.read"):
        raise Http404(kind)
    return me


@require_POST
@allows("survey.issue_papers")
def issue_paper(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Give the paper its number and keep it for ever."""
    me = _reader(request, number, kind, "survey.issue_papers")
    try:
        paper = issue(order_id=me.order.id, kind=kind, actor=me.actor, at=me.now)
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        words = {"title": kind_title(kind), "number": paper.number}
        messages.success(request, _("Issued: %(title)s № %(number)s") % words)
    return redirect(BACK[kind], number)
