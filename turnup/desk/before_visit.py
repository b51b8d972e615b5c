"""What an installation stands on, for the order's card: kit, permit, lease, equipment, height."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from turnup.ground.height import climb_of
from turnup.ground.queries import (
    building_of_order,
    ended_on,
    is_valid,
    lease_of,
    permit_of,
    valid_permits,
)
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.orders.queries import folded
from turnup.stock.queries import kit_of, pending_specials
from turnup.ui.moments import absolute

Shown = dict[str, Any]


def before_visit(order: Order, now: datetime) -> list[Shown]:
    """Give the rows of the card: what each is, how it stands (tone, text), and where it is seen.

    Empty for an order that has not come so far.
    """
    _standard, card = folded(order)
    standing, facts = card.standing, card.facts
    if "contract_drafted" not in standing:
        return []
    ground = reverse("ground:order", args=[order.number])
    kit = reverse("stock:kit", args=[order.number])
    day = office_calendar().local_date(now)
    found = [
        _kit(order, kit, requested="installation_requested" in standing),
        _permit(order, ground, day, needed=bool(facts.get("permits_needed"))),
        _lease(order, ground, day, needed=bool(facts.get("outdoor"))),
        *_specials(order, kit, day),
        _unordered(order, kit, standing, needed=bool(facts.get("special_equipment"))),
        _height(order, ground, now),
    ]
    return [one for one in found if one]


def _row(title: str, tone: str, text: str, url: str) -> Shown:
    return {"title": title, "badge": {"tone": tone, "text": text}, "url": url}


def _kit(order: Order, url: str, *, requested: bool) -> Shown | None:
    rows = kit_of(order.id)
    if not rows:
        return None
    title, short = _("Kit"), [row for row in rows if row.short]
    if order.closed:
        return _row(title, "calm", _("settled"), url)
    if not requested:
        return _row(title, "calm", _("reserved with the request"), url)
    if short:
        names = ", ".join(str(row.item) for row in short[:2])
        return _row(title, "bad", _("short: %(what)s") % {"what": names}, url)
    return _row(title, "good", _("reserved"), url)


def _permit(order: Order, url: str, day: Any, *, needed: bool) -> Shown | None:
    title = _("Permit of the building")
    permit = permit_of(order.id)
    if permit:
        if ended_on(order.id, day):
            return _row(title, "bad", _("no longer in force"), url)
        until = permit.valid_until
        text = _("until %(day)s") % {"day": absolute(until)} if until else _("in force")
        return _row(title, "good", text, url)
    if not needed:
        return None
    building = building_of_order(order.id)
    if building and valid_permits(building, day):
        return _row(title, "note", _("there is one: use it"), url)
    return _row(title, "bad", _("missing"), url)


def _lease(order: Order, url: str, day: Any, *, needed: bool) -> Shown | None:
    lease = lease_of(order.id)
    if lease:
        if not is_valid(lease, day):
            return _row(_("Lease"), "bad", _("no longer in force"), url)
        return _row(_("Lease"), "good", lease.place, url)
    if needed:
        return _row(_("Lease"), "bad", _("missing"), url)
    return None


def _specials(order: Order, url: str, day: Any) -> list[Shown]:
    return [
        _row(
            one.description,
            "bad" if one.promised_date < day else "note",
            _("promised for %(day)s") % {"day": absolute(one.promised_date)},
            url,
        )
        for one in pending_specials(order.id)
    ]


def _unordered(
    order: Order, url: str, standing: Mapping[str, Any], *, needed: bool
) -> Shown | None:
    """Tell of special equipment that is needed and neither there nor on its way."""
    if not needed or pending_specials(order.id).exists():
        return None
    title = _("Special equipment")
    if "equipment_ready" in standing:
        return _row(title, "good", _("is there"), url)
    return _row(title, "bad", _("not ordered"), url)


def _height(order: Order, url: str, now: datetime) -> Shown | None:
    climb = climb_of(order.id, now)
    if climb is None or order.closed:
        return None
    if climb.lacks:
        return _row(_("Work at height"), "warn", _("lacks: %(n)s") % {"n": len(climb.lacks)}, url)
    return _row(_("Work at height"), "good", _("the crew may climb"), url)
