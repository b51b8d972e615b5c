"""The page of the pre-check."""

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from pydantic import ValidationError

from turnup.customers.actions import note_read
from turnup.orders.faults import faults_of
from turnup.orders.models import Order
from turnup.orders.queries import visible_order
from turnup.people.asking import Asked
from turnup.people.permissions import allows
from turnup.surveys.precheck_forms import PrecheckPageQuery
from turnup.surveys.precheck_page import precheck_page
from turnup.surveys.prechecking import Precheck, precheck_order
from turnup.ui.fields import Field

UNPROCESSABLE = 422


@require_GET
@allows("precheck.read")
def precheck(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the inventory says of an order's site before anybody drives out."""
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    order = visible_order(actor, "precheck.read", number=number)
    note_read(actor=actor, customer_id=order.customer_id, what="pre-check", at=timezone.now())
    typed = {name: value.strip() for name, value in request.GET.dict().items() if value.strip()}
    faults: dict[str, str] = {}
    try:
        asked = PrecheckPageQuery.model_validate(_with_points(typed))
    except ValidationError as fault:
        faults = {one.field: one.fault for one in faults_of(fault)}
        asked = PrecheckPageQuery()
    found = precheck_order(order, height_m=asked.height_m, wanted_mbps=asked.speed_mbps)
    shown = _shown(order, found, typed, faults) | precheck_page(found, asked.sector)
    _link_rows([*shown["sectors"], *shown["more_sectors"]], typed)
    return render(request, "surveys/precheck.html", shown, status=UNPROCESSABLE if faults else 200)


def _with_points(typed: dict[str, str]) -> dict[str, str]:
    """Take a decimal comma for a point."""
    numbers = ("height_m", "speed_mbps")
    return {k: v.replace(",", ".") if k in numbers else v for k, v in typed.items()}


def _shown(
    order: Order, found: Precheck, typed: dict[str, str], faults: dict[str, str]
) -> dict[str, Any]:
    return {
        "order": order,
        "address": str(order.site),
        "is_located": found.question is not None,
        "fields": _fields(found, typed, faults),
        "limits": found.limits,
    }


def _fields(found: Precheck, typed: dict[str, str], faults: dict[str, str]) -> list[Field]:
    asked = found.question
    rows = (
        ("height_m", _("Antenna height above the ground"), _("m"), asked and asked.height_m),
        ("speed_mbps", _("Speed to sell"), _("Mbit/s"), asked and asked.wanted_mbps),
    )
    return [
        Field(
            kind="number",
            name=name,
            title=title,
            unit=unit,
            value=typed.get(name, "" if value is None else f"{value:g}"),
            error=faults.get(name, ""),
        )
        for name, title, unit, value in rows
    ]


def _link_rows(rows: list[dict[str, Any]], typed: dict[str, str]) -> None:
    """Let each row of the table lead to its sector's profile, asked as this page was."""
    for row in rows:
        row["url"] = f"?{urlencode({**typed, 'sector': row['code']})}#radio"
