"""The sheet that an engineer takes along: map, addresses, contacts, what to look at, checklists.

It is for our own people and speaks their language; it is typeset when asked for and not kept.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.papers.typeset import typeset
from turnup.surveys.board import Cell
from turnup.surveys.days_page import round_of
from turnup.surveys.maps import drawn_map
from turnup.surveys.paper_words import day_text, limit_text
from turnup.surveys.readings import known_checks, known_readings
from turnup.ui.moments import absolute

MAP: Final = {"width": 174.0, "height": 84.0, "margin": 12.0, "gap": 6.0}
"""Of the map on the sheet, in mm."""
LABELS: Final = {
    "title": gettext_noop("Technical surveys"),
    "engineer": gettext_noop("Engineer"),
    "stops": gettext_noop("Visits"),
    "number": gettext_noop("Order"),
    "contact": gettext_noop("Contact"),
    "access": gettext_noop("How to get in"),
    "wishes": gettext_noop("What to look at"),
    "readings": gettext_noop("Readings"),
    "checks": gettext_noop("Checklist"),
    "verdict": gettext_noop("Verdict"),
    "usual": gettext_noop("usual"),
    "notes": gettext_noop("Notes"),
    "yes": gettext_noop("yes"),
    "no": gettext_noop("no"),
    "urgent": gettext_noop("urgent"),
    "unset": gettext_noop("not confirmed"),
    "base": gettext_noop("our base station"),
    "served": gettext_noop("served building"),
    "north": gettext_noop("N"),
    "way": gettext_noop("The way is the shortest found in straight lines; streets are not known."),
}
VERDICTS: Final = (
    gettext_noop("Feasible"),
    gettext_noop("Feasible with build"),
    gettext_noop("Not feasible"),
)


def day_sheet(day: date, cells: Sequence[Cell], *, at: datetime, language: str) -> bytes:
    """Give the PDF of a day: for each engineer the round, then a sheet to fill in a stop."""
    with translation.override(language):
        data = {
            "date": day_text(day, language),
            "printed": _("Printed %(moment)s") % {"moment": absolute(at)},
            "labels": {code: _(text) for code, text in LABELS.items()},
            "verdicts": [_(text) for text in VERDICTS],
            "rounds": [_round(cell, language) for cell in cells],
        }
    return typeset("surveys/day_sheet", data)


def _round(cell: Cell, language: str) -> dict[str, Any]:
    found = round_of(cell, language)
    points = {str(spot.wanted.order.id): spot.wanted.point for spot in cell.spots}
    ordered = {stop["id"]: points[stop["id"]] for stop in found["stops"]}
    technologies = {str(s.wanted.order.id): s.wanted.order.technology for s in cell.spots}
    return {
        "engineer": found["engineer"],
        "map": _map(ordered),
        "stops": [_stop(one, technologies[one["id"]]) for one in found["stops"]],
    }


def _map(points: dict[str, Any]) -> dict[str, Any] | None:
    sheet = drawn_map(points, **MAP)
    if sheet is None:
        return None
    numbers = {key: str(place) for place, key in enumerate(points, start=1)}
    return {
        "width": sheet["width"],
        "height": sheet["height"],
        "marks": [
            {"x": one.x, "y": one.y, "foot": list(one.foot), "text": numbers[one.key]}
            for one in sheet["marks"]
        ],
        "towers": sheet["towers"],
        "buildings": [list(one) for one in sheet["buildings"]],
        "bar": {"length": sheet["bar"]["length"], "text": f"{sheet['bar']['km']} {_('km')}"},
    }


def _stop(one: dict[str, Any], technology: str) -> dict[str, Any]:
    known = technology if technology != "any" else None
    return {
        "place": str(one["place"]),
        "number": str(one["number"]),
        "customer": one["customer"],
        "address": one["address"],
        "where": one["where"],
        "technology": one["technology"],
        "contact": one["contact"],
        "phone": one["phone_text"],
        "access": one["access"],
        "wishes": one["wishes"],
        "due": one["due"] or "",
        "urgent": one["urgent"],
        "unset": one["kind"] != "set",
        "readings": [
            {
                "title": _(reading.title),
                "unit": _(reading.unit) if reading.unit else "",
                "limit": limit_text(reading.least, reading.most),
            }
            for reading in known_readings(known).values()
        ]
        if known
        else [],
        "checks": [_(title) for title in known_checks(known).values()] if known else [],
    }
