"""An order's kit: reserved with the request, let go when the order no longer needs it."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField
from turnup.stock.actions.ledger import add_reserved, plain, post, take_reserved
from turnup.stock.actions.places import customers_place
from turnup.stock.models import (
    Balance,
    KitLine,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    Reservation,
    SpecialOrder,
    StockItem,
)
from turnup.stock.queries import (
    NOTHING,
    installed_for,
    kit_of,
    live_kit,
    wanted_by_estimate,
    warehouses,
)

NAMED = 4  # so many short items a refusal names; the rest it counts


@transaction.atomic
def reserve_kit(*, order_id: UUID, at: datetime) -> None:
    """Make the kit of the standing estimate and reserve what is there; the rest is short.

    Called when the installation is requested. Repeated, it changes nothing but takes what has
    come in meanwhile.
    """
    _reserve(order_id, at)


@transaction.atomic
def require_kit(*, order_id: UUID, at: datetime) -> None:
    """Refuse to plan an installation whose kit is neither reserved nor on its way for this order.

    Raises BadField that names what is short; an empty kit is always complete. Tries to reserve
    first, for what came in, or where stock was not yet kept when the installation was requested.
    """
    if not _reserve(order_id, at):
        return
    lacking = [row for row in kit_of(order_id) if row.lacks]
    if not lacking:
        return
    named = [
        f"{row.item.title} — {plain(row.lacks)} {row.item.get_unit_display()}" for row in lacking
    ]
    rest = len(named) - NAMED
    raise BadField(
        "kit",
        _("The kit is not reserved. Short: %(items)s."),
        _("Receive the goods or move them to a warehouse; they are then reserved by themselves."),
        items="; ".join(named[:NAMED]) + (f" … +{rest}" if rest > 0 else ""),
    )


def release_kit(*, order_id: UUID, at: datetime) -> None:
    """Let go what waits for the order; what a crew has in its van stays there, for others."""
    lines = live_kit(order_id)
    held = Reservation.objects.filter(order_id=order_id)
    if not lines.exists() and not held.exists() and not _has_moved(order_id):
        return
    items = set(held.values_list("item_id", flat=True))
    held.delete()
    KitLine.objects.filter(order_id=order_id, settled_at=None).update(settled_at=at)
    _leave_in_vans(order_id, at)
    fill_short_kits(items=items, at=at)


def want_less(*, order_id: UUID, item: StockItem, at: datetime) -> None:
    """Bring the kit's line back to what is still asked for; what waits beyond that is let go.

    Asked for is what the estimate says, or the largest order of it that was not given up.
    """
    asked = SpecialOrder.objects.filter(order_id=order_id, item=item, cancelled_at=None)
    by_estimate = wanted_by_estimate(order_id).get(item, NOTHING)
    wanted = max([by_estimate, *asked.values_list("quantity", flat=True)])
    lines = KitLine.objects.filter(
        order_id=order_id, item=item, settled_at=None, quantity__gt=wanted
    )
    lowered = lines.update(quantity=wanted) if wanted else lines.update(settled_at=at)
    if lowered:
        _let_go(order_id, item, wanted)
        fill_short_kits(items={item.id}, at=at)


def _let_go(order_id: UUID, item: StockItem, wanted: Decimal) -> None:
    """Lower the reservations to what is still to be installed, those in vans last."""
    held = Reservation.objects.filter(order_id=order_id, item=item).select_related("place")
    rows = sorted(held, key=lambda row: (row.place.kind == PlaceKind.VAN, row.place_id))
    installed = installed_for(order_id).get(item.id, NOTHING)
    excess = sum((row.quantity for row in rows), NOTHING) - max(wanted - installed, NOTHING)
    for row in rows:
        if excess > 0:
            excess -= take_reserved(order_id, item, row.place, excess)


def settle_kit(*, order_id: UUID, at: datetime) -> None:
    """Close the kit of an order that is in service.

    Material that nobody said a word about counts as used by the estimate; a device has to be
    named by whoever installs it, so one that was not goes back to the free stock.
    """
    installed = installed_for(order_id)
    for line in live_kit(order_id).filter(item__serial_numbered=False):
        if line.item_id not in installed:
            _use_reserved(line, at)
    release_kit(order_id=order_id, at=at)


def fill_short_kits(*, items: Collection[int], at: datetime, first: UUID | None = None) -> None:
    """Let the kits that are short of these items have what lies free, the longest waiting first.

    The order `first` comes before all: what was ordered for it is there.
    """
    if not items:
        return
    waiting = KitLine.objects.filter(item_id__in=list(items), settled_at=None)
    lines = waiting.select_related("item").order_by("asked_at", "id")
    for line in sorted(lines, key=lambda line: line.order_id != first):
        _fill(line, at)


def _reserve(order_id: UUID, at: datetime) -> bool:
    """Reserve what is there; tell whether the order has a kit at all."""
    lines = list(live_kit(order_id)) or _new_kit(order_id, at)
    for line in lines:
        _fill(line, at)
    return bool(lines)


def _new_kit(order_id: UUID, at: datetime) -> list[KitLine]:
    wanted = wanted_by_estimate(order_id)
    return KitLine.objects.bulk_create(
        KitLine(order_id=order_id, item=item, quantity=quantity, asked_at=at)
        for item, quantity in wanted.items()
    )


def _fill(line: KitLine, at: datetime) -> None:
    """Reserve what the line still lacks, warehouse by warehouse."""
    held = Reservation.objects.filter(order_id=line.order_id, item_id=line.item_id)
    have = held.aggregate(total=Sum("quantity"))["total"] or NOTHING
    lacks = line.quantity - have
    if lacks > 0:
        lacks -= installed_for(line.order_id).get(line.item_id, NOTHING)
    if lacks <= 0:
        return
    # The lock keeps two orders from both counting on the same free goods; the check constraint
    # would refuse the second, and its whole step with it.
    there = Balance.objects.select_for_update(of=("self",)).filter(
        item_id=line.item_id, place__in=warehouses(), quantity__gt=F("reserved")
    )
    for balance in there.select_related("place").order_by("place_id"):
        taken = min(lacks, balance.quantity - balance.reserved)
        if taken > 0:
            add_reserved(line.order_id, line.item, balance.place, taken, at)
            lacks -= taken


def _use_reserved(line: KitLine, at: datetime) -> None:
    held = Reservation.objects.filter(order_id=line.order_id, item_id=line.item_id)
    for row in list(held.select_related("place")):
        take_reserved(line.order_id, line.item, row.place, row.quantity)
        post(
            kind=MovementKind.INSTALL,
            item=line.item,
            quantity=row.quantity,
            source=row.place,
            target=customers_place(line.order_id),
            order_id=line.order_id,
            at=at,
            note="≈",
        )


def _has_moved(order_id: UUID) -> bool:
    return Movement.objects.filter(order_id=order_id).exists()


def _leave_in_vans(order_id: UUID, at: datetime) -> None:
    """Say of what was issued for the order and not used that it stays in the van, for others."""
    for (place_id, item_id), rest in left_in_vans(order_id).items():
        place = Place.objects.get(pk=place_id)
        item = Balance.objects.select_related("item").get(place=place, item_id=item_id).item
        post(
            kind=MovementKind.KEEP,
            item=item,
            quantity=rest,
            source=place,
            target=place,
            order_id=order_id,
            at=at,
        )


def left_in_vans(order_id: UUID) -> dict[tuple[int, int], Decimal]:
    """Return what was issued for the order and is not accounted for yet, by van and item."""
    rows = Movement.objects.filter(order_id=order_id).order_by()
    came = _sums(rows.filter(to_place__kind=PlaceKind.VAN).exclude(kind=MovementKind.KEEP), "to")
    went = _sums(rows.filter(from_place__kind=PlaceKind.VAN), "from")
    left = {key: much - went.get(key, NOTHING) for key, much in came.items()}
    return {key: much for key, much in left.items() if much > 0}


def _sums(rows: QuerySet[Movement], side: str) -> dict[tuple[int, int], Decimal]:
    found = rows.values_list(f"{side}_place_id", "item_id").annotate(Sum("quantity"))
    return {(place, item): total for place, item, total in found}
