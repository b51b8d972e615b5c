"""What an estimate begins with: lines by technology, their quantities from the survey's readings.

It is a proposal; whoever makes the estimate takes lines out and puts others in. The detailed lines
are those of a non-standard installation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any, Final

from turnup.catalog.models import Item
from turnup.catalog.queries import items_on

SPARE: Final = Decimal("1.1")
"""Cable is cut with a tenth to spare."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a template: `per` pieces, or `per` for each unit of a reading.

    `usual` is taken where the reading was not made; without it the line is left out then.
    """

    item: str
    reading: str = ""
    per: Decimal = Decimal(1)
    usual: int = 0
    detailed: bool = False


def _cable(work: str, cable: str, usual: int) -> tuple[Part, Part]:
    return (
        Part(cable, "cable_m", SPARE, usual),
        Part(work, "cable_m", Decimal(1), usual),
    )


_DUCTS: Final = (Part("trunking", "duct_m", SPARE), Part("work-duct", "duct_m"))
_HOLES: Final = (Part("work-drill", "holes"),)
TEMPLATES: Final[Mapping[str, tuple[Part, ...]]] = {
    "lan": (
        Part("work-visit"),
        *_cable("work-cable-indoor", "utp-indoor", 30),
        *_DUCTS,
        *_HOLES,
        Part("socket", "sockets", usual=1),
        Part("patch-cord", "sockets", usual=1),
        Part("fibre-drop", "fibre_m", SPARE),
        Part("work-splice", "splices"),
        Part("router"),
        Part("work-setup"),
        Part("switch-8", detailed=True),
        Part("sfp", per=Decimal(2), detailed=True),
        Part("media-converter", detailed=True),
        Part("work-hour", per=Decimal(4), detailed=True),
    ),
    "radio": (
        Part("work-visit"),
        Part("radio-cpe"),
        Part("radio-antenna"),
        Part("bracket"),
        *_cable("work-cable-outdoor", "ftp-outdoor", 40),
        *_DUCTS,
        *_HOLES,
        Part("surge"),
        Part("ground-kit"),
        Part("work-antenna"),
        Part("work-grounding"),
        Part("work-setup"),
        Part("fee-registration"),
        Part("mast-6", detailed=True),
        Part("work-mast", detailed=True),
        Part("work-height", per=Decimal(4), detailed=True),
        Part("work-vehicle", per=Decimal(3), detailed=True),
        Part("fee-roof", detailed=True),
    ),
    "leased_line": (
        Part("fee-line"),
        Part("work-cross", "cross_points", usual=2),
        Part("shdsl-modem", per=Decimal(2)),
        Part("work-visit"),
        *_cable("work-cable-indoor", "utp-indoor", 20),
        *_DUCTS,
        *_HOLES,
        Part("work-setup"),
        Part("media-converter", detailed=True),
        Part("work-hour", per=Decimal(4), detailed=True),
    ),
    "satellite": (
        Part("work-visit"),
        Part("sat-modem"),
        Part("sat-dish"),
        Part("sat-transceiver"),
        Part("bracket"),
        Part("coax-rg6", "cable_m", SPARE, 25),
        Part("connector-f", per=Decimal(2)),
        *_HOLES,
        Part("work-dish"),
        Part("work-setup"),
        Part("fee-registration"),
        Part("work-height", per=Decimal(2), detailed=True),
        Part("work-grounding", detailed=True),
        Part("ground-kit", detailed=True),
    ),
}


def proposed_lines(
    technology: str | None, readings: Mapping[str, str], *, detailed: bool, day: date
) -> list[dict[str, Any]]:
    """Give an estimate's first lines, as its form takes them; none for an open technology.

    Items that the catalogue of the day does not have are left out.
    """
    parts = [one for one in TEMPLATES.get(technology or "", ()) if detailed or not one.detailed]
    items = {item.code: item for item in items_on(day).filter(code__in=[p.item for p in parts])}
    return list(_lines(parts, items, readings))


def _lines(
    parts: list[Part], items: Mapping[str, Item], readings: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for part in parts:
        item, quantity = items.get(part.item), _quantity(part, readings)
        if item and quantity:
            yield {
                "item": item.code,
                "title": str(item.title),
                "quantity": f"{quantity:f}",
                "unit": item.unit,
                "price": f"{item.price:.2f}",
            }


def _quantity(part: Part, readings: Mapping[str, str]) -> Decimal:
    """Give how much of a part is needed, whole pieces and metres, rounded up."""
    if not part.reading:
        return part.per
    measured = Decimal(readings.get(part.reading, part.usual))
    return (measured * part.per).to_integral_value(ROUND_UP)
