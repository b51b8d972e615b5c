"""What the pages of the stock share: a form that is posted, tabs, cells."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from turnup.orders.problems import explain
from turnup.orders.reading import REFUSALS, who
from turnup.people.permissions import scope_of
from turnup.stock.models import Movement, MovementKind, StockItem
from turnup.stock.page_forms import Choices, fields, place_title
from turnup.ui import posted

MOVE_ICONS = {
    MovementKind.RECEIVE: ("package", "good"),
    MovementKind.ISSUE: ("truck", "note"),
    MovementKind.INSTALL: ("circle-check", "good"),
    MovementKind.LEND: ("wifi", "warn"),
    MovementKind.RETURN: ("arrow-back-up", "calm"),
    MovementKind.WRITE_OFF: ("circle-x", "bad"),
    MovementKind.COUNT: ("clipboard-check", "warn"),
}


def form_page(
    request: HttpRequest,
    form: type[BaseModel],
    act: Callable[[Any], str],
    *,
    title: str,
    to: str,
    choices: Choices | None = None,
    known: Mapping[str, Any] | None = None,
    around: Mapping[str, Any] | None = None,
    template: str = "stock/form.html",
) -> HttpResponse:
    """Show a form, or do what was posted: `act(said)` gives what to say when it is done."""
    shown = {"title": title, "to": to, **(around or {})}
    if request.method != "POST":
        drawn = fields(form, known or {}, {}, choices)
        return render(request, template, shown | {"fields": drawn})
    data = posted.read(form.model_json_schema(), request.POST)
    try:
        messages.success(request, act(form.model_validate(data)))
    except REFUSALS as fault:
        drawn = fields(form, data, faults(request, fault), choices)
        names = {one.name for one in drawn}
        shown["lone"] = [text for name, text in faults(request, fault).items() if name not in names]
        return render(request, template, shown | {"fields": drawn}, status=422)
    return redirect(to)


def faults(request: HttpRequest, fault: Any) -> dict[str, str]:
    """Give the faults by field, in the reader's language; what is no field's goes under `""`."""
    _actor, language = who(request)
    told = explain(fault, language=language)
    found = {one.field: f"{one.fault} {one.mend}".strip() for one in told.errors}
    return found or {"": told.detail}


def try_to(request: HttpRequest, act: Callable[[], Any], done: str, to: str) -> HttpResponse:
    """Do what a button asks and go on; a refusal is said on the page that follows."""
    try:
        act()
    except (*REFUSALS, ValidationError) as fault:
        messages.error(request, " ".join(faults(request, fault).values()))
    else:
        messages.success(request, done)
    return redirect(to)


def may_move(request: HttpRequest) -> bool:
    """Tell whether the reader may move goods."""
    actor, _language = who(request)
    return bool(scope_of(actor, "stock.move"))


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    """Give what stands round the lists: tabs, and whether goods may be moved."""
    places = (
        ("items", _("Items"), reverse("stock:items")),
        ("places", _("Places"), reverse("stock:places")),
        ("short", _("Short"), reverse("stock:short")),
        ("special", _("Special equipment"), reverse("stock:special")),
        ("ledger", _("Movements"), reverse("stock:ledger")),
        ("counts", _("Stocktaking"), reverse("stock:counts")),
    )
    return {
        "now": timezone.now(),
        "may_move": may_move(request),
        "tabs": [
            {"title": title, "url": url, "current": code == here} for code, title, url in places
        ],
    }


def much(quantity: Decimal, item: StockItem) -> str:
    """Write a quantity with its unit, by the reader's decimal mark."""
    text = f"{quantity.normalize():f}"
    return f"{text.replace('.', ',')} {item.get_unit_display()}"


def movement_entry(one: Movement) -> dict[str, Any]:
    """Give a movement as an entry of a timeline."""
    icon, tone = MOVE_ICONS.get(MovementKind(one.kind), ("arrow-right", "calm"))
    way = f"{place_title(one.from_place)} → {place_title(one.to_place)}"
    if one.kind == MovementKind.KEEP:
        way = place_title(one.from_place)
    return {
        "title": f"{one.get_kind_display()}: {one.item} — {much(one.quantity, one.item)}",
        "at": one.at,
        "icon": icon,
        "tone": tone,
        "who": one.actor.name if one.actor else _("the program"),
        "text": way + (f" · {_noted(one.note)}" if one.note else ""),
        "url": reverse("stock:kit", args=[one.order.number]) if one.order else "",
        "details": [{"term": _("Serial number"), "value": one.device.serial}] if one.device else [],
    }


def _noted(note: str) -> str:
    return _("by the estimate") if note == "≈" else note
