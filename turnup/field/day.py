"""What a phone carries with it for the day: each visit whole, so that it can be without network.

The shape of a visit is told by `visit_shown`; the phone's program reads it by the same names.
"""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from turnup.desk.rows import technology_title
from turnup.field.checklist import POINTS
from turnup.field.day_kit import estimate_lines, kit_shown
from turnup.field.day_known import sold_shown, survey_shown
from turnup.field.day_link import link_shown
from turnup.field.day_place import access_shown, contacts_shown, place_shown
from turnup.field.day_work import act_shown, address_shown, modem_shown, readings_shown
from turnup.field.models import Tick
from turnup.field.queries import ticks_of
from turnup.installation.models import Visit
from turnup.orders.models import Order
from turnup.standard.moments import moment_text

Shown = dict[str, Any]
STEPS: Final = (
    "line_connected",
    "line_set_up",
    "act_signed",
    "act_handed_over",
    "temporary_connection_made",
    "temporary_connection_returned",
)


def day_shown(visits: list[Visit], language: str) -> list[Shown]:
    """Give the visits as a phone keeps them."""
    ticks = ticks_of(visit.order_id for visit in visits)
    return [visit_shown(one, ticks.get(one.order_id, {}), language) for one in visits]


def visit_shown(visit: Visit, ticks: dict[str, Tick], language: str) -> Shown:
    """Give all that somebody on site needs to know of a visit."""
    order = visit.order
    lines = estimate_lines(order)
    agreed = "visit_agreed" in order.card["standing"]
    return {
        "id": visit.pk,
        "order": str(order.id),
        "number": order.number,
        "starts_at": moment_text(visit.starts_at),
        "ends_at": moment_text(visit.ends_at),
        "crew": visit.crew.name,
        "is_done": visit.done_at is not None,
        "closed": order.closed,
        "is_agreed": agreed,
        "customer": str(order.customer),
        "technology": order.technology,
        "technology_title": technology_title(order.technology, language),
        "place": place_shown(order.site),
        "contacts": list(contacts_shown(order.customer)),
        "access": list(access_shown(order)),
        "sold": list(sold_shown(order)),
        "kit": kit_shown(order, visit.crew.name, lines),
        "survey": survey_shown(order),
        "address": address_shown(order),
        "readings": readings_shown(order),
        "steps": {code: _position(order, code) for code in STEPS},
        "ticks": {code: tick_shown(tick) for code, tick in ticks.items()},
        "modem": modem_shown(order),
        "act": act_shown(order, lines),
        "link": link_shown(order) if agreed else None,
    }


def points_shown() -> list[Shown]:
    """Give the points of the shared checklist."""
    return [{"code": code, "title": _(one.title), "side": one.side} for code, one in POINTS.items()]


def tick_shown(tick: Tick) -> Shown:
    """Give a tick with who made it and when."""
    return {"done": tick.is_done, "by": tick.person.name, "at": moment_text(tick.at)}


def _position(order: Order, code: str) -> str:
    if code in order.card["standing"]:
        return "done"
    return "open" if code in order.card["open"] else "waiting"


def items_shown(items: list[Any], language: str) -> list[Shown]:
    """Give what came of items that did not fit, as their phone keeps it."""
    return [
        {
            "id": str(one.pk),
            "outcome": one.outcome,
            "settlement": one.settlement,
            "settled": str(one.get_settlement_display() or ""),
            "reason": one.reason,
            "problem": (one.problem or {}).get(language),
        }
        for one in items
    ]


def greeting_shown(now: datetime) -> str:
    """Give the server's time as phones read it, to the millisecond."""
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
