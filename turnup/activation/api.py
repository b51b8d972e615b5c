"""The REST door of an order's line: address, blocks, port and VLAN, given and taken back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from turnup.activation import actions
from turnup.activation.line_forms import BlockForm, GivenPurpose, PortForm
from turnup.installation.address_queries import line_of, spans_of
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["addresses"])


class BlockBack(Strict):
    """Which block is taken back."""

    purpose: GivenPurpose = Field(examples=["link"])


class PortBack(Strict):
    """Nothing need be said."""


@dataclass(frozen=True, slots=True)
class PortShown:
    """Where the line ends."""

    switch: str
    port: str
    vlan: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class SpanShown:
    """That the order held an address, block or port."""

    what: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class LineShown:
    """What the order's line holds now (`blocks` by purpose), and all that it held."""

    order_id: UUID
    ip_address: str | None
    blocks: dict[str, str]
    port: PortShown | None
    history: list[SpanShown]


@router.get(
    "/orders/{order_id}/line",
    response={200: LineShown},
    operation_id="read_line",
    summary="What an order's line holds in the network, and held",
    openapi_extra=described(problems=(403, 404)),
)
@allows("addresses.read")
def read_line(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give address, blocks, port and VLAN."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)
    return json_answer(_shown(order.id))


@router.post(
    "/orders/{order_id}/line/blocks",
    response={201: LineShown},
    operation_id="assign_block",
    summary="Give an order a block or prefix",
    openapi_extra=described(body=BlockForm, example={"purpose": "link"}, problems=(403, 404)),
)
@allows("line.assign")
def post_block(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the block that is named, or the first free one."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)

    def given(said: BlockForm, actor: Actor, now: datetime) -> LineShown:
        actions.assign_block(order_id=order.id, at=now, **said.model_dump())
        return _shown(order.id)

    return written_once(request, BlockForm, given)


@router.post(
    "/orders/{order_id}/line/blocks/withdrawals",
    response={201: LineShown},
    operation_id="withdraw_block",
    summary="Take a block back",
    openapi_extra=described(body=BlockBack, example={"purpose": "link"}, problems=(403, 404)),
)
@allows("line.assign")
def post_block_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take it back; it rests as its pool says."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)

    def taken(said: BlockBack, actor: Actor, now: datetime) -> LineShown:
        actions.withdraw_block(order_id=order.id, at=now, purpose=said.purpose)
        return _shown(order.id)

    return written_once(request, BlockBack, taken)


@router.post(
    "/orders/{order_id}/line/port",
    response={201: LineShown},
    operation_id="assign_port",
    summary="Note the switch port and VLAN of an order's line",
    openapi_extra=described(
        body=PortForm,
        example={"switch": "ru-klg-acc-017", "port": "ge-0/0/12", "vlan": 2017},
        problems=(403, 404),
    ),
)
@allows("line.assign")
def post_port(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Note the port; a former one is free again."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)

    def noted(said: PortForm, actor: Actor, now: datetime) -> LineShown:
        actions.assign_port(order_id=order.id, at=now, **said.model_dump())
        return _shown(order.id)

    return written_once(request, PortForm, noted)


@router.post(
    "/orders/{order_id}/line/port/withdrawals",
    response={201: LineShown},
    operation_id="withdraw_port",
    summary="Take port and VLAN back",
    openapi_extra=described(body=PortBack, example={}, problems=(403, 404)),
)
@allows("line.assign")
def post_port_back(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take them back; another line may have them at once."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)

    def taken(said: PortBack, actor: Actor, now: datetime) -> LineShown:
        actions.withdraw_port(order_id=order.id, at=now)
        return _shown(order.id)

    return written_once(request, PortBack, taken)


def _shown(order_id: UUID) -> LineShown:
    held = line_of(order_id)
    address, place = held["address"], held["place"]
    return LineShown(
        order_id=order_id,
        ip_address=address.address_id if address else None,
        blocks=held["blocks"],
        port=PortShown(place.switch, place.port, place.vlan, place.since) if place else None,
        history=[SpanShown(one.what, one.since, one.until) for one in spans_of(order_id)],
    )
