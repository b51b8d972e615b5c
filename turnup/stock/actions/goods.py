"""Goods received, moved, returned and written off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.people.actor import Actor
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField
from turnup.stock.actions.kits import fill_short_kits
from turnup.stock.actions.ledger import add_reserved, elsewhere, post, take_reserved
from turnup.stock.actions.places import default_warehouse, outside
from turnup.stock.models import (
    OURS,
    Device,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    StockItem,
)
from turnup.stock.queries import NOTHING, as_serial, find_device

MOST: Final = Decimal(10) ** 8
KINDS: Final = {
    # from, to
    (PlaceKind.WAREHOUSE, PlaceKind.VAN): MovementKind.ISSUE,
    (PlaceKind.VAN, PlaceKind.WAREHOUSE): MovementKind.RETURN,
    (PlaceKind.CUSTOMER, PlaceKind.WAREHOUSE): MovementKind.RETURN,
    (PlaceKind.CUSTOMER, PlaceKind.VAN): MovementKind.RETURN,
    (PlaceKind.WAREHOUSE, PlaceKind.WAREHOUSE): MovementKind.TRANSFER,
    (PlaceKind.VAN, PlaceKind.VAN): MovementKind.TRANSFER,
}


@dataclass(frozen=True, slots=True)
class Goods:
    """What is to move: so much of an item, or devices by their serial numbers.

    For known devices the serial numbers alone are enough.
    """

    code: str = ""
    quantity: Decimal = NOTHING
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """One line as it will be posted."""

    item: StockItem
    quantity: Decimal
    device: Device | None = None


@transaction.atomic
def receive_goods(
    *,
    actor: Actor | None,
    at: datetime,
    goods: Sequence[Goods],
    place: Place | None = None,
    supplier: str = "",
    document: str = "",
    first: UUID | None = None,
) -> list[Movement]:
    """Take goods in from a supplier, and let kits that were short have them.

    They were ordered for the order `first`, where one is named: its kit is served before others.
    Raises BadField for an item that is not kept, for a serial number that is known already, and
    for numbers that do not fit the quantity.
    """
    place = place or default_warehouse()
    if place.kind not in OURS:
        raise BadField("place", _("Goods are received at a warehouse or into a van."))
    source = outside(PlaceKind.SUPPLIER, fitting(Place, "name", supplier))
    loads = [load for one in goods for load in _new_loads(one, source)]
    if not loads:
        raise BadField("goods", _("There is nothing to receive."), _("Name the goods."))
    posted = [
        post(
            kind=MovementKind.RECEIVE,
            item=load.item,
            quantity=load.quantity,
            device=load.device,
            source=source,
            target=place,
            actor=actor,
            at=at,
            note=fitting(Movement, "note", document),
        )
        for load in _in_order(loads)
    ]
    fill_short_kits(items={load.item.id for load in loads}, at=at, first=first)
    return posted


@transaction.atomic
def move_goods(
    *,
    actor: Actor | None,
    at: datetime,
    target: Place,
    goods: Sequence[Goods],
    source: Place | None = None,
    order_id: UUID | None = None,
    note: str = "",
) -> list[Movement]:
    """Move goods between warehouses, vans and, back, from a customer; the ledger names it.

    For an order its reservation goes with the goods (issue to a van), so that no other order
    takes them. Devices may come from wherever they are; materials need `source`. Raises BadField.
    """
    if target.kind not in OURS:
        raise BadField("target", _("Goods are moved to a warehouse or a van here."))
    loads = [load for one in goods for load in known_loads(one)]
    if not loads:
        raise BadField("goods", _("There is nothing to move."), _("Name the goods."))
    note = fitting(Movement, "note", note)
    posted = [
        _moved(load, _source(load, source), target, actor, at, order_id, note)
        for load in _in_order(loads)
    ]
    if target.kind == PlaceKind.WAREHOUSE:
        fill_short_kits(items={load.item.id for load in loads}, at=at)
    return posted


@transaction.atomic
def return_to_stock(
    *,
    actor: Actor | None,
    at: datetime,
    serial: str = "",
    code: str = "",
    quantity: Decimal = NOTHING,
    source: Place | None = None,
    target: Place | None = None,
    order_id: UUID | None = None,
    note: str = "",
) -> Movement:
    """Bring one device (`serial`) or so much of a material (`code`, `quantity`) back.

    `target` is by default the first warehouse; a device may come from a van or from a customer,
    a material needs `source` (the van). With `order_id` it counts as returned for that order.
    Raises BadField when it is not there.
    """
    goods = Goods(code, quantity, (serial,) if serial else ())
    return move_goods(
        actor=actor,
        at=at,
        target=target or default_warehouse(),
        goods=[goods],
        source=source,
        order_id=order_id,
        note=note,
    )[0]


@transaction.atomic
def write_off(
    *,
    actor: Actor | None,
    at: datetime,
    reason: str,
    serial: str = "",
    code: str = "",
    quantity: Decimal = NOTHING,
    source: Place | None = None,
    order_id: UUID | None = None,
) -> Movement:
    """Write off one device (`serial`) or so much of a material (`code`, `quantity`, `source`).

    Raises BadField without a reason, and when it is not there.
    """
    reason = fitting(Movement, "note", reason)
    if not reason:
        raise BadField("reason", _("This is empty."), _("Say why it is written off."))
    load = known_loads(Goods(code, quantity, (serial,) if serial else ()))[0]
    place = _source(load, source)
    take_reserved(order_id, load.item, place, load.quantity)
    return post(
        kind=MovementKind.WRITE_OFF,
        item=load.item,
        quantity=load.quantity,
        device=load.device,
        source=place,
        target=outside(PlaceKind.WRITTEN_OFF),
        actor=actor,
        at=at,
        order_id=order_id,
        note=reason,
    )


# ------------------------------------------------------------------ what is to move
def known_loads(goods: Goods) -> list[Load]:
    """Read goods that we have: devices by their numbers, else an item by its code."""
    if goods.serials:
        devices = [known_device(one) for one in _numbers(goods)]
        return [Load(one.item, Decimal(1), one) for one in devices]
    item = _item(goods.code)
    if item.serial_numbered:
        raise BadField(
            "serial", _("“%(item)s” has serial numbers."), _("Scan or type them."), item=item.title
        )
    return [Load(item, checked_quantity(goods.quantity))]


def known_device(serial: str) -> Device:
    """Give the device of a serial number. Raises BadField when the books have none."""
    found = find_device(serial)
    if found is None:
        raise BadField(
            "serial",
            _("No device has the serial number “%(serial)s”."),
            _("Check the number, or receive the device first."),
            serial=as_serial(serial)[:60],
        )
    return found


def checked_quantity(quantity: Decimal) -> Decimal:
    """Give a quantity that the ledger can hold. Raises BadField."""
    if not quantity.is_finite() or not 0 < quantity < MOST or quantity != round(quantity, 3):
        raise BadField(
            "quantity",
            _("This is no quantity."),
            _("Give a number above nought with at most three decimals."),
        )
    return quantity


def _new_loads(goods: Goods, source: Place) -> list[Load]:
    item = _item(goods.code)
    if not item.serial_numbered:
        if goods.serials:
            raise BadField("serials", _("“%(item)s” has no serial numbers."), item=item.title)
        return [Load(item, checked_quantity(goods.quantity))]
    numbers = _numbers(goods)
    if not numbers or goods.quantity not in (NOTHING, len(numbers)):
        raise BadField(
            "serials",
            _("“%(item)s”: %(given)s serial numbers for %(quantity)s pieces."),
            _("Scan one number for each device."),
            item=item.title,
            given=len(numbers),
            quantity=f"{goods.quantity.normalize():f}",
        )
    return [Load(item, Decimal(1), _new_device(item, one, source)) for one in numbers]


def _new_device(item: StockItem, serial: str, source: Place) -> Device:
    if known := find_device(serial):
        raise BadField(
            "serials",
            _("“%(serial)s” is known already: %(place)s."),
            _("Check the number; a device that came back is returned, not received."),
            serial=known.serial,
            place=str(known.place),
        )
    return Device.objects.create(item=item, serial=serial, place=source)


def _numbers(goods: Goods) -> list[str]:
    numbers = [fitting(Device, "serial", as_serial(one)) for one in goods.serials if one.strip()]
    twice = next((one for one in numbers if numbers.count(one) > 1), None)
    if twice:
        raise BadField(
            "serials", _("“%(serial)s” is named twice."), _("Name each device once."), serial=twice
        )
    return numbers


def _item(code: str) -> StockItem:
    found = StockItem.objects.filter(code=code).first()
    if found is None:
        raise BadField(
            "code",
            _("We keep no stock of “%(code)s”."),
            _("Choose an item of the stock, or begin to keep it."),
            code=code[:40],
        )
    return found


def _in_order(loads: Iterable[Load]) -> list[Load]:
    """Order by item: balances are then locked in the same order by everybody."""
    return sorted(loads, key=lambda load: (load.item.id, load.device.serial if load.device else ""))


def _source(load: Load, source: Place | None) -> Place:
    if load.device is None:
        if source is None:
            raise BadField("source", _("Say where the material is taken from."))
        return source
    if source is not None and load.device.place_id != source.pk:
        raise elsewhere(load.device)
    return load.device.place


def _moved(
    load: Load,
    source: Place,
    target: Place,
    actor: Actor | None,
    at: datetime,
    order_id: UUID | None,
    note: str,
) -> Movement:
    kind = KINDS.get((PlaceKind(source.kind), PlaceKind(target.kind)))
    if kind is None or source.pk == target.pk:
        raise BadField(
            "target",
            _("From “%(source)s” nothing goes to “%(target)s”."),
            _("Choose another place."),
            source=source.name,
            target=target.name,
        )
    order_id = order_id or source.order_id
    take_reserved(order_id, load.item, source, load.quantity)
    movement = post(
        kind=kind,
        item=load.item,
        quantity=load.quantity,
        device=load.device,
        source=source,
        target=target,
        actor=actor,
        at=at,
        order_id=order_id,
        note=note,
    )
    if order_id and kind in (MovementKind.ISSUE, MovementKind.TRANSFER):
        add_reserved(order_id, load.item, target, load.quantity, at)
    return movement
