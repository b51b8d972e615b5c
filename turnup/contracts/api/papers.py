"""The REST door of an order's papers: the list, and each paper to save."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router

from turnup.contracts.reading import readable_paper, readable_papers
from turnup.orders.queries import visible_order
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, language_of
from turnup.rest.files import FILE, PaperShown, paper_shown, told_with

router = Router()


@router.get(
    "/orders/{order_id}/papers",
    response={200: list[PaperShown]},
    operation_id="list_papers",
    summary="An order's papers, the latest first",
    tags=["papers"],
    openapi_extra=told_with(),
)
@allows("paper.read")
def list_papers(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """List the papers that the caller may read; private ones only to who may read identity."""
    actor = actor_of(request)
    order = visible_order(actor, "paper.read", order_id=order_id)
    with translation.override(language_of(request)):
        return json_answer([paper_shown(one) for one in readable_papers(order, actor=actor)])


@router.get(
    "/papers/{paper_id}",
    operation_id="read_paper",
    summary="A paper, to save",
    tags=["papers"],
    openapi_extra=told_with(**{"200": FILE}),
)
@allows("paper.read")
def read_paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Give the bytes as they were stored; reading a private paper leaves an access record."""
    return file_answer(readable_paper(paper_id, actor=actor_of(request), at=timezone.now()).file)
