"""On site: what the crew installs, lends and takes back. The act's serial numbers come here.

All of these are called inside the transaction of the act or step that says so, with the moment of
the act as `at`; a device that is with this very order's customer already is left as it is, so a
replayed queue does no harm. Raises BadField (`serial`, `code`, `quantity`) for what is not there.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.stock.actions.goods import (
    Goods,
    checked_quantity,
    known_device,
    known_loads,
    move_goods,
)
from turnup.stock.actions.ledger import elsewhere, plain, post, take_reserved
from turnup.stock.actions.places import customers_place, default_warehouse
from turnup.stock.models import (
    OURS,
    Device,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    Reservation,
    StockItem,
)
from turnup.stock.queries import NOTHING, own_free


@transaction.atomic
def install_device(
    *,
    order_id: UUID,
    serial: str,
    actor: Actor | None,
    at: datetime,
    van: Place | None = None,
    note: str = "",
) -> Movement:
    """Put a device in service at the order's customer, from the crew's van or from a warehouse.

    With `van` (see `van_of(crew=…)`) a device that the books have at a warehouse or in another
    van is first booked into it: the crew evidently has it. Raises BadField for a serial number
    that is unknown, at another customer, or written off.
    """
    return _to_customer(MovementKind.INSTALL, order_id, serial, actor, at, van, note)


@transaction.atomic
def install_material(
    *,
    order_id: UUID,
    code: str,
    quantity: Decimal,
    actor: Actor | None,
    at: datetime,
    van: Place | None = None,
    note: str = "",
) -> list[Movement]:
    """Use up so much of a material at the order's customer.

    It is taken from the van first, then from wherever it is reserved for the order. Raises
    BadField when both together have less.
    """
    item = known_loads(Goods(code, quantity))[0].item
    rest = checked_quantity(quantity)
    posted = []
    for place in _sources(order_id, item, van):
        taken = min(rest, own_free(place, item, order_id))
        if taken > 0:
            take_reserved(order_id, item, place, taken)
            posted.append(
                post(
                    kind=MovementKind.INSTALL,
                    item=item,
                    quantity=taken,
                    source=place,
                    target=customers_place(order_id),
                    actor=actor,
                    at=at,
                    order_id=order_id,
                    note=note,
                )
            )
            rest -= taken
        if not rest:
            return posted
    raise BadField(
        "quantity",
        _("“%(item)s”: %(rest)s more was used than the van and the order's kit have."),
        _("Book the goods into the van first."),
        item=item.title,
        rest=plain(rest),
    )


@transaction.atomic
def lend_device(
    *,
    order_id: UUID,
    serial: str,
    actor: Actor | None,
    at: datetime,
    van: Place | None = None,
    note: str = "",
) -> Movement:
    """Lend a device (a temporary modem) to the order's customer; it has to come back."""
    return _to_customer(MovementKind.LEND, order_id, serial, actor, at, van, note)


@transaction.atomic
def take_back_device(
    *,
    order_id: UUID,
    serial: str,
    actor: Actor | None,
    at: datetime,
    target: Place | None = None,
    note: str = "",
) -> Movement | None:
    """Take a device back from the order's customer, by default into the first warehouse.

    A device that is back with us already is left where it is (None). Raises BadField for one
    that is at another customer.
    """
    device = known_device(serial)
    if device.place.kind in OURS:
        return None
    if device.place.order_id != order_id:
        raise elsewhere(device)
    return move_goods(
        actor=actor,
        at=at,
        target=target or default_warehouse(),
        goods=[Goods(serials=(serial,))],
        order_id=order_id,
        note=note,
    )[0]


def _to_customer(
    kind: MovementKind,
    order_id: UUID,
    serial: str,
    actor: Actor | None,
    at: datetime,
    van: Place | None,
    note: str,
) -> Movement:
    device = known_device(serial)
    target = customers_place(order_id)
    if device.place_id == target.pk:
        return device.movements.order_by("-id")[0]
    if device.place.kind not in OURS:
        raise elsewhere(device)
    if van is not None and device.place_id != van.pk:
        _book_into(van, device, order_id if kind == MovementKind.INSTALL else None, actor, at)
    source = Device.objects.select_related("place").get(pk=device.pk).place
    if kind == MovementKind.INSTALL:
        take_reserved(order_id, device.item, source, Decimal(1))
    return post(
        kind=kind,
        item=device.item,
        quantity=Decimal(1),
        device=device,
        source=source,
        target=target,
        actor=actor,
        at=at,
        order_id=order_id,
        note=note,
    )


def _book_into(
    van: Place, device: Device, order_id: UUID | None, actor: Actor | None, at: datetime
) -> None:
    """Book a device into the van; of the order's kit one less waits at a warehouse.

    A device to lend is no part of a kit: without `order_id` nothing waits for the order.
    """
    goods = [Goods(serials=(device.serial,))]
    if own_free(device.place, device.item, order_id) < 1:
        return  # it waits for another order: posting will refuse it, and say so
    if order_id and not _reserved_at(order_id, device.item, device.place):
        _free_one_elsewhere(order_id, device.item)
    move_goods(actor=actor, at=at, target=van, goods=goods, order_id=order_id)


def _free_one_elsewhere(order_id: UUID, item: StockItem) -> None:
    """Let go of one that waits at another place: the crew took this one instead."""
    for row in Reservation.objects.filter(order_id=order_id, item=item).select_related("place"):
        if row.place.kind == PlaceKind.WAREHOUSE:
            take_reserved(order_id, item, row.place, Decimal(1))
            return


def _reserved_at(order_id: UUID, item: StockItem, place: Place) -> Decimal:
    row = Reservation.objects.filter(order_id=order_id, item=item, place=place).first()
    return row.quantity if row else NOTHING


def _sources(order_id: UUID, item: StockItem, van: Place | None) -> Iterator[Place]:
    if van is not None:
        yield van
    held = Reservation.objects.filter(order_id=order_id, item=item).exclude(place=van)
    for row in list(held.select_related("place").order_by("id")):
        yield row.place
