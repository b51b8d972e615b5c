"""An order's devices by their numbers: what the crew's van carries, what stands at the customer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from turnup.stock.models import Device, Movement, PlaceKind, StockItem


@dataclass(frozen=True, slots=True)
class Carried:
    """A device that is at the order's customer (`installed`) or in the crew's van.

    `own`: it was issued for this very order. `lent`: it has to come back.
    """

    item: StockItem
    serial: str
    installed: bool
    own: bool
    lent: bool


def devices_at_hand(order_id: UUID, crew: str) -> Mapping[int, list[Carried]]:
    """Return the devices in the crew's van and at the order's customer, by the item's id.

    Those of this order come first, then by number. A van is called as its crew.
    """
    found: dict[int, list[Carried]] = defaultdict(list)
    for device in _with_last_movement(order_id, crew):
        last_order, last_kind = vars(device)["last_order"], vars(device)["last_kind"]
        installed = device.place.kind == PlaceKind.CUSTOMER
        own, lent = last_order == order_id, last_kind == "lend"
        found[device.item_id].append(Carried(device.item, device.serial, installed, own, lent))
    return {
        item: sorted(rows, key=lambda one: (not one.installed, not one.own, one.serial))
        for item, rows in found.items()
    }


def _with_last_movement(order_id: UUID, crew: str) -> QuerySet[Device]:
    last = Movement.objects.filter(device=OuterRef("pk")).order_by("-id")
    here = Q(place__order_id=order_id) | Q(place__kind=PlaceKind.VAN, place__name=crew)
    rows = Device.objects.filter(here).select_related("item", "place")
    return rows.annotate(
        last_order=Subquery(last.values("order_id")[:1]),
        last_kind=Subquery(last.values("kind")[:1]),
    )
