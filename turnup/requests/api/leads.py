"""The REST door to the public form's leads: read, taken into an order, closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from turnup.orders.forms import ShortText
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.requests.models import PublicRequest
from turnup.requests.public_actions import (
    close_public_request,
    note_request_reads,
    take_public_request,
)
from turnup.requests.queries import waiting_requests
from turnup.rest.door import actor_of, json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["portal"])
DOOR: Final = "rest"


class TakingBody(Strict):
    """For whom a request is taken."""

    customer_id: UUID | None = Field(
        None, description="A customer we know; left out: the request's own, written down anew."
    )


class ClosingBody(Strict):
    """Why a request comes to nothing."""

    because: ShortText


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

    def taken(said: TakingBody, actor: Actor, at: datetime) -> dict[str, object]:
        receipt = take_public_request(
            request_id=request_id, actor=actor, now=at, door=DOOR, customer_id=said.customer_id
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

    def closed(said: ClosingBody, actor: Actor, at: datetime) -> ClosedShown:
        close_public_request(request_id=request_id, actor=actor, at=at, because=said.because)
        return ClosedShown(request_id, number, at)

    return written_once(request, ClosingBody, closed)


def _lead(request_id: UUID) -> PublicRequest:
    found = PublicRequest.objects.filter(pk=request_id).first()
    if found is None:
        raise Http404(str(request_id))
    return found
