"""The line of an order: its address, blocks, port and VLAN, given and taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.activation.actions.lines import (
    assign_block,
    assign_port,
    withdraw_block,
    withdraw_port,
)
from turnup.activation.line_forms import BlockForm, PortForm
from turnup.installation.address_plan import GIVES_BLOCKS, Purpose
from turnup.installation.address_queries import line_of, spans_of
from turnup.installation.models import AddressPool
from turnup.orders.reading import OrderReader as Reader
from turnup.orders.reading import order_reader as reader
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.ui import posted, schema


@require_GET
@allows("addresses.read")
def line(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the order's line holds and held."""
    return _shown(request, reader(request, number, "order.read"))


@require_POST
@allows("line.assign")
def blocks(request: HttpRequest, number: int) -> HttpResponse:
    """Give the order a block."""
    me = reader(request, number, "order.read")
    return _said(request, me, BlockForm, lambda **said: assign_block(**said))


@require_POST
@allows("line.assign")
def port(request: HttpRequest, number: int) -> HttpResponse:
    """Note the order's port and VLAN."""
    me = reader(request, number, "order.read")
    return _said(request, me, PortForm, lambda **said: assign_port(**said))


@require_POST
@allows("line.assign")
def block_back(request: HttpRequest, number: int, purpose: str) -> HttpResponse:
    """Take a block back."""
    return _back(request, number, lambda **who: withdraw_block(purpose=purpose, **who))


@require_POST
@allows("line.assign")
def port_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take port and VLAN back."""
    return _back(request, number, lambda **who: withdraw_port(**who))


def _back(request: HttpRequest, number: int, act: Callable[..., None]) -> HttpResponse:
    me = reader(request, number, "order.read")
    try:
        act(order_id=me.order.id, at=me.now)
        messages.success(request, _("It is taken back and rests."))
    except Refused as fault:
        me.tell(request, fault)
    return redirect("activation:line", number)


def _said(request: HttpRequest, me: Reader, form: Any, act: Callable[..., Any]) -> HttpResponse:
    data = posted.read(form.model_json_schema(), request.POST)
    try:
        act(order_id=me.order.id, at=me.now, **form.model_validate(data).model_dump())
    except (Refused, ValidationError) as fault:
        return _shown(request, me, (form, data, fault))
    messages.success(request, _("It is assigned."))
    return redirect("activation:line", me.order.number)


def _shown(request: HttpRequest, me: Reader, refused: Any = None) -> HttpResponse:
    held = line_of(me.order.id)
    may_assign = bool(scope_of(me.actor, "line.assign"))
    offered = AddressPool.objects.filter(purpose__in=GIVES_BLOCKS).exclude(
        purpose__in=list(held["blocks"])
    )
    shown = {
        "order": me.order,
        "address": held["address"],
        "blocks": [
            {"purpose": code, "title": Purpose(code).label, "prefix": prefix}
            for code, prefix in held["blocks"].items()
        ],
        "place": held["place"],
        "history": spans_of(me.order.id),
        "may_assign": may_assign,
        "block_fields": _fields(BlockForm, refused, me) if may_assign and offered else None,
        "port_fields": _fields(PortForm, refused, me) if may_assign else None,
        "now": me.now,
    }
    return render(request, "activation/line.html", shown, status=422 if refused else 200)


def _fields(form: Any, refused: Any, me: Reader) -> Any:
    if refused is None or refused[0] is not form:
        return schema.fields(form.model_json_schema(), {}, {})
    _form, data, fault = refused
    told = me.explained(fault)
    errors = {one.field: f"{one.fault} {one.mend}".strip() for one in told.errors}
    known = form.model_fields
    if stray := [text for name, text in errors.items() if name not in known]:
        errors[next(iter(known))] = " ".join(stray)
    return schema.fields(form.model_json_schema(), data, errors)
