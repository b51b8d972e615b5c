"""The stock through the REST door: what lies where, devices, kits; receive, move, write off."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from turnup.orders.forms import Line, ShortText
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.forms import Code, Quantity, Serial
from turnup.stock.models import Movement, Place, StockItem
from turnup.stock.queries import (
    NOTHING,
    find_device,
    history_of,
    item_totals,
    kit_of,
    pending_specials,
    places_at_hand,
    short_items,
)

router = Router(tags=["stock"])


# ------------------------------------------------------- what comes in
class ReceiptBody(Strict):
    """Goods of one item that came in: serial numbers of devices, or a quantity."""

    code: Code
    serials: list[Serial] = Field(default_factory=list, max_length=500)
    quantity: Quantity | None = None
    place: ShortText | None = Field(None, description="A warehouse or van; left out: the first.")
    supplier: Line = Field("", max_length=120)
    document: Line = Field("", max_length=200)


class MoveBody(Strict):
    """Goods that go to a warehouse or van: devices by their numbers, or so much of a material."""

    target: ShortText
    source: ShortText | None = Field(None, description="Needed for a material.")
    serials: list[Serial] = Field(default_factory=list, max_length=500)
    code: Code | None = None
    quantity: Quantity | None = None
    order: UUID | None = Field(None, description="The order that the goods then wait for.")
    note: Line = Field("", max_length=200)


class WriteOffBody(Strict):
    """Goods that are no more: a device, or so much of a material at a place."""

    reason: ShortText
    serial: Serial | None = None
    code: Code | None = None
    quantity: Quantity | None = None
    source: ShortText | None = None


# ------------------------------------------------------- what goes out
@dataclass(frozen=True, slots=True)
class ItemStock:
    """An item; quantities in its unit. `there` lies in warehouses and vans, `free` waits for no
    order, `short` is what requested installations lack."""

    code: str
    title: str
    unit: str
    serial_numbered: bool
    there: Decimal
    reserved: Decimal
    free: Decimal
    least: Decimal
    short: Decimal


@dataclass(frozen=True, slots=True)
class PlaceStock:
    """A warehouse or a van."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class MovementShown:
    """A line of the ledger; `actor` null: the program itself."""

    id: int
    kind: str
    code: str
    serial: str | None
    quantity: Decimal
    source: str
    target: str
    order: UUID | None
    actor: UUID | None
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class DeviceShown:
    """A device, where it is, and where it has been, the latest first."""

    serial: str
    code: str
    place_kind: str
    place: str
    order: UUID | None
    history: list[MovementShown]


@dataclass(frozen=True, slots=True)
class KitRowShown:
    """An item of an order's kit."""

    code: str
    title: str
    unit: str
    wanted: Decimal
    reserved: Decimal
    in_vans: Decimal
    installed: Decimal
    short: Decimal


@dataclass(frozen=True, slots=True)
class SpecialShown:
    """Special equipment that is still to come."""

    id: int
    description: str
    supplier: str
    promised_date: date


@dataclass(frozen=True, slots=True)
class KitShown:
    """What an order's installation takes, and what is on order for it."""

    complete: bool
    items: list[KitRowShown]
    special: list[SpecialShown]


@router.get(
    "/stock/items",
    response={200: list[ItemStock]},
    operation_id="list_stock",
    summary="What lies in stock, by item",
    openapi_extra=described(problems=(403,)),
)
@allows("stock.read")
def list_stock(request: HttpRequest) -> HttpResponse:
    """List the items that the company keeps stock of."""
    items = list(StockItem.objects.filter(is_kept=True))
    totals = item_totals(items)
    short = {one.item.pk: one.short for one in short_items()}
    return json_answer([_item(one, totals.get(one.pk, (NOTHING, NOTHING)), short) for one in items])


def _item(one: StockItem, totals: tuple[Decimal, Decimal], short: dict[int, Decimal]) -> ItemStock:
    there, reserved = totals
    return ItemStock(
        one.code,
        one.title,
        one.unit,
        one.serial_numbered,
        there,
        reserved,
        there - reserved,
        one.least,
        short.get(one.pk, NOTHING),
    )


@router.get(
    "/stock/places",
    response={200: list[PlaceStock]},
    operation_id="list_places",
    summary="Warehouses and vans",
    openapi_extra=described(problems=(403,)),
)
@allows("stock.read")
def list_places(request: HttpRequest) -> HttpResponse:
    """List the places that goods may be received at and moved to."""
    return json_answer([PlaceStock(one.kind, one.name) for one in places_at_hand()])


