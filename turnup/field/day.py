"""What a phone carries with it for the day: each visit whole, so that it can be without network.

The shape of a visit is told by `visit_shown`; the phone's program reads it by the same names.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from ipaddress import IPv4Network
from typing import Any, Final

from babel.dates import get_day_names
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from turnup.catalog.models import ItemKind, Unit
from turnup.customers.models import Customer, Site
from turnup.desk.rows import technology_title
from turnup.field.checklist import POINTS
from turnup.field.models import Tick
from turnup.field.queries import ticks_of
from turnup.ground.models import Permit
from turnup.ground.queries import access_hours, permit_of
from turnup.installation.models import Address, InstallationRequest, Visit
from turnup.installation.queries import assigned_address, modem_out, standing_act
from turnup.installation.readings import known_readings
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row
from turnup.people.phones import displayed
from turnup.requests.models import TechnicalBrief
from turnup.requests.queries import standing_terms
from turnup.standard.moments import moment_text
from turnup.surveys.models import EstimateLine, SurveyRequest, Verdict
from turnup.surveys.paper_words import limit_text, number_text
from turnup.surveys.queries import standing_estimate, standing_survey
from turnup.surveys.readings import known_readings as survey_readings

Shown = dict[str, Any]
STEPS: Final = (
    "line_connected",
    "line_set_up",
    "act_signed",
    "act_handed_over",
    "temporary_connection_made",
    "temporary_connection_returned",
)
KIT: Final = (ItemKind.EQUIPMENT, ItemKind.MATERIAL)


def day_shown(visits: list[Visit], language: str) -> list[Shown]:
    """Give the visits as a phone keeps them."""
    ticks = ticks_of(visit.order_id for visit in visits)
    return [visit_shown(one, ticks.get(one.order_id, {}), language) for one in visits]


def visit_shown(visit: Visit, ticks: dict[str, Tick], language: str) -> Shown:
    """Give all that somebody on site needs to know of a visit."""
    order = visit.order
    lines = _lines(order)
    return {
        "id": visit.pk,
        "order": str(order.id),
        "number": order.number,
        "starts_at": moment_text(visit.starts_at),
        "ends_at": moment_text(visit.ends_at),
        "crew": visit.crew.name,
        "is_done": visit.done_at is not None,
        "closed": order.closed,
        "is_agreed": "visit_agreed" in order.card["standing"],
        "customer": str(order.customer),
        "technology": order.technology,
        "technology_title": technology_title(order.technology, language),
        "place": _place(order.site),
        "contacts": list(_contacts(order.customer)),
        "access": list(_access(order)),
        "sold": list(_sold(order)),
        "kit": [_kit_line(one) for one in lines if _kind(one) in KIT],
        "survey": _survey(order),
        "address": _address(order),
        "readings": _readings(order),
        "steps": {code: _position(order, code) for code in STEPS},
        "ticks": {code: tick_shown(tick) for code, tick in ticks.items()},
        "modem": _modem(order),
        "act": _act(order, lines),
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


# ------------------------------------------------------- where, and how to get in
def _place(site: Site) -> Shown:
    parts = ((_("entrance %s"), site.entrance), (_("floor %s"), site.floor), ("%s", site.room))
    found = site.latitude is not None and site.longitude is not None
    return {
        "address": str(site),
        "inside": ", ".join(text % said for text, said in parts if said),
        "latitude": f"{site.latitude}" if found else "",
        "longitude": f"{site.longitude}" if found else "",
    }


def _contacts(customer: Customer) -> Iterator[Shown]:
    if customer.contact_name or customer.phone:
        yield _contact(customer.contact_name, "", customer.phone)
    for one in customer.contacts.all():
        if one.phone and one.phone != customer.phone:
            yield _contact(one.name, one.post, one.phone)


def _contact(name: str, post: str, phone: str) -> Shown:
    return {"name": name, "post": post, "phone": phone, "shown": displayed(phone) if phone else ""}


def _access(order: Order) -> Iterator[Shown]:
    """Give what everybody said about getting in, each with where it is from."""
    asked = standing_row(SurveyRequest, "survey_requested", order.id)
    wished = standing_row(InstallationRequest, "installation_requested", order.id)
    permit = permit_of(order.id)
    said = (
        (_("How to get in"), order.site.access_notes),
        (_("Access for the survey"), asked.access if asked else ""),
        (_("Wishes"), wished.wishes if wished else ""),
        (_("Permit"), _permit(permit) if permit else ""),
        (_("We are let in"), _hours(order)),
        (_("Keys are with"), permit.keys_at if permit else ""),
        (_("Who escorts"), permit.escort if permit else ""),
    )
    for title, text in said:
        if text:
            yield {"title": title, "text": text}


def _permit(permit: Permit) -> str:
    until = permit.valid_until and _("until %(day)s") % {"day": f"{permit.valid_until:%d.%m.%Y}"}
    parts = (permit.party.name, permit.document, permit.conditions, until)
    return ". ".join(part for part in parts if part)


def _hours(order: Order) -> str:
    """Say when the holders let us in: `Mon 10:00–17:00; Tue …`; nothing where at any time."""
    hours = access_hours(order.id)
    if hours is None:
        return ""
    names = get_day_names("abbreviated", locale=get_language() or "ru")
    days = (
        f"{names[day]} " + ", ".join(f"{one.begins:%H:%M}–{one.ends:%H:%M}" for one in windows)
        for day, windows in sorted(hours.items())
    )
    return "; ".join(days)


# ------------------------------------------------------- what was sold and found
def _sold(order: Order) -> Iterator[Shown]:
    terms = standing_terms(order.id)
    if terms is not None:
        speeds = (terms.speed_down_kbit, terms.speed_up_kbit)
        told = " / ".join(number_text(Decimal(one) / 1000) for one in speeds)
        yield {"title": _("Tariff"), "text": terms.tariff.title if terms.tariff else _("own")}
        yield {"title": _("Speed, Mbit/s"), "text": told}
    brief = standing_row(TechnicalBrief, "request_received", order.id)
    if brief and brief.wishes:
        yield {"title": _("Wishes"), "text": brief.wishes}
    for item in brief.items.all() if brief else ():
        yield {"title": _("Asked for"), "text": item.text}


def _survey(order: Order) -> Shown | None:
    survey = standing_survey(order.id)
    if survey is None:
        return None
    known = survey_readings(None) | survey_readings(survey.technology or order.technology)
    return {
        "verdict": str(Verdict(survey.verdict).label),
        "notes": survey.notes,
        "readings": [_measured(known[code], value) for code, value in survey.readings.items()],
        "photos": [_photo(one.pk, one.get_kind_display()) for one in survey.photos.all()],
    }


def _measured(reading: Any, value: str) -> Shown:
    unit = _(reading.unit) if reading.unit else ""
    return {
        "title": _(reading.title),
        "text": f"{number_text(value)} {unit}".strip(),
        "out": reading.is_out(Decimal(value)),
    }


def _photo(photo_id: int, title: str) -> Shown:
    return {
        "title": title,
        "small": reverse("field:survey_photo", args=[photo_id, "small"]),
        "large": reverse("field:survey_photo", args=[photo_id, "large"]),
    }


def _lines(order: Order) -> list[EstimateLine]:
    estimate = standing_estimate(order.id)
    return list(estimate.lines.select_related("item")) if estimate else []


def _kind(line: EstimateLine) -> str:
    return line.item.kind if line.item else ""


def _kit_line(line: EstimateLine) -> Shown:
    return {
        "title": line.title,
        "quantity": f"{number_text(line.quantity)} {Unit(line.unit).label}",
        "serial": bool(line.item and line.item.serial_numbered),
    }


# ------------------------------------------------------- what is to be done
def _address(order: Order) -> Shown | None:
    """Give the address assigned with the visit: it is shown, never typed."""
    assigned = assigned_address(order.id)
    if assigned is None:
        return None
    held = Address.objects.select_related("pool").filter(pk=assigned).first()
    mask = str(IPv4Network(held.pool.network).netmask) if held else ""
    return {"ip": assigned, "mask": mask, "gateway": held.pool.gateway if held else ""}


def _readings(order: Order) -> list[Shown]:
    return [
        {
            "code": code,
            "title": _(one.title),
            "unit": _(one.unit) if one.unit else "",
            "low": one.low,
            "high": one.high,
            "least": one.least,
            "most": one.most,
            "limit": limit_text(one.least, one.most),
        }
        for code, one in known_readings(order.technology).items()
    ]


def _modem(order: Order) -> Shown | None:
    lent = modem_out(order.id)
    if lent is None:
        return None
    return {
        "device": lent.device,
        "serial": lent.serial,
        "deposit": f"{lent.deposit:.2f}",
        "given_at": moment_text(lent.given_at),
    }


def _act(order: Order, lines: list[EstimateLine]) -> Shown:
    """Give the signed act, or what its draft begins with: works and devices of the estimate."""
    signed = standing_act(order.id)
    return {
        "number": signed.number if signed else "",
        "signed_at": moment_text(signed.signed_at) if signed else "",
        "works": "\n".join(one.title for one in lines if _kind(one) == ItemKind.WORK)
        or _("Line connected and set up, access to the internet checked"),
        "devices": [
            {"name": one.title, "quantity": max(1, int(one.quantity))}
            for one in lines
            if _kind(one) == ItemKind.EQUIPMENT
        ],
        "signatory": order.customer.contact_name,
    }


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
