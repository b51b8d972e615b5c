"""The REST door of the staff: terms in versions, proposals, customers' links, the form's leads."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from turnup.customers.actions import note_read
from turnup.desk.keyed import written_once
from turnup.desk.openapi import described
from turnup.desk.rest import actor_of, json_answer, language_of
from turnup.orders.forms import ShortText
from turnup.orders.models import Order
from turnup.orders.queries import visible_order
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows
from turnup.portal.actions import make_link, revoke_link, send_link
from turnup.portal.models import CustomerLink
from turnup.portal.queries import address_of, live_link
from turnup.requests.models import PublicRequest
from turnup.requests.offered import Version, versions_of
from turnup.requests.proposal import make_proposal
from turnup.requests.public_actions import (
    close_public_request,
    note_request_reads,
    take_public_request,
)
from turnup.requests.queries import waiting_requests

router = Router(tags=["portal"])
DOOR: Final = "rest"


class Strict(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class LinkBody(Strict):
    """How to make a link."""

    send: bool = Field(False, description="Send it to the customer's e-mail address at once.")


class RevocationBody(Strict):
    """Nothing has to be said."""


class TakingBody(Strict):
    """For whom a request is taken."""

    customer_id: UUID | None = Field(
        None, description="A customer we know; left out: the request's own, written down anew."
    )


class ClosingBody(Strict):
    """Why a request comes to nothing."""

    because: ShortText


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


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A customer's link. `address` is null when it cannot be shown: the secret key has changed."""

    order: UUID
    address: str | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    visits: int
    last_visit_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicRequestShown:
    """A request from the public form; `said` is the data of the standard's opening step."""

    id: UUID
    number: str
    received_at: datetime
    language: str
    consent: str
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TakenShown:
    """The receipt of the order that a request became. `fallen` is empty: nothing stood before."""

    id: UUID
    version: int
    journal_seq: int
    journal_hash: str
    recorded_at: datetime
    fallen: list[str]


@dataclass(frozen=True, slots=True)
class ClosedShown:
    """A request that was closed."""

    id: UUID
    number: str
    closed_at: datetime


# ------------------------------------------------------- terms and proposal
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


# ------------------------------------------------------- links
@router.get(
    "/orders/{order_id}/link",
    response={200: LinkShown},
    operation_id="read_link",
    summary="The customer's link of an order",
    openapi_extra=described(problems=(403, 404)),
)
@allows("link.manage")
def read_link(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the link with its address; 404 where there is none. Leaves an access record."""
    order = _order(request, order_id)
    link = live_link(order.id)
    if link is None:
        raise Http404("the order has no link")
    actor, now = actor_of(request), timezone.now()
    note_read(actor=actor, customer_id=order.customer_id, what="link", at=now)
    return json_answer(_link(link))


@router.post(
    "/orders/{order_id}/link",
    response={201: LinkShown},
    operation_id="make_link",
    summary="Make an order's link anew",
    openapi_extra=described(body=LinkBody, example={"send": False}, problems=(403, 404)),
)
@allows("link.manage")
def post_link(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Make the link; an earlier one opens nothing any more."""
    order = _order(request, order_id)

    def made(said: dict[str, Any], actor: Any, at: datetime) -> LinkShown:
        link = make_link(order=order, actor=actor, at=at)
        if said["send"]:
            send_link(link=link, actor=actor, at=at)
        return _link(link)

    return written_once(request, LinkBody, made)


@router.post(
    "/orders/{order_id}/link/revocation",
    response={201: LinkShown},
    operation_id="revoke_link",
    summary="Let an order's link open nothing any more",
    openapi_extra=described(body=RevocationBody, example={}, problems=(403, 404)),
)
@allows("link.manage")
def post_revocation(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Revoke the link; 404 where there is none."""
    order = _order(request, order_id)
    link = order.links.filter(revoked_at=None).first() or order.links.first()
    if link is None:
        raise Http404("the order has no link")

    def revoked(said: dict[str, Any], actor: Any, at: datetime) -> LinkShown:
        revoke_link(link=link, actor=actor, at=at)
        link.refresh_from_db()
        return _link(link)

    return written_once(request, RevocationBody, revoked)


def _order(request: HttpRequest, order_id: UUID) -> Order:
    return visible_order(actor_of(request), "link.manage", order_id=order_id)


def _link(link: CustomerLink) -> LinkShown:
    last = link.visits.first()
    address = "" if link.revoked_at else address_of(link, settings.PUBLIC_URL)
    return LinkShown(
        order=link.order_id,
        address=address or None,
        made_at=link.made_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        visits=link.visits.count(),
        last_visit_at=last.at if last else None,
    )


# ------------------------------------------------------- the public form's leads
@router.get(
    "/public-requests",
    response={200: list[PublicRequestShown]},
    operation_id="list_public_requests",
    summary="The requests from the public form that wait, the oldest first",
    openapi_extra=described(problems=(403,)),
)
@allows("public_request.read")
def list_public_requests(request: HttpRequest) -> HttpResponse:
    """List what nobody has taken or closed yet; the reads are recorded."""
    rows = waiting_requests()
    note_request_reads(requests=rows, actor=actor_of(request), at=timezone.now())
    return json_answer(
        [
            PublicRequestShown(
                one.id, one.number, one.received_at, one.language, one.consent, one.said
            )
            for one in rows
        ]
    )


@router.post(
    "/public-requests/{request_id}/order",
    response={201: TakenShown},
    operation_id="take_public_request",
    summary="Take a request into an order that the caller leads",
    openapi_extra=described(body=TakingBody, example={}, problems=(403, 404)),
)
@allows("public_request.take")
def post_taking(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Open the order; it began when the request came."""
    _lead(request_id)

    def taken(said: dict[str, Any], actor: Any, at: datetime) -> dict[str, object]:
        receipt = take_public_request(
            request_id=request_id, actor=actor, now=at, door=DOOR, customer_id=said["customer_id"]
        )
        return receipt.to_json()

    return written_once(request, TakingBody, taken)


@router.post(
    "/public-requests/{request_id}/closing",
    response={201: ClosedShown},
    operation_id="close_public_request",
    summary="Close a request that comes to nothing",
    openapi_extra=described(body=ClosingBody, example={"because": "Реклама"}, problems=(403, 404)),
)
@allows("public_request.take")
def post_closing(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Close it; what was said in it is deleted."""
    number = _lead(request_id).number

    def closed(said: dict[str, Any], actor: Any, at: datetime) -> ClosedShown:
        close_public_request(request_id=request_id, actor=actor, at=at, because=said["because"])
        return ClosedShown(request_id, number, at)

    return written_once(request, ClosingBody, closed)


def _lead(request_id: UUID) -> PublicRequest:
    found = PublicRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise Http404(str(request_id))
    return found
