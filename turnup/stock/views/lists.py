"""Lists of the stock: items, places, what is short, the ledger."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.people.permissions import allows
from turnup.stock.models import Movement, Place, PlaceKind, StockItem
from turnup.stock.queries import (
    NOTHING,
    find_device,
    history_of,
    item_totals,
    places_at_hand,
    short_items,
)
from turnup.stock.views.door import around, movement_entry, much

ROWS = 50


@require_GET
@allows("stock.read")
def items(request: HttpRequest) -> HttpResponse:
    """List the items with what lies at hand; a serial number in the search opens its device."""
    asked = request.GET.get("q", "").strip()
    if asked and (device := find_device(asked)):
        return redirect("stock:device", device.serial)
    kept = StockItem.objects.filter(is_kept=True)
    if asked:
        kept = kept.filter(Q(title__icontains=asked) | Q(title_en__icontains=asked) | Q(code=asked))
    totals = item_totals(kept)
    short = {one.item.pk: one for one in short_items()}
    shown = {
        "asked": asked,
        "columns": _item_columns(),
        "rows": [_item_row(one, totals.get(one.pk, (NOTHING, NOTHING)), short) for one in kept],
        "short": len(short),
    }
    return render(request, "stock/items.html", around(request, "items") | shown)


def _item_columns() -> list[dict[str, str]]:
    return [
        {"key": "title", "title": _("Stock item")},
        {"key": "code", "title": _("Code")},
        {"key": "there", "title": _("At hand"), "kind": "number"},
        {"key": "reserved", "title": _("Reserved"), "kind": "number"},
        {"key": "free", "title": _("Free"), "kind": "number"},
        {"key": "mark", "title": _("Mark"), "kind": "badge"},
    ]


def _item_row(item: StockItem, totals: Any, short: dict[int, Any]) -> dict[str, Any]:
    there, reserved = totals
    mark = None
    if item.pk in short:
        text = _("short: %(much)s") % {"much": much(short[item.pk].short, item)}
        mark = {"text": text, "tone": "bad", "icon": "alert-triangle"}
    elif there - reserved < item.least:
        text = _("below %(much)s") % {"much": much(item.least, item)}
        mark = {"text": text, "tone": "warn", "icon": "alert-circle"}
    cells = {
        "title": str(item),
        "code": item.code,
        "there": much(there, item),
        "reserved": much(reserved, item) if reserved else "",
        "free": much(there - reserved, item),
        "mark": mark,
    }
    return {"cells": cells, "url": reverse("stock:item", args=[item.code])}


@require_GET
@allows("stock.read")
def places(request: HttpRequest) -> HttpResponse:
    """List warehouses and vans with how many kinds of goods and devices lie there."""
    counted = places_at_hand().annotate(
        kinds=Count("balances", filter=Q(balances__quantity__gt=0), distinct=True),
        things=Count("devices", distinct=True),
    )
    lent = Place.objects.filter(kind=PlaceKind.CUSTOMER, devices__isnull=False).distinct().count()
    shown = {"places": counted, "customers": lent}
    return render(request, "stock/places.html", around(request, "places") | shown)


@require_GET
@allows("stock.read")
def short(request: HttpRequest) -> HttpResponse:
    """List what installations wait for, with the orders that wait."""
    shown = {"short": [_short(one) for one in short_items()]}
    return render(request, "stock/short.html", around(request, "short") | shown)


def _short(one: Any) -> dict[str, Any]:
    return {
        "item": one.item,
        "short": much(one.short, one.item),
        "free": much(one.free, one.item),
        "orders": one.orders,
    }


@require_GET
@allows("stock.read")
def ledger(request: HttpRequest) -> HttpResponse:
    """Show all movements, the latest first."""
    rows = Movement.objects.select_related(
        "item", "device", "from_place", "to_place", "order", "actor"
    ).order_by("-id")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    shown = {"page": page, "entries": [movement_entry(one) for one in page.object_list]}
    return render(request, "stock/ledger.html", around(request, "ledger") | shown)


@require_GET
@allows("stock.read")
def device(request: HttpRequest, serial: str) -> HttpResponse:
    """Show one device: where it is, and where it has been."""
    found = find_device(serial)
    if found is None:
        raise Http404(serial)
    shown = {
        "device": found,
        "entries": [movement_entry(one) for one in history_of(found).select_related("item")],
    }
    return render(request, "stock/device.html", around(request, "") | shown)
