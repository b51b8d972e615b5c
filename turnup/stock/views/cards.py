"""The cards of an item and of a place, and an order's kit."""

from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.orders.reading import order_reader as reader
from turnup.people.permissions import allows
from turnup.stock import actions
from turnup.stock.models import OURS, Movement, Place, PlaceKind, SpecialOrder, StockItem
from turnup.stock.page_forms import place_title
from turnup.stock.queries import kit_of
from turnup.stock.views.door import around, movement_entry, much, try_to

LATEST = 25


@require_GET
@allows("stock.read")
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Show an item: where it lies, for whom it waits, its devices, its latest movements."""
    found = get_object_or_404(StockItem, code=code)
    moved = found.movements.select_related(
        "item", "device", "from_place", "to_place", "order", "actor"
    )
    devices = found.devices.select_related("place").order_by("place__kind", "serial")
    waiting = found.reservations.select_related("order", "place").order_by("made_at")
    shown = {
        "item": found,
        "rows": [_lying(one) for one in _balances(found.balances.filter(place__kind__in=OURS))],
        "columns": _lying_columns(_("Place")),
        "customers": _at_customers(found),
        "waiting": [
            {"order": one.order.number, "place": one.place, "much": much(one.quantity, found)}
            for one in waiting
        ],
        "devices": devices.filter(place__kind__in=OURS),
        "away": devices.exclude(place__kind__in=OURS),
        "entries": [movement_entry(one) for one in moved.order_by("-id")[:LATEST]],
    }
    return render(request, "stock/item.html", around(request, "items") | shown)


def _at_customers(item: StockItem) -> str:
    rows = item.balances.filter(place__kind=PlaceKind.CUSTOMER, quantity__gt=0)
    total = rows.aggregate(total=Sum("quantity"))["total"]
    return much(total, item) if total else ""


def _balances(rows: Any) -> Any:
    return rows.filter(quantity__gt=0).select_related("place", "item").order_by("place")


def _lying_columns(first: str) -> list[dict[str, str]]:
    return [
        {"key": "what", "title": first},
        {"key": "there", "title": _("There"), "kind": "number"},
        {"key": "reserved", "title": _("Reserved"), "kind": "number"},
        {"key": "free", "title": _("Free"), "kind": "number"},
    ]


def _lying(one: Any, *, by_place: bool = False) -> dict[str, Any]:
    at_customer = one.place.kind == PlaceKind.CUSTOMER
    url = (
        reverse("stock:item", args=[one.item.code])
        if by_place
        else reverse("stock:place", args=[one.place.pk])
    )
    cells = {
        "what": str(one.item) if by_place else place_title(one.place),
        "there": much(one.quantity, one.item),
        "reserved": much(one.reserved, one.item) if one.reserved else "",
        "free": "" if at_customer else much(one.quantity - one.reserved, one.item),
    }
    return {"cells": cells, "url": url}


@require_GET
@allows("stock.read")
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Show a place: what lies there, its devices, its latest movements."""
    found = get_object_or_404(Place.objects.select_related("order"), pk=place_id)
    rows = Movement.objects.filter(from_place=found) | Movement.objects.filter(to_place=found)
    moved = rows.select_related("item", "device", "from_place", "to_place", "order", "actor")
    shown = {
        "place": found,
        "title": place_title(found),
        "rows": [_lying(one, by_place=True) for one in _balances(found.balances)],
        "columns": _lying_columns(_("Stock item")),
        "devices": found.devices.select_related("item").order_by("item", "serial"),
        "open_count": found.counts.filter(closed_at=None).first(),
        "entries": [movement_entry(one) for one in moved.order_by("-id")[:LATEST]],
    }
    return render(request, "stock/place.html", around(request, "places") | shown)


@require_GET
@allows("order.read")
def kit(request: HttpRequest, number: int) -> HttpResponse:
    """Show what an order's installation takes: reserved, short, installed; what is on order."""
    me = reader(request, number, "order.read")
    moved = Movement.objects.filter(order=me.order).select_related(
        "item", "device", "from_place", "to_place", "order", "actor"
    )
    specials = SpecialOrder.objects.filter(order=me.order).prefetch_related("promises")
    shown = {
        "order": me.order,
        "kit": [kit_row(one) for one in kit_of(me.order.id)],
        "specials": specials.order_by("-id"),
        "entries": [movement_entry(one) for one in moved.order_by("-id")],
        "may_try": "installation_requested" in me.order.card.get("standing", {})
        and not me.order.closed,
    }
    return render(request, "stock/kit.html", around(request, "") | shown)


def kit_row(row: Any) -> dict[str, Any]:
    """Give a row of a kit as a page shows it."""
    tone, text = "good", _("reserved")
    if row.short:
        tone, text = "bad", _("short: %(much)s") % {"much": much(row.short, row.item)}
    elif row.installed >= row.wanted:
        tone, text = "calm", _("installed")
    elif row.in_vans:
        tone, text = "note", _("in the van")
    return {
        "item": row.item,
        "wanted": much(row.wanted, row.item),
        "reserved": much(row.reserved, row.item) if row.reserved else "",
        "installed": much(row.installed, row.item) if row.installed else "",
        "badge": {"text": text, "tone": tone},
        "short": bool(row.short),
    }


@require_POST
@allows("stock.move")
def reserve(request: HttpRequest, number: int) -> HttpResponse:
    """Reserve for an order what has come in meanwhile."""
    me = reader(request, number, "order.read")
    if me.order.closed or "installation_requested" not in me.order.card.get("standing", {}):
        raise Http404(number)
    to = reverse("stock:kit", args=[number])
    return try_to(
        request,
        lambda: actions.require_kit(order_id=me.order.id, at=me.now),
        _("The whole kit is reserved."),
        to,
    )
