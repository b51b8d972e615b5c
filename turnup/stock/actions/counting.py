"""Stocktaking: a place is counted item by item, then its differences are booked."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.people.actor import Actor
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField
from turnup.stock.actions.kits import fill_short_kits
from turnup.stock.actions.ledger import plain, post
from turnup.stock.actions.places import outside
from turnup.stock.models import (
    OURS,
    Balance,
    Count,
    CountLine,
    Device,
    Movement,
    MovementKind,
    Place,
    PlaceKind,
    StockItem,
)
from turnup.stock.queries import NOTHING, as_serial


@transaction.atomic
def open_count(*, place: Place, actor: Actor, at: datetime) -> Count:
    """Begin to count a place. Raises BadField for one that is being counted already."""
    if place.kind not in OURS:
        raise BadField("place", _("Warehouses and vans are counted."))
    try:
        with transaction.atomic():
            return Count.objects.create(place=place, opened_at=at, opened_by_id=actor.id)
    except IntegrityError as error:
        raise BadField(
            "place", _("This place is being counted already."), _("Finish that count first.")
        ) from error


@transaction.atomic
def write_count_line(
    *, count: Count, item: StockItem, found: Decimal = NOTHING, serials: Sequence[str] = ()
) -> CountLine:
    """Note what was found of an item: a quantity, or the serial numbers of devices."""
    _check_open(count)
    numbers = sorted({as_serial(one) for one in serials if one.strip()})
    if item.serial_numbered:
        found = Decimal(len(numbers))
    if not found.is_finite() or not 0 <= found < 10**8 or found != round(found, 3):
        raise BadField("found", _("Give a quantity of nought or more."))
    line, _made = CountLine.objects.update_or_create(
        count=count, item=item, defaults={"found": found, "serials": numbers}
    )
    return line


@transaction.atomic
def close_count(*, count: Count, actor: Actor, at: datetime, note: str = "") -> Count:
    """Book the differences of all lines and close the count; items without a line stay.

    Raises BadField where less was found than waits for orders: their crews have to be told first,
    so the reservation is to be let go or moved before.
    """
    _check_open(count)
    lines = list(count.lines.select_related("item").order_by("item_id"))
    for line in lines:
        _book(line, count.place, actor, at)
    count.closed_at, count.note = at, fitting(Count, "note", note)
    count.save(update_fields=["closed_at", "note"])
    fill_short_kits(items={line.item_id for line in lines}, at=at)
    return count


@transaction.atomic
def drop_count(*, count: Count) -> None:
    """Give a count up; nothing is booked."""
    _check_open(count)
    count.delete()


def _check_open(count: Count) -> None:
    if not Count.objects.select_for_update().filter(pk=count.pk, closed_at=None).exists():
        raise BadField("count", _("This count is closed."), _("Begin a new one."))


def _book(line: CountLine, place: Place, actor: Actor, at: datetime) -> None:
    rows = Balance.objects.filter(place=place, item=line.item)
    expected = rows.values_list("quantity", flat=True).first() or NOTHING
    CountLine.objects.filter(pk=line.pk).update(expected=expected)
    if line.item.serial_numbered:
        _book_devices(line, place, actor, at)
    elif line.found != expected:
        _post(line.item, line.found - expected, place, actor, at)


def _book_devices(line: CountLine, place: Place, actor: Actor, at: datetime) -> None:
    there = {one.serial: one for one in Device.objects.filter(item=line.item, place=place)}
    lost = [one for serial, one in there.items() if serial not in line.serials]
    extra = [serial for serial in line.serials if serial not in there]
    for device in lost:
        _post(line.item, Decimal(-1), place, actor, at, device)
    for serial in extra:
        _post(line.item, Decimal(1), place, actor, at, _found_device(line.item, serial))


def _found_device(item: StockItem, serial: str) -> Device:
    """Give the device that was found: one that the books have lost, or a new one."""
    known = Device.objects.select_related("place").filter(serial=serial).first()
    if known is None:
        return Device.objects.create(item=item, serial=serial, place=outside(PlaceKind.COUNT))
    if known.place.kind != PlaceKind.COUNT or known.item_id != item.pk:
        raise BadField(
            "serials",
            _("“%(serial)s” is elsewhere by the books: %(place)s."),
            _("Move it here in the books, or take it out of the count."),
            serial=serial,
            place=str(known.place),
        )
    return known


def _post(
    item: StockItem,
    difference: Decimal,
    place: Place,
    actor: Actor,
    at: datetime,
    device: Device | None = None,
) -> Movement:
    lost = outside(PlaceKind.COUNT)
    source, target = (lost, place) if difference > 0 else (place, lost)
    return post(
        kind=MovementKind.COUNT,
        item=item,
        quantity=abs(difference),
        device=device,
        source=source,
        target=target,
        actor=actor,
        at=at,
        note=plain(difference),
    )
