"""What happened on site, for the pages of the office: one order whole, and the lists of the day."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from turnup.desk.rows import ENDS
from turnup.desk.steps import STEPS
from turnup.field.checklist import POINTS
from turnup.field.kit_said import GoodsSaid
from turnup.field.models import Item, SitePhoto, VisitMark
from turnup.field.queries import open_items, put_right, ticks_of
from turnup.field.words import item_title, step_title
from turnup.installation.actions.papers import PLAIN, SEALED, find_paper
from turnup.installation.models import LineConnection, LineSetUp, Visit
from turnup.installation.queries import assigned_address, modem_out, standing_act
from turnup.installation.readings import known_readings
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row
from turnup.orders.queries import folded, names_of, said_at
from turnup.stock.queries import find_device
from turnup.surveys.paper_words import limit_text, number_text

Shown = dict[str, Any]


def site_page(order: Order) -> Shown:
    """Give what is known of an order's work on site."""
    act = standing_act(order.id)
    visits = Visit.objects.filter(order=order, released_at=None).select_related("crew")
    return {
        "order": order,
        "visit": visits.order_by("-starts_at").first(),
        "marks": VisitMark.objects.filter(visit__order=order).select_related("person"),
        "address": assigned_address(order.id),
        "points": points(order),
        "readings": list(_readings(order)),
        "set_up": standing_row(LineSetUp, "line_set_up", order.id),
        "photos": SitePhoto.objects.filter(order=order).select_related("person"),
        "act": act,
        "act_paper": act and (find_paper(act, SEALED) or find_paper(act, PLAIN)),
        "modem": modem_out(order.id),
        "items": [item_row(one) for one in open_items().filter(order=order)],
        "clocks": [item_row(one) for one in put_right(order.id)],
    }


def points(order: Order) -> list[Shown]:
    """Give the shared checklist as it is now."""
    ticks = ticks_of([order.id]).get(order.id, {})
    return [
        {
            "code": code,
            "title": _(one.title),
            "side": _("support") if one.side == "support" else _("crew"),
            "tick": ticks.get(code),
            "done": code in ticks and ticks[code].is_done,
        }
        for code, one in POINTS.items()
    ]


def _readings(order: Order) -> Iterable[Shown]:
    connected = standing_row(LineConnection, "line_connected", order.id)
    known = known_readings("any") | known_readings(order.technology)
    for code, value in (connected.readings if connected else {}).items():
        reading = known[code]
        unit = _(reading.unit) if reading.unit else ""
        limit = limit_text(reading.least, reading.most)
        yield {
            "term": _(reading.title),
            "value": f"{number_text(value)} {unit}".strip(),
            "hint": f"{_('out of the usual')}: {limit}"
            if reading.is_out(Decimal(value))
            else limit,
        }


def setting_up_rows(visits: Iterable[Visit]) -> list[Shown]:
    """Give the visits of the day with how far their checklists are."""
    rows = list(visits)
    ticks = ticks_of(visit.order_id for visit in rows)
    photos = dict(
        SitePhoto.objects.filter(order__in=[one.order_id for one in rows])
        .order_by()
        .values_list("order")
        .annotate(Count("id"))
    )
    return [
        {
            "visit": visit,
            "done": sum(tick.is_done for tick in ticks.get(visit.order_id, {}).values()),
            "all": len(POINTS),
            "photos": photos.get(visit.order_id, 0),
            "connected": "line_connected" in visit.order.card["standing"],
            "set_up": "line_set_up" in visit.order.card["standing"],
            "signed": "act_signed" in visit.order.card["standing"],
        }
        for visit in rows
    ]


# ------------------------------------------------------- what did not fit
TONES = {"conflict": "warn", "refused": "bad", "waiting": "note"}


def item_row(item: Item) -> Shown:
    """Give an item as the lists show it."""
    return {
        "item": item,
        "title": item_title(item),
        "tone": TONES.get(item.outcome, "calm"),
        "url": reverse("field:item", args=[item.pk]),
    }


def item_page(item: Item, language: str, now: datetime) -> Shown:
    """Give an item with both versions: what came from site, and what stands now."""
    order = item.order
    return {
        "item": item,
        "order": order,
        "title": item_title(item),
        "tone": TONES.get(item.outcome, "calm"),
        "problem": (item.problem or {}).get(language),
        "said": list(_said(item.said or {}, item.step or item.kind)),
        "signatures": _signatures(item.said or {}),
        "standing": _standing(item, language) if order else None,
        "books": _books(item),
        "visit_seen": item.seen,
        "seen_at": _moment(item.seen.get("starts_at")),
        "visit_now": _visit_now(order) if order else None,
        "end": _(ENDS[order.closed][0]) if order and order.closed else "",
        "now": now,
    }


def _books(item: Item) -> Shown | None:
    """Give where the books have the device that an item names; None where it names none."""
    serial = (item.said or {}).get("serial") if item.kind == "goods" else None
    if not serial:
        return None
    found = find_device(serial)
    return {"serial": serial, "device": found and found.item, "place": found and found.place}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


DRAWN = ("customer_signature", "crew_signature")
UNTOLD = (*DRAWN, "what")
"""What is drawn, and what the title of a movement of goods says already."""


def _signatures(said: Shown) -> list[Shown]:
    titles = {
        "customer_signature": _("The customer's signature"),
        "crew_signature": _("Your signature"),
    }
    return [{"title": titles[key], "path": said[key]} for key in DRAWN if said.get(key)]


def _said(said: Shown, step: str) -> Iterable[Shown]:
    """Give what was said field by field, in the words of the step's own form."""
    form = GoodsSaid if step == "goods" else STEPS[step].form if step in STEPS else None
    fields = form.model_fields if form else {}
    for key, value in said.items():
        if key in UNTOLD or value in (None, "", [], {}):
            continue
        title = str(fields[key].title) if key in fields and fields[key].title else key
        told = _read(value) if key == "readings" and isinstance(value, dict) else _told(value)
        yield {"term": _(title), "value": told}


def _read(readings: Shown) -> str:
    """Give readings by their titles."""
    known = known_readings("any")
    return "; ".join(
        f"{_(known[code].title) if code in known else code}: {value}"
        for code, value in readings.items()
    )


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_told(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(
            ", ".join(_told(part) for part in one.values() if part not in (None, ""))
            if isinstance(one, dict)
            else _told(one)
            for one in value
        )
    return str(value)


def _standing(item: Item, language: str) -> Shown | None:
    """Give the same step as it stands now, by whom and since when."""
    assert item.order is not None
    _standard, card = folded(item.order)
    found = card.standing.get(item.step)
    if found is None:
        return None
    said = said_at(item.order.id, [found.seq]).get(found.seq) or {}
    return {
        "title": step_title(item.step, item.order),
        "at": found.at,
        "by": names_of([found.actor], language).get(found.actor, ""),
        "said": list(_said(said, item.step)),
    }


def _visit_now(order: Order) -> Visit | None:
    rows = Visit.objects.filter(order=order, released_at=None).select_related("crew")
    return rows.order_by("-starts_at").first()
