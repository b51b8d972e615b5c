"""The survey days as their pages show them."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from babel import dates
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.orders.models import Order
from turnup.people.models import Person
from turnup.people.phones import displayed
from turnup.surveys.board import BY_HAND, PROPOSED, SET, Board, BoardDay, Cell, Spot
from turnup.surveys.maps import drawn_map
from turnup.surveys.models import SurveyRequest
from turnup.surveys.paper_words import TECHNOLOGIES
from turnup.surveys.planning.visiting import visiting_order
from turnup.surveys.wanted import Wanted
from turnup.ui import moments

Shown = dict[str, Any]
ICONS: Final = {
    "lan": "network",
    "radio": "antenna",
    "leased_line": "router",
    "satellite": "satellite",
    "any": "help-circle",
}
KINDS: Final = {
    SET: gettext_noop("the day is set"),
    BY_HAND: gettext_noop("moved by hand"),
    PROPOSED: gettext_noop("proposed"),
}


def board_page(board: Board, language: str) -> Shown:
    """Give the calendar of the coming days with a card for each survey."""
    days = [_day(one, board, language) for one in board.days]
    to_confirm = sum(len(day["places"]) for day in days)
    return {
        "days": days,
        "to_confirm": to_confirm,
        "unplaced": [survey_card(one, None, language) for one in board.unplaced],
        "asking": [survey_card(one, None, language) for one in board.asking],
        "overdue": [survey_card(one, day, language) for one, day in board.overdue],
        "engineers": [
            {
                "id": str(one.id),
                "name": name_of(one, language),
                "capacity": board.capacities[one.id],
            }
            for one in board.engineers
        ],
        "is_empty": not any(cell["cards"] for day in days for cell in day["cells"]),
    }


def name_of(person: Person, language: str) -> str:
    """Give a person's name in the language of the page."""
    return person.name_en if language == "en" and person.name_en else person.name


def short_name(person: Person, language: str) -> str:
    """Give a surname with initials, as a column's head has room for."""
    surname, *given = name_of(person, language).split()
    if language == "en" or not given:
        return name_of(person, language)
    return f"{surname} {' '.join(f'{one[0]}.' for one in given)}"


def day_title(day: date) -> str:
    """Write a day as a heading: `Вторник, 1 декабря`."""
    written = day_words(day)
    return written[0].upper() + written[1:]


def day_words(day: date) -> str:
    """Write a day as inside a sentence: `вторник, 1 декабря`."""
    return dates.format_date(day, "EEEE, d MMMM", locale=moments.locale())


def _day(one: BoardDay, board: Board, language: str) -> Shown:
    cells = [_cell(cell, language) for cell in one.cells if _is_shown(one, cell)]
    count, capacity = sum(c["count"] for c in cells), sum(c["capacity"] for c in cells)
    key = one.day.isoformat()
    return {
        "key": key,
        "title": day_title(one.day),
        "is_today": one.day == board.today,
        "urgent_only": one.urgent_only,
        "count": count,
        "capacity": capacity,
        "cells": cells,
        "places": [place for cell in cells for place in cell["places"]],
        "late": sum(card["late"] for cell in cells for card in cell["cards"]),
        "url": reverse("surveys:day", args=[key]),
    }


def _is_shown(one: BoardDay, cell: Cell) -> bool:
    """Days for urgent surveys alone show only whom they are for."""
    return bool(cell.spots) or not one.urgent_only


def _cell(cell: Cell, language: str) -> Shown:
    engineer = cell.engineer
    key = f"{cell.day.isoformat()}.{engineer.id if engineer else ''}"
    cards = [_spot(spot, cell.day, language) for spot in cell.spots]
    return {
        "key": key,
        "engineer": short_name(engineer, language) if engineer else _("Nobody named"),
        "count": len(cards),
        "capacity": cell.capacity,
        "over": cell.over,
        "cards": cards,
        "places": [f"{card['id']}.{key}" for card in cards if card["kind"] != SET],
    }


def _spot(spot: Spot, day: date, language: str) -> Shown:
    return {
        **survey_card(spot.wanted, day, language),
        "kind": spot.kind,
        "kind_title": _(KINDS[spot.kind]),
    }


