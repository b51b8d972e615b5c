"""Reads over the stock: what lies where, an order's kit, what is short, a device's history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from turnup.stock.models import (
    OURS,
    Balance,
    Device,
    KitLine,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    Reservation,
    SpecialOrder,
    StockItem,
)

NOTHING: Final = Decimal(0)
_SUM = DecimalField(max_digits=20, decimal_places=3)
_WANTED: Final = """
    SELECT i.id, sum(l.quantity)
      FROM orders_order o
      JOIN surveys_estimate e
        ON e.order_id = o.id AND e.seq = (o.card #>> '{standing,estimate_made,0}')::int
      JOIN surveys_estimateline l ON l.estimate_id = e.id
      JOIN catalog_item c ON c.id = l.item_id
      JOIN stock_stockitem i ON i.code = c.code AND i.is_kept
     WHERE o.id = %s GROUP BY i.id"""


@dataclass(frozen=True, slots=True)
class KitRow:
    """An item of an order's kit; all quantities in the item's unit.

    `reserved` lies at hand for the order, `installed` is at the customer already; `in_vans` is
    the part of `reserved` that a crew carries; `coming` was ordered for it with a promised day.
    `short` is what is not there, `lacks` what is not even on its way.
    """

    item: StockItem
    wanted: Decimal
    reserved: Decimal
    in_vans: Decimal
    installed: Decimal
    coming: Decimal = NOTHING

    @property
    def short(self) -> Decimal:
        """What neither lies ready nor is installed; never below nought."""
        return max(self.wanted - self.reserved - self.installed, NOTHING)

    @property
    def lacks(self) -> Decimal:
        """What is short and not on its way either."""
        return max(self.short - self.coming, NOTHING)


@dataclass(frozen=True, slots=True)
class ShortItem:
    """An item that live kits want more of than is reserved, with the orders that wait for it."""

    item: StockItem
    short: Decimal
    free: Decimal
    orders: tuple[int, ...]


# ------------------------------------------------------------------ an order's kit
def kit_of(order_id: UUID) -> list[KitRow]:
    """Return the order's kit: what was asked for, or what its estimate would ask for.

    An order without an estimate, or whose estimate names nothing that the company keeps stock of,
    has an empty kit.
    """
    wanted: Mapping[StockItem, Decimal] = {
        line.item: line.quantity for line in live_kit(order_id)
    } or wanted_by_estimate(order_id)
    return _rows(order_id, wanted) if wanted else []


def live_kit(order_id: UUID) -> QuerySet[KitLine]:
    """Return the kit that stands for the order, one line an item."""
    lines = KitLine.objects.filter(order_id=order_id, settled_at=None)
    return lines.select_related("item").order_by("item_id")


def wanted_by_estimate(order_id: UUID) -> Mapping[StockItem, Decimal]:
    """Sum up the standing estimate's lines by item, as far as we keep stock of the item."""
    with connection.cursor() as cursor:
        cursor.execute(_WANTED, [order_id])
        sums = dict(cursor.fetchall())
    if not sums:
        return {}
    kept = StockItem.objects.filter(id__in=sums).order_by("id")
    return {item: _whole(item, sums[item.id]) for item in kept}


def _whole(item: StockItem, quantity: Decimal) -> Decimal:
    """Round devices up to whole ones."""
    return -(-quantity // 1) * Decimal(1) if item.serial_numbered else quantity


def _rows(order_id: UUID, wanted: Mapping[StockItem, Decimal]) -> list[KitRow]:
    held = Reservation.objects.filter(order_id=order_id).order_by()
    reserved = dict(held.values_list("item_id").annotate(Sum("quantity")))
    vans = held.filter(place__kind=PlaceKind.VAN)
    in_vans = dict(vans.values_list("item_id").annotate(Sum("quantity")))
    installed, coming = installed_for(order_id), coming_for([order_id])
    return [
        KitRow(
            item,
            quantity,
            reserved.get(item.id, NOTHING),
            in_vans.get(item.id, NOTHING),
            installed.get(item.id, NOTHING),
            coming.get((order_id, item.id), NOTHING),
        )
        for item, quantity in wanted.items()
    ]


def installed_for(order_id: UUID) -> Mapping[int, Decimal]:
    """Return how much of each item is with the order's customer for good, by item id."""
    rows = Movement.objects.filter(order_id=order_id).order_by()
    there = Q(kind=MovementKind.INSTALL)
    back = Q(kind=MovementKind.RETURN, from_place__kind=PlaceKind.CUSTOMER)
    came, went = (
        dict(rows.filter(which).values_list("item_id").annotate(Sum("quantity")))
        for which in (there, back)
    )
    return {item: max(much - went.get(item, NOTHING), NOTHING) for item, much in came.items()}


def installed_by_code(order_id: UUID) -> dict[str, Decimal]:
    """Return how much of each item is with the order's customer, by the catalogue's code."""
    found = installed_for(order_id)
    codes = dict(StockItem.objects.filter(pk__in=found).values_list("pk", "code"))
    return {codes[item]: quantity for item, quantity in found.items()}


def short_of(order_id: UUID) -> list[KitRow]:
    """Return the rows of the order's kit that are short."""
    return [row for row in kit_of(order_id) if row.short]


def orders_short(orders: Iterable[UUID]) -> set[UUID]:
    """Return which of the orders lack some of their kit: neither ready, nor installed, nor coming.

    Such an order cannot be planned.
    """
    wanted = set(orders)
    waiting = [line for line in _waiting_lines() if line.order_id in wanted]
    coming = coming_for({line.order_id for line in waiting})
    short: set[UUID] = set()
    for line in waiting:
        lacks = line.quantity - vars(line)["held"]
        lacks -= coming.get((line.order_id, line.item_id), NOTHING)
        if lacks > 0 and lacks > installed_for(line.order_id).get(line.item_id, NOTHING):
            short.add(line.order_id)
    return short


def coming_for(orders: Iterable[UUID]) -> dict[tuple[UUID, int], Decimal]:
    """Return how much of which item is on order for each order, by order and item id."""
    rows = SpecialOrder.objects.filter(
        order__in=list(orders), item__isnull=False, arrived_at=None, cancelled_at=None
    )
    sums = rows.order_by().values_list("order_id", "item_id").annotate(Sum("quantity"))
    return {(order, item): much for order, item, much in sums if item}


def promised_dates(orders: Iterable[UUID]) -> dict[UUID, date]:
    """Return when the last special equipment of each order is promised, where some is to come."""
    wanted = set(orders)
    waiting = SpecialOrder.objects.filter(arrived_at=None, cancelled_at=None)
    rows = waiting.order_by("promised_date", "id").values_list("order_id", "promised_date")
    return {order: day for order, day in rows if order in wanted}


def kit_promised_date(order_id: UUID) -> date | None:
    """Return the day when the last special equipment still on its way is promised, or None."""
    return pending_specials(order_id).values_list("promised_date", flat=True).last()


def pending_specials(order_id: UUID) -> QuerySet[SpecialOrder]:
    """Return the order's special equipment that is still to come, the earliest first."""
    waiting = SpecialOrder.objects.filter(order_id=order_id, arrived_at=None, cancelled_at=None)
    return waiting.order_by("promised_date", "id")


# ------------------------------------------------------------------ places and items
def van_called(crew: str) -> Place | None:
    """Return the van of a crew, which is called as the crew."""
    return Place.objects.filter(kind=PlaceKind.VAN, name=crew, is_active=True).first()


def warehouses() -> QuerySet[Place]:
    """Return the warehouses in use, the oldest first: the first is where goods go by default."""
    return Place.objects.filter(kind=PlaceKind.WAREHOUSE, is_active=True).order_by("id")


def places_at_hand() -> QuerySet[Place]:
    """Return warehouses and vans in use."""
    return Place.objects.filter(kind__in=OURS, is_active=True).order_by("-kind", "id")


def find_device(serial: str) -> Device | None:
    """Return the device with this serial number as typed or scanned, or None."""
    wanted = as_serial(serial)
    return Device.objects.select_related("item", "place").filter(serial=wanted).first()


def as_serial(typed: str) -> str:
    """Write a serial number as we keep it: without outer spaces, in capitals."""
    return " ".join(typed.split()).upper()


def own_free(place: Place, item: StockItem, order_id: UUID | None) -> Decimal:
    """Return how much of an item at a place this order may take: what is free or waits for it."""
    balance = Balance.objects.filter(place=place, item=item).first()
    if balance is None:
        return NOTHING
    waiting = Reservation.objects.filter(place=place, item=item)
    mine = waiting.filter(order_id=order_id).first() if order_id else None
    return balance.quantity - balance.reserved + (mine.quantity if mine else NOTHING)


def item_totals(items: Iterable[StockItem]) -> Mapping[int, tuple[Decimal, Decimal]]:
    """Return by item id how much lies at hand, and how much of that is reserved."""
    rows = Balance.objects.filter(item__in=list(items), place__kind__in=OURS).order_by()
    sums = rows.values_list("item_id").annotate(Sum("quantity"), Sum("reserved"))
    return {item: (there, held) for item, there, held in sums}


def short_items() -> list[ShortItem]:
    """Return what live kits want and nobody could reserve, with the orders that wait."""
    found: dict[int, ShortItem] = {}
    for line in _waiting_lines():
        held: Decimal = vars(line)["held"]
        short = line.quantity - held - installed_for(line.order_id).get(line.item_id, NOTHING)
        if short <= 0:
            continue
        known = found.get(line.item_id)
        found[line.item_id] = ShortItem(
            line.item,
            (known.short if known else NOTHING) + short,
            NOTHING,
            (*(known.orders if known else ()), line.order.number),
        )
    totals = item_totals([one.item for one in found.values()])
    return [_with_free(one, totals.get(one.item.id, (NOTHING, NOTHING))) for one in found.values()]


def _waiting_lines() -> Sequence[KitLine]:
    """Give the live lines that are not reserved whole."""
    held = Reservation.objects.filter(order_id=OuterRef("order_id"), item_id=OuterRef("item_id"))
    total = held.order_by().values("order_id").annotate(total=Sum("quantity")).values("total")
    lines = KitLine.objects.filter(settled_at=None).select_related("item", "order")
    with_held = lines.annotate(held=Coalesce(Subquery(total), Value(NOTHING), output_field=_SUM))
    return list(with_held.filter(held__lt=F("quantity")).order_by("asked_at", "id"))


def _with_free(one: ShortItem, totals: tuple[Decimal, Decimal]) -> ShortItem:
    return ShortItem(one.item, one.short, totals[0] - totals[1], one.orders)


def history_of(device: Device) -> QuerySet[Movement]:
    """Return where a device has been, the latest first."""
    return device.movements.select_related("from_place", "to_place", "actor", "order").order_by(
        "-id"
    )
