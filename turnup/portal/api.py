"""The REST door to customers' links: read, made anew, sent, revoked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.portal.actions import make_link, revoke_link, send_link
from turnup.portal.models import CustomerLink
from turnup.portal.queries import address_of, live_link
from turnup.rest.door import actor_of, json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["portal"])


class LinkBody(Strict):
    """How to make a link."""

    send: bool = Field(False, description="Send it to the customer's e-mail address at once.")


class RevocationBody(Strict):
    """Nothing has to be said."""


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

    def made(said: LinkBody, actor: Actor, at: datetime) -> LinkShown:
        link = make_link(order=order, actor=actor, at=at)
        if said.send:
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

    def revoked(said: RevocationBody, actor: Actor, at: datetime) -> LinkShown:
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