@router.get(
    "/stock/devices/{serial}",
    response={200: DeviceShown},
    operation_id="read_device",
    summary="A device by its serial number, with its history",
    openapi_extra=described(problems=(403, 404)),
)
@allows("stock.read")
def read_device(request: HttpRequest, serial: str) -> HttpResponse:
    """Give where the device is and has been."""
    found = find_device(serial) if serial.isprintable() else None
    if found is None:
        raise Http404(serial)
    moved = history_of(found).select_related("item", "device")
    shown = DeviceShown(
        found.serial,
        found.item.code,
        found.place.kind,
        found.place.name,
        found.place.order_id,
        [_movement(one) for one in moved],
    )
    return json_answer(shown)


@router.get(
    "/orders/{order_id}/kit",
    response={200: KitShown},
    operation_id="read_kit",
    summary="An order's kit: reserved, short, installed",
    openapi_extra=described(problems=(403, 404)),
)
@allows("order.read")
def read_kit(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give what the installation takes; one that is not complete cannot be planned."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)
    rows = kit_of(order.id)
    shown = KitShown(
        complete=not any(row.short for row in rows),
        items=[
            KitRowShown(
                row.item.code,
                row.item.title,
                row.item.unit,
                row.wanted,
                row.reserved,
                row.in_vans,
                row.installed,
                row.short,
            )
            for row in rows
        ],
        special=[
            SpecialShown(one.pk, one.description, one.supplier, one.promised_date)
            for one in pending_specials(order.id)
        ],
    )
    return json_answer(shown)


# ------------------------------------------------------- moving goods
@router.post(
    "/stock/receipts",
    response={201: list[MovementShown]},
    operation_id="receive_goods",
    summary="Receive goods",
    openapi_extra=described(
        body=ReceiptBody,
        example={"code": "router", "serials": ["R-00417"], "supplier": "ООО «Радиосвязь»"},
        problems=(403,),
    ),
)
@allows("stock.move")
def post_receipt(request: HttpRequest) -> HttpResponse:
    """Take goods in; kits that were short have them by themselves."""

    def received(said: ReceiptBody, actor: Actor, now: datetime) -> list[MovementShown]:
        posted = actions.receive_goods(
            actor=actor,
            at=now,
            goods=[Goods(said.code, said.quantity or NOTHING, tuple(said.serials))],
            place=place_named("place", said.place) if said.place else None,
            supplier=said.supplier,
            document=said.document,
        )
        return [_movement(one) for one in posted]

    return written_once(request, ReceiptBody, received)


@router.post(
    "/stock/moves",
    response={201: list[MovementShown]},
    operation_id="move_goods",
    summary="Move or issue goods",
    openapi_extra=described(
        body=MoveBody,
        example={"target": "Бригада 1", "serials": ["R-00417"]},
        problems=(403, 404),
    ),
)
@allows("stock.move")
def post_move(request: HttpRequest) -> HttpResponse:
    """Move goods between warehouses and vans; for an order they wait for it there."""

    def moved(said: MoveBody, actor: Actor, now: datetime) -> list[MovementShown]:
        order = visible_order(actor, "order.read", order_id=said.order) if said.order else None
        posted = actions.move_goods(
            actor=actor,
            at=now,
            target=place_named("target", said.target),
            source=place_named("source", said.source) if said.source else None,
            goods=[Goods(said.code or "", said.quantity or NOTHING, tuple(said.serials))],
            order_id=order.id if order else None,
            note=said.note,
        )
        return [_movement(one) for one in posted]

    return written_once(request, MoveBody, moved)


@router.post(
    "/stock/write-offs",
    response={201: MovementShown},
    operation_id="write_off_goods",
    summary="Write goods off",
    openapi_extra=described(
        body=WriteOffBody,
        example={"serial": "R-00417", "reason": "Разбит при перевозке"},
        problems=(403,),
    ),
)
@allows("stock.move")
def post_write_off(request: HttpRequest) -> HttpResponse:
    """Write goods off, with the reason."""

    def written_off(said: WriteOffBody, actor: Actor, now: datetime) -> MovementShown:
        return _movement(
            actions.write_off(
                actor=actor,
                at=now,
                reason=said.reason,
                serial=said.serial or "",
                code=said.code or "",
                quantity=said.quantity or NOTHING,
                source=place_named("source", said.source) if said.source else None,
            )
        )

    return written_once(request, WriteOffBody, written_off)


def place_named(field: str, name: str) -> Place:
    """Give a warehouse or van by its name. Raises BadField."""
    found = places_at_hand().filter(name=name).first()
    if found is None:
        raise BadField(field, _("There is no such place."))
    return found


def _movement(one: Movement) -> MovementShown:
    return MovementShown(
        id=one.pk,
        kind=one.kind,
        code=one.item.code,
        serial=one.device.serial if one.device else None,
        quantity=one.quantity,
        source=one.from_place.name,
        target=one.to_place.name,
        order=one.order_id,
        actor=one.actor_id,
        at=one.at,
        note=one.note,
    )
