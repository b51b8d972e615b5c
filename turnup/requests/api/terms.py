"""The REST door to an order's terms, in versions, and to its proposal."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router

from turnup.customers.actions import note_read
from turnup.orders.queries import visible_order
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows
from turnup.requests.offered import Version, versions_of
from turnup.requests.proposal import make_proposal
from turnup.rest.door import actor_of, json_answer, language_of
from turnup.rest.openapi import described

router = Router(tags=["portal"])


@dataclass(frozen=True, slots=True)
class MarkShown:
    """Why terms are not standard; `by_rule`: the catalogue's rule found it."""

    text: str
    by_rule: bool


@dataclass(frozen=True, slots=True)
class TermsShown:
    """A version of an order's terms. Money is roubles with VAT, speeds are kbit/s."""

    version: int
    step: str
    made_at: datetime
    made_by: str
    standing: bool
    agreed_by: str | None
    tariff: str | None
    speed_down_kbit: int
    speed_up_kbit: int
    connection_fee: Decimal
    monthly_fee: Decimal
    discount_percent: Decimal
    valid_until: date
    nonstandard: bool
    marks: list[MarkShown]


@router.get(
    "/orders/{order_id}/terms",
    response={200: list[TermsShown]},
    operation_id="list_terms",
    summary="The versions of an order's terms, the first one first",
    openapi_extra=described(problems=(403, 404)),
)
@allows("order.read")
def list_terms(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """List every version with who made it, who agreed, and why it is not standard."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)
    language = language_of(request)
    with translation.override(language):
        return json_answer([_terms(one) for one in versions_of(order, language)])


_PDF: Final[dict[str, Any]] = {
    "description": "The proposal, to save: the same terms and answers are the same bytes",
    "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    "headers": {
        "Content-Disposition": {
            "description": "`attachment` with the file's name",
            "schema": {"type": "string"},
        }
    },
}


def _told() -> dict[str, Any]:
    told = described(problems=(403, 404))
    told["responses"]["200"] = _PDF
    return told


@router.get(
    "/orders/{order_id}/proposal",
    operation_id="read_proposal",
    summary="An order's proposal, PDF",
    openapi_extra=_told(),
)
@allows("paper.read")
def read_proposal(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the proposal in Russian; 404 while no terms are proposed."""
    actor, now = actor_of(request), timezone.now()
    order = visible_order(actor, "paper.read", order_id=order_id)
    paper = make_proposal(order=order, actor=actor, at=now)
    if paper is None:
        raise Http404("no terms are proposed")
    note_read(actor=actor, customer_id=order.customer_id, what="proposal", at=now)
    return file_answer(paper.file)


def _terms(one: Version) -> TermsShown:
    terms = one.terms
    return TermsShown(
        version=terms.version,
        step=one.step,
        made_at=one.at,
        made_by=one.by,
        standing=one.standing,
        agreed_by=one.accepted_by or None,
        tariff=terms.tariff.code if terms.tariff else None,
        speed_down_kbit=terms.speed_down_kbit,
        speed_up_kbit=terms.speed_up_kbit,
        connection_fee=terms.connection_fee,
        monthly_fee=terms.monthly_fee,
        discount_percent=terms.discount_percent,
        valid_until=terms.valid_until,
        nonstandard=terms.nonstandard,
        marks=[MarkShown(mark.text, mark.by_rule) for mark in one.marks],
    )
