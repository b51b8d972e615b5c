"""Posting to the ledger: the one place where a movement is written."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.stock.models import Balance, Device, Movement, Place, Reservation, StockItem
from turnup.stock.queries import NOTHING

FAULTS: Final = ("stock_not_negative", "stock_reserved_is_there", "stock_device_elsewhere")


def post(
    *,
    kind: str,
    item: StockItem,
    quantity: Decimal,
    source: Place,
    target: Place,
    at: datetime,
    actor: Actor | None = None,
    device: Device | None = None,
    order_id: UUID | None = None,
    note: str = "",
) -> Movement:
    """Write one movement; triggers carry it into the balances and the device's place.

    The database alone keeps stock from going below nought and below what waits for orders: no
    lock is taken before. Raises BadField that says how much is there.
    """
    movement = Movement(
        kind=kind,
        item=item,
        device=device,
        quantity=quantity,
        from_place=source,
        to_place=target,
        order_id=order_id,
        actor_id=actor.id if actor else None,
        at=at,
        note=note[:300],
    )
    try:
        with transaction.atomic():
            movement.save(force_insert=True)
    except IntegrityError as error:
        raise _said(error, movement) or error from error
    return movement


def _said(error: IntegrityError, movement: Movement) -> BadField | None:
    fault = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if fault not in FAULTS:
        return None
    if movement.device and fault == "stock_device_elsewhere":
        return elsewhere(movement.device)
    return too_little(movement.item, movement.from_place, movement.quantity)


def too_little(item: StockItem, place: Place, quantity: Decimal) -> BadField:
    """Say how much of an item is there and how much of that is free."""
    balance = Balance.objects.filter(place=place, item=item).first()
    there, held = (balance.quantity, balance.reserved) if balance else (NOTHING, NOTHING)
    return BadField(
        "quantity",
        _("“%(item)s” at “%(place)s”: %(there)s there, %(free)s of it free, %(wanted)s wanted."),
        _("Take less, take it elsewhere, or receive the goods first."),
        item=item.title,
        place=place.name,
        there=plain(there),
        free=plain(there - held),
        wanted=plain(quantity),
    )


def elsewhere(device: Device) -> BadField:
    """Say where a device is by the books."""
    now = Device.objects.select_related("place").get(pk=device.pk).place
    return BadField(
        "serial",
        _("“%(serial)s” is elsewhere: %(place)s."),
        _("Check the number; if it is right, move the device in the books first."),
        serial=device.serial,
        place=str(now),
    )


def plain(quantity: Decimal) -> str:
    """Write a quantity without idle noughts."""
    return f"{quantity.normalize():f}"


# ------------------------------------------------------------------ what waits for orders
def take_reserved(order_id: UUID | None, item: StockItem, place: Place, most: Decimal) -> Decimal:
    """Lower the order's reservation at the place by at most `most`; return by how much."""
    if order_id is None:
        return NOTHING
    rows = Reservation.objects.select_for_update()
    row = rows.filter(order_id=order_id, item=item, place=place).first()
    if row is None:
        return NOTHING
    taken = min(row.quantity, most)
    if taken == row.quantity:
        row.delete()
    else:
        Reservation.objects.filter(pk=row.pk).update(quantity=row.quantity - taken)
    return taken


def add_reserved(
    order_id: UUID, item: StockItem, place: Place, quantity: Decimal, at: datetime
) -> None:
    """Raise the order's reservation at the place."""
    wanted: Mapping[str, Any] = {"order_id": order_id, "item": item, "place": place}
    row = Reservation.objects.select_for_update().filter(**wanted).first()
    if row is None:
        Reservation.objects.create(**wanted, quantity=quantity, made_at=at)
    else:
        Reservation.objects.filter(pk=row.pk).update(quantity=row.quantity + quantity)
