"""Acts on their way to the subscriber department: listed by a crew, received by a clerk."""

from typing import Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.contracts.reading import readable_paper
from turnup.desk.views.reader import reader
from turnup.field.actions import make_register, receive_register
from turnup.field.models import ActRegister
from turnup.field.queries import acts_to_hand_over
from turnup.installation.actions import make_act
from turnup.installation.actions.papers import SEALED, find_paper
from turnup.installation.models import CompletionAct
from turnup.orders.problems import explain
from turnup.orders.queries import visible_orders
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused

FAULTS = (Refused, ValidationError, DatabaseError)
SHOWN = 40


@require_GET
@allows("acts.read")
def acts(request: HttpRequest) -> HttpResponse:
    """Show the acts that wait to be brought, the lists under way and those received."""
    me = reader(request)
    waiting = acts_to_hand_over().select_related("order__customer", "order__site")
    registers = ActRegister.objects.select_related("made_by", "received_by", "paper")
    registers = registers.prefetch_related("lines")
    shown = {
        "waiting": list(waiting[:200]),
        "coming": list(registers.filter(received_at=None)),
        "received": list(registers.filter(received_at__isnull=False)[:SHOWN]),
        "may_hand_over": scope_of(me.actor, "acts.hand_over"),
        "may_receive": scope_of(me.actor, "acts.receive"),
        "now": me.now,
    }
    return render(request, "field/acts.html", shown)


@require_POST
@allows("acts.hand_over")
def new_register(request: HttpRequest) -> HttpResponse:
    """Make a list of the chosen acts."""
    me = reader(request)
    chosen = [int(one) for one in request.POST.getlist("act") if one.isascii() and one.isdigit()]
    try:
        register = make_register(act_ids=chosen, actor=me.actor, now=me.now)
    except FAULTS as fault:
        messages.error(request, explain(fault, language=me.language).detail)
        return redirect("field:acts")
    messages.success(request, _("The list is made. Bring the acts to the subscriber department."))
    return redirect("field:register", register.pk)


@require_GET
@allows("acts.read")
def register(request: HttpRequest, register_id: int) -> HttpResponse:
    """Show a list of acts; a clerk takes them here."""
    me = reader(request)
    found = _register(register_id)
    shown = {
        "register": found,
        "lines": found.lines.select_related("act__order__customer", "act__order__site"),
        "may_receive": scope_of(me.actor, "acts.receive") and found.received_at is None,
        "now": me.now,
    }
    return render(request, "field/register.html", shown)


def _register(register_id: int) -> ActRegister:
    rows = ActRegister.objects.select_related("made_by", "received_by", "paper__file")
    found = rows.filter(pk=register_id).first()
    if found is None:
        raise Http404("no such list")
    return found


@require_POST
@allows("acts.receive")
def receive(request: HttpRequest, register_id: int) -> HttpResponse:
    """Take the ticked acts of a list; the others go back with the reason."""
    me = reader(request)
    found = _register(register_id)
    taken = set(request.POST.getlist("taken"))
    returned: dict[int, str] = {
        line.position: request.POST.get(f"why_{line.position}", "")
        for line in found.lines.all()
        if str(line.position) not in taken
    }
    try:
        receive_register(register_id=found.pk, returned=returned, actor=me.actor, now=me.now)
    except FAULTS as fault:
        told: Any = explain(fault, language=me.language)
        faults = " ".join(f"{one.fault} {one.mend}".strip() for one in told.errors)
        messages.error(request, faults or told.detail)
    else:
        messages.success(request, _("Received. The receipt is kept."))
    return redirect("field:register", register_id)


@require_GET
@allows("acts.read")
def receipt(request: HttpRequest, register_id: int) -> HttpResponse:
    """Give the receipt, the register of acts, to save."""
    found = _register(register_id)
    if found.paper is None:
        raise Http404("not received yet")
    return file_answer(found.paper.file)


@require_GET
@allows("paper.read")
def act_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the order's act to save: the sealed one, where there is one."""
    me = reader(request)
    orders = visible_orders(me.actor, "paper.read").filter(number=number)
    act = CompletionAct.objects.filter(order__in=orders).order_by("-seq").first()
    if act is None:
        raise Http404("no act")
    paper = find_paper(act, SEALED) or make_act(act=act, at=timezone.now())
    return file_answer(readable_paper(paper.pk, actor=me.actor, at=me.now).file)
