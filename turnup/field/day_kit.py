"""What a crew takes to a visit, as a phone keeps it: reserved, issued, installed, by numbers.

A line's `name` is what the act calls it, Russian as the act is, whatever the phone speaks.

What the company keeps stock of comes of the books; what it does not, of the estimate.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from turnup.catalog.models import ItemKind, Unit
from turnup.orders.models import Order
from turnup.stock.carried import Carried, devices_at_hand
from turnup.stock.models import StockItem
from turnup.stock.queries import KitRow, kit_of
from turnup.surveys.models import EstimateLine
from turnup.surveys.paper_words import number_text
from turnup.surveys.queries import standing_estimate

Shown = dict[str, Any]
Lines = Sequence[EstimateLine]
KIT: Final = (ItemKind.EQUIPMENT, ItemKind.MATERIAL)
NOTHING: Final = Decimal(0)


def estimate_lines(order: Order) -> Lines:
    """Return the lines of the order's standing estimate; none where there is none."""
    estimate = standing_estimate(order.id)
    return list(estimate.lines.select_related("item")) if estimate else []


def kind_of(line: EstimateLine) -> str:
    """Return whether an estimate's line is work, equipment or material; blank where unknown."""
    return line.item.kind if line.item else ""


def kit_shown(order: Order, crew: str, lines: Lines) -> list[Shown]:
    """Give the kit line by line; what stands at the customer beyond it comes after it."""
    kinds = {line.item.code: line.item.kind for line in lines if line.item}
    rows, devices = kit_of(order.id), devices_at_hand(order.id, crew)
    shown = [_kept(row, devices.get(row.item.id, []), kinds) for row in rows]
    wanted = {row.item.id for row in rows}
    shown += [
        _beyond(there) for item, there in devices.items() if item not in wanted and _in(there)
    ]
    codes = {row.item.code for row in rows}
    return shown + [
        _estimated(line)
        for line in lines
        if kind_of(line) in KIT and line.item and line.item.code not in codes
    ]


def _in(devices: Sequence[Carried]) -> list[Carried]:
    """Give those that are installed for good: a lent modem is no part of the kit."""
    return [one for one in devices if one.installed and not one.lent]


def _kept(row: KitRow, devices: Sequence[Carried], kinds: Mapping[str, str]) -> Shown:
    return {
        **_line(row.item, row.wanted),
        "is_device": row.item.serial_numbered or kinds.get(row.item.code) == ItemKind.EQUIPMENT,
        "in_van": _plain(row.in_vans),
        "elsewhere": _plain(row.reserved - row.in_vans),
        "installed": _plain(row.installed),
        "short": _plain(row.short),
        "devices": [_device(one) for one in devices if not (one.installed and one.lent)],
    }


def _beyond(devices: Sequence[Carried]) -> Shown:
    there = _in(devices)
    return {
        **_line(there[0].item, NOTHING),
        "is_device": True,
        "in_van": "0",
        "elsewhere": "0",
        "installed": f"{len(there)}",
        "short": "0",
        "devices": [_device(one) for one in there],
    }


def _line(item: StockItem, wanted: Decimal) -> Shown:
    return {
        "code": item.code,
        "title": str(item),
        "name": item.title,
        "unit": str(item.get_unit_display()),
        "wanted": _plain(wanted),
        "serial": item.serial_numbered,
        "kept": True,
    }


def _device(one: Carried) -> Shown:
    return {"serial": one.serial, "installed": one.installed, "own": one.own}


def _estimated(line: EstimateLine) -> Shown:
    """Give a line that the company keeps no stock of: it is carried, nobody counts it."""
    assert line.item is not None
    return {
        "code": line.item.code,
        "title": line.title,
        "name": line.title,
        "unit": str(Unit(line.unit).label),
        "wanted": number_text(line.quantity),
        "serial": line.item.serial_numbered,
        "kept": False,
        "is_device": line.item.kind == ItemKind.EQUIPMENT,
        "devices": [],
    }


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
