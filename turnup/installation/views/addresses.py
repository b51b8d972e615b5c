"""The address plan: how full the pools are, a new pool, and who held an address when."""

from datetime import UTC, datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from turnup.installation.actions import create_pool
from turnup.installation.address_queries import Fill, fills, held_in, holders, reserved_in
from turnup.installation.models import AddressPool
from turnup.installation.pool_forms import PoolForm
from turnup.orders.models import Order
from turnup.orders.problems import explain
from turnup.people.asking import Asked
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.ui import posted, schema

NEARLY_FULL = 0.9


@require_GET
@allows("addresses.read")
def addresses(request: HttpRequest) -> HttpResponse:
    """Show the pools, and answer who held an address."""
    shown = {
        "pools": [_shown(fill) for fill in fills(timezone.now())],
        "may_edit": _may_edit(request),
        **_who_held(request),
    }
    return render(request, "installation/addresses.html", shown)


def _may_edit(request: HttpRequest) -> bool:
    actor = cast(Asked, request).actor
    return actor is not None and bool(scope_of(actor, "addresses.edit"))


def _shown(fill: Fill) -> dict[str, Any]:
    pool = fill.pool
    counted = bool(fill.held or fill.reserved or fill.resting) or fill.free != fill.whole
    given = (fill.held + fill.resting) / fill.whole if fill.whole else 0
    parts = [
        {"title": _("Held"), "value": fill.held, "series": 1},
        {"title": _("Resting"), "value": fill.resting, "series": 3},
        {"title": _("Reserved"), "value": fill.reserved, "series": 4},
        {"title": _("Free"), "value": fill.free, "series": 2},
    ]
    return {
        "pool": pool,
        "url": reverse("installation:pool", args=[pool.pk]),
        "parts": parts if counted or pool.purpose in ("static", "link", "routed", "ipv6") else [],
        "whole": fill.whole,
        "free": fill.free,
        "nearly_full": given >= NEARLY_FULL,
    }


def _who_held(request: HttpRequest) -> dict[str, Any]:
    """Answer the question in the address line: which order held the address, then or ever."""
    address = request.GET.get("address", "").strip()[:50]
    at = _moment(request.GET.get("at", ""))
    asked: dict[str, Any] = {"address": address, "at": request.GET.get("at", "")[:40]}
    if not address:
        return {"asked": asked, "held": []}
    try:
        rows = holders(address, at)
    except ValueError:
        return {"asked": asked, "held": [], "fault": _("This is not an address.")}
    numbers = dict(
        Order.objects.filter(pk__in=[row.order_id for row in rows]).values_list("id", "number")
    )
    held = [{"row": row, "number": numbers[row.order_id]} for row in rows]
    return {"asked": asked, "held": held, "searched": True}


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text.strip())
    except ValueError:
        return None
    if at is None:
        return None
    return (at if at.tzinfo else timezone.make_aware(at)).astimezone(UTC)


@require_GET
@allows("addresses.read")
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """Show what of a pool is held now, and what is kept back."""
    row = AddressPool.objects.filter(pk=pool_id).first()
    if row is None:
        raise Http404("no such pool")
    held = [
        {
            "cells": {
                "prefix": getattr(one, "prefix", None) or one.address_id,
                "order": f"№ {one.order.number}",
                "since": one.since,
            },
            "url": reverse("activation:line", args=[one.order.number]),
        }
        for one in held_in(row)
    ]
    shown = {
        "pool": row,
        "columns": [
            {"key": "prefix", "title": _("Address or block")},
            {"key": "order", "title": _("Order")},
            {"key": "since", "title": _("Since"), "kind": "moment"},
        ],
        "rows": held,
        "reserved": reserved_in(row),
        "may_reserve": _may_edit(request) and row.purpose in ("static", "link", "routed", "ipv6"),
        "now": timezone.now(),
    }
    return render(request, "installation/pool.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@allows("addresses.edit")
def new_pool(request: HttpRequest) -> HttpResponse:
    """Take a new pool into the plan."""
    form = PoolForm.model_json_schema()
    if request.method != "POST":
        return _form(request, schema.fields(form, {}, {}))
    data = posted.read(form, request.POST)
    try:
        row = create_pool(**PoolForm.model_validate(data).model_dump(exclude_none=True))
    except (Refused, ValidationError) as fault:
        told = explain(fault, language=cast(Asked, request).LANGUAGE_CODE)
        errors = {one.field: f"{one.fault} {one.mend}".strip() for one in told.errors}
        return _form(request, schema.fields(form, data, errors), 422)
    messages.success(request, _("The pool is in the plan."))
    return redirect("installation:pool", row.pk)


def _form(request: HttpRequest, fields: Any, http: int = 200) -> HttpResponse:
    return render(request, "installation/new_pool.html", {"fields": fields}, status=http)