def addressed(name: str, number: int, *more: str) -> str:
    """Give the address of an order's page; of hundreds of cards the pattern is looked up once."""
    return _pattern(name, *more).replace("/0", f"/{number}", 1)


@cache
def _pattern(name: str, *more: str) -> str:
    return reverse(name, args=[0, *more])


def survey_card(one: Wanted, day: date | None, language: str) -> Shown:
    """Give what a card says of one survey; `late` when its day is past the guaranteed term."""
    order = one.order
    return {
        "id": str(order.id),
        "number": order.number,
        "url": addressed("desk:order", order.number),
        "move_url": addressed("surveys:move", order.number),
        "missed_url": addressed("desk:step", order.number, "survey_missed"),
        "customer": str(order.customer),
        "address": str(order.site),
        "technology": _(TECHNOLOGIES[order.technology]),
        "icon": ICONS.get(order.technology, "network"),
        "urgent": one.urgent,
        "due": one.due and _("by %(day)s") % {"day": f"{one.due:%d.%m}"},
        "day": day,
        "late": bool(one.due and day and day > one.due),
        "nowhere": one.point is None,
        "changes": one.changes,
    }


# ------------------------------------------------------- one day
def day_page(one: BoardDay, language: str) -> Shown:
    """Give one day: for each engineer a map and the visits in a short way."""
    return {
        "day": one.day,
        "title": day_title(one.day),
        "urgent_only": one.urgent_only,
        "rounds": [round_of(cell, language) for cell in one.cells if cell.spots],
    }


def round_of(cell: Cell, language: str) -> Shown:
    """Give an engineer's round of a day: the stops in their order, numbered as on the map."""
    spots = {str(spot.wanted.order.id): spot for spot in cell.spots}
    points = {key: spot.wanted.point for key, spot in spots.items()}
    way = visiting_order(points)
    asked = _requests(spots)
    ordered = {key: points[key] for key in way}
    return {
        "engineer": name_of(cell.engineer, language) if cell.engineer else _("Nobody named"),
        "engineer_id": str(cell.engineer.id) if cell.engineer else "",
        "map": _numbered(drawn_map(ordered), way),
        "stops": [
            _stop(place, spots[key], asked.get(key), cell.day, language)
            for place, key in enumerate(way, start=1)
        ],
        "unset": sum(spot.kind != SET for spot in cell.spots),
    }


def _requests(keys: Iterable[str]) -> Mapping[str, SurveyRequest]:
    rows = SurveyRequest.objects.filter(order_id__in=list(keys)).order_by("seq")
    return {str(row.order_id): row for row in rows}


def _numbered(sheet: Shown | None, way: list[str]) -> Shown | None:
    if sheet is None:
        return None
    numbers = {key: place for place, key in enumerate(way, start=1)}
    marks = [{"mark": one, "text": numbers[one.key]} for one in sheet["marks"]]
    line = " ".join(f"{one.foot[0]},{one.foot[1]}" for one in sheet["marks"])
    return {**sheet, "marks": marks, "line": line}


def _stop(place: int, spot: Spot, asked: SurveyRequest | None, day: date, language: str) -> Shown:
    order = spot.wanted.order
    return {
        **_spot(spot, day, language),
        "place": place,
        "where": site_details(order),
        "contact": order.customer.contact_name,
        "phone": order.customer.phone,
        "phone_text": displayed(order.customer.phone) if order.customer.phone else "",
        "access": " ".join(
            text for text in (asked.access if asked else "", order.site.access_notes) if text
        ),
        "wishes": asked.wishes if asked else "",
        "geo": _geo(order),
    }


def site_details(order: Order) -> str:
    """Give entrance, floor and room, as far as they are known."""
    site = order.site
    known = ((_("entrance"), site.entrance), (_("floor"), site.floor), (_("room"), site.room))
    return ", ".join(f"{title} {value}" for title, value in known if value)


def _geo(order: Order) -> str:
    site = order.site
    return f"geo:{site.latitude},{site.longitude}" if site.latitude is not None else ""
