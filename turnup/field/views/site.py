"""Work on site as the office sees it: one order, the day's setting-up, what did not fit, modems."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import BaseModel, ValidationError

from turnup.customers.actions import note_read
from turnup.desk.steps import STEPS
from turnup.desk.views.reader import Reader, reader
from turnup.field.actions import apply_item, set_aside_item, tick_point
from turnup.field.actions.settling import is_signed
from turnup.field.kit_said import GoodsSaid
from turnup.field.models import Item
from turnup.field.queries import modems, open_items, visits_for
from turnup.field.site_page import item_page, item_row, points, setting_up_rows, site_page
from turnup.orders.problems import explain
from turnup.orders.queries import visible_order, visible_orders
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.ui import posted, schema

OVERDUE = timedelta(days=14)
"""So long after it was lent a modem that nobody asked back is shown as overdue."""
FAULTS = (Refused, ValidationError, DatabaseError)


@require_GET
@allows("order.read")
def site(request: HttpRequest, number: int) -> HttpResponse:
    """Show what happened on site for one order."""
    me = reader(request)
    order = visible_order(me.actor, "order.read", number=number)
    note_read(actor=me.actor, customer_id=order.customer_id, what="site", at=me.now)
    may_tick = bool(scope_of(me.actor, "setup.tick"))
    shown = {**site_page(order), "now": me.now, "may_tick": may_tick}
    if request.headers.get("HX-Request"):
        return render(request, "field/parts/points.html", shown)
    return render(request, "field/site.html", shown)


@require_POST
@allows("setup.tick")
def tick(request: HttpRequest, number: int) -> HttpResponse:
    """Tick a point of the shared checklist from the office."""
    me = reader(request)
    order = visible_order(me.actor, "order.read", number=number)
    tick_point(
        order_id=order.id,
        point=request.POST.get("point", ""),
        is_done=request.POST.get("done") == "yes",
        actor=me.actor,
        at=me.now,
        now=me.now,
    )
    shown: dict[str, Any] = {"order": order, "points": points(order), "may_tick": True}
    if request.headers.get("HX-Request"):
        return render(request, "field/parts/points.html", shown)
    return redirect("field:site", number)


@require_GET
@allows("setup.tick")
def setting_up(request: HttpRequest) -> HttpResponse:
    """List the visits of today and tomorrow with their checklists, for support."""
    me = reader(request)
    rows = setting_up_rows(visits_for(me.actor, me.now))
    for customer in {row["visit"].order.customer_id for row in rows}:
        note_read(actor=me.actor, customer_id=customer, what="setting up", at=me.now)
    return render(request, "field/setting_up.html", {"rows": rows, "now": me.now})


# ------------------------------------------------------- what did not fit
@require_GET
@allows("field.settle")
def from_site(request: HttpRequest) -> HttpResponse:
    """List what came from the field and did not fit."""
    me = reader(request)
    settled = Item.objects.filter(settled_at__gte=me.now - timedelta(days=7))
    shown = {
        "rows": [item_row(one) for one in open_items()[:200]],
        "settled": [item_row(one) for one in _with_people(settled).order_by("-settled_at")[:20]],
        "now": me.now,
    }
    return render(request, "field/from_site.html", shown)


def _with_people(rows: Any) -> Any:
    return rows.select_related("person", "settled_by", "order__customer", "order__site")


@require_http_methods(["GET", "HEAD", "POST"])
@allows("field.settle")
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show both versions of an item; record it, with corrections if need be, or set it aside."""
    me = reader(request)
    found = _with_people(Item.objects.filter(pk=item_id)).first()
    if found is None:
        raise Http404("no such item")
    if request.method == "POST":
        return _settled(request, me, found)
    if found.order:
        note_read(actor=me.actor, customer_id=found.order.customer_id, what="site", at=me.now)
    return render(request, "field/item.html", _item_shown(me, found))


def _item_shown(me: Reader, found: Item, **more: Any) -> dict[str, Any]:
    shown = item_page(found, me.language, me.now)
    if (model := _form(found)) and found.is_open:
        form = model.model_json_schema()
        given = more.get("data") or found.said or {}
        shown["fields"] = schema.fields(form, given, more.get("errors") or {})
    return {**shown, **more}


def _form(found: Item) -> type[BaseModel] | None:
    """Give the form that the item may be corrected by; None for what the customer has signed."""
    if found.kind == "goods":
        return GoodsSaid
    correctable = found.kind == "step" and found.step in STEPS and not is_signed(found)
    return STEPS[found.step].form if correctable else None


def _settled(request: HttpRequest, me: Reader, found: Item) -> HttpResponse:
    reason = request.POST.get("_reason", "")
    how = request.POST.get("_how", "")
    asked: dict[str, Any] = {
        "item_id": found.pk,
        "actor": me.actor,
        "now": me.now,
        "reason": reason,
    }
    data = None
    if how == "amend" and (model := _form(found)):
        data = posted.read(model.model_json_schema(), request.POST)
    try:
        if how == "aside":
            set_aside_item(**asked)
        else:
            apply_item(**asked, said=data)
    except FAULTS as fault:
        told = explain(fault, language=me.language)
        errors = {one.field: f"{one.fault} {one.mend}".strip() for one in told.errors}
        shown = _item_shown(me, found, told=told, errors=errors, data=data, reason=reason)
        return render(request, "field/item.html", shown, status=422)
    said = _("Put aside") if how == "aside" else _("Recorded")
    messages.success(request, said)
    return redirect("field:from_site")


# ------------------------------------------------------- modems
@require_GET
@allows("modems.read")
def modem_list(request: HttpRequest) -> HttpResponse:
    """List the temporary connections: what is out, since when, what is overdue."""
    me = reader(request)
    orders = visible_orders(me.actor, "order.read")
    rows = list(modems().filter(order__in=orders)[:300])
    out = [_modem(one, me.now) for one in rows if one.returned_at is None]
    back = [one for one in rows if one.returned_at][:30]
    late = sum(one["late"] for one in out)
    shown = {"out": out, "back": back, "late": late, "now": me.now}
    return render(request, "field/modems.html", shown)


def _modem(lent: Any, now: datetime) -> dict[str, Any]:
    """Give a modem that is out: overdue once the line stands, or after a fortnight."""
    connected = "line_connected" in lent.order.card["standing"]
    late = connected or bool(lent.order.closed) or now - lent.given_at > OVERDUE
    return {"lent": lent, "connected": connected, "late": late, "since": now - lent.given_at}
