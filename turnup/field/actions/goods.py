"""What a crew's phone says of the kit: put in at the customer, or taken back into the van.

Where the books differ (a number that they do not know, a device that is elsewhere, more than the
van has), what was said is kept for the crew lead: StockDiffers.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from django.utils.translation import gettext_noop as _

from turnup.field.kit_said import GoodsSaid
from turnup.field.models import Item, Outcome
from turnup.field.refusals import StockDiffers, in_words
from turnup.installation.models import Visit
from turnup.orders.holding import hold_order
from turnup.orders.models import Order
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField, OrderClosed
from turnup.stock.actions import install_device, install_material, take_back_device
from turnup.stock.actions.goods import Goods, known_device, move_goods
from turnup.stock.actions.places import customers_place, van_of
from turnup.stock.models import Place, StockItem
from turnup.stock.queries import find_device

NOTE: Final = "С телефона"


def move_kit(*, item: Item, order: Order, actor: Actor) -> dict[str, Any]:
    """Move in the books what the crew says that it moved on site.

    Raises StockDiffers where the books have it otherwise, OrderClosed for an order that is over,
    BadField or a ValidationError for what says nothing.
    """
    said = GoodsSaid.model_validate(item.said or {})
    if not (said.serial or (said.code and said.quantity)):
        raise BadField(
            "serial", _("No device and no material is named."), _("Scan or type its number.")
        )
    hold_order(order.id)
    order.refresh_from_db()
    if order.closed and not _is_there(order, said):
        raise OrderClosed(closed=order.closed)
    van = van_of(crew=_crew(item, order))
    move = _install if said.what == "installed" else _take_back
    try:
        move(order, said, van, actor, item.happened_at)
    except BadField as fault:
        raise StockDiffers(fault) from fault
    return {"goods": said.model_dump(mode="json", exclude_none=True)}


def _is_there(order: Order, said: GoodsSaid) -> bool:
    """Tell whether the device is at the order's customer already: then nothing is to be moved."""
    found = find_device(said.serial) if said.serial else None
    return said.what == "installed" and found is not None and found.place.order_id == order.id


def _crew(item: Item, order: Order) -> str:
    """Give the crew of the visit that the phone knew. Raises BadField where there is none."""
    visit = Visit.objects.filter(pk=item.seen.get("visit"), order=order).select_related("crew")
    found = visit.first()
    if found is None:
        raise BadField("visit", _("There is no such visit."), _("Open the visit again."))
    return found.crew.name


def _install(order: Order, said: GoodsSaid, van: Place, actor: Actor, at: datetime) -> None:
    about: dict[str, Any] = {"order_id": order.id, "actor": actor, "at": at, "van": van}
    if said.serial:
        install_device(serial=said.serial, note=NOTE, **about)
    elif said.code and said.quantity:
        install_material(code=said.code, quantity=said.quantity, note=NOTE, **about)


def _take_back(order: Order, said: GoodsSaid, van: Place, actor: Actor, at: datetime) -> None:
    if said.serial:
        known_device(said.serial)
        take_back_device(
            order_id=order.id, serial=said.serial, actor=actor, at=at, target=van, note=NOTE
        )
    elif said.code and said.quantity:
        move_goods(
            actor=actor,
            at=at,
            target=van,
            source=customers_place(order.id),
            goods=[Goods(said.code, said.quantity)],
            order_id=order.id,
            note=NOTE,
        )


# ------------------------------------------------------- devices of an act that nobody knows
def keep_unknown_devices(*, act: Item, order: Order) -> None:
    """Keep for the crew lead each device of a signed act whose number the books do not know.

    The act stands as it was signed: the customer has it. Where no stock is kept, nothing is.
    """
    if not StockItem.objects.filter(is_kept=True, serial_numbered=True).exists():
        return
    Item.objects.bulk_create(_unknown(act, order), ignore_conflicts=True)


def _unknown(act: Item, order: Order) -> Iterator[Item]:
    told = _told_already(order)
    for device in (act.said or {}).get("equipment") or ():
        serial = device.get("serial")
        if not serial or find_device(serial) or serial in told:
            continue
        said = {"what": "installed", "serial": serial, "name": device.get("name")}
        yield _conflict(act, order, said)


def _told_already(order: Order) -> set[str]:
    """Give the numbers that a phone has named already, which nobody has settled yet."""
    rows = Item.objects.filter(order=order, kind="goods", outcome=Outcome.CONFLICT, settlement=None)
    return set(rows.values_list("said__serial", flat=True))


def _conflict(act: Item, order: Order, said: Mapping[str, Any]) -> Item:
    try:
        known_device(said["serial"])
    except BadField as fault:
        problem = in_words(StockDiffers(fault))
    return Item(
        id=uuid5(act.id, said["serial"]),
        phone=act.phone,
        person_id=act.person_id,
        order=order,
        kind="goods",
        said=dict(said),
        seen=act.seen,
        fingerprint=act.fingerprint,
        phone_at=act.phone_at,
        happened_at=act.happened_at,
        clock_note=act.clock_note,
        arrived_at=act.arrived_at,
        outcome=Outcome.CONFLICT,
        problem=problem,
    )
