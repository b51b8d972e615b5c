"""The pages of what waits: one operation of the bank, what it may be for, what was decided."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.billing.views import money_tabs
from turnup.customers.actions import note_read
from turnup.orders.office import office_calendar
from turnup.orders.reading import who
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.statements import actions
from turnup.statements.forms import AsideForm, ReturnForm, UndoForm, posted_sum
from turnup.statements.models import BankOperation
from turnup.statements.operation_rows import operation_rows
from turnup.statements.suggestions import (
    originals_for,
    recorded_by_hand,
    suggestions_for,
    told_before,
)
from turnup.statements.views import A_PAGE, tell_fault
from turnup.statements.words import RULES

WHY: Final = {
    "named": gettext_noop("the purpose names it"),
    "inn": gettext_noop("the payer's INN is this customer's"),
    "name": gettext_noop("the payer is called alike"),
    "sum": gettext_noop("exactly this sum is open"),
    "account": gettext_noop("the purpose names the account"),
}


@require_GET
@allows("statement.read")
def waiting(request: HttpRequest) -> HttpResponse:
    """List the operations that wait for a decision, the oldest first."""
    actor, _language = who(request)
    state = request.GET.get("state", "parked")
    rows = BankOperation.objects.order_by("arrived_on", "id")
    if state in ("parked", "matched", "returned", "not_ours"):
        rows = rows.filter(state=state)
    if state != "parked":
        rows = rows.order_by("-arrived_on", "-id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    left = BankOperation.objects.filter(state="parked", direction="in")
    sums = left.aggregate(total=Sum("amount"), credited=Sum("credited"))
    titles = {
        "parked": _("Wait for a decision"),
        "matched": _("Credited"),
        "returned": _("Returned"),
        "not_ours": _("Not customers'"),
    }
    shown = {
        "tabs": money_tabs(actor, "waiting"),
        "page": page,
        "rows": operation_rows(page.object_list),
        "state": state,
        "states": [{"code": c, "title": t, "chosen": c == state} for c, t in titles.items()],
        "count": left.count(),
        "total": (sums["total"] or 0) - (sums["credited"] or 0),
    }
    return render(request, "statements/waiting.html", shown)


def _operation(pk: int) -> BankOperation:
    rows = BankOperation.objects.select_related("file", "decided_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


@require_GET
@allows("statement.read")
def operation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one operation: who paid what for, what it may be for, what was decided."""
    actor, _language = who(request)
    return _operation_page(request, actor, _operation(pk))


def _operation_page(
    request: HttpRequest, actor: Actor, found: BankOperation, http: int = 200
) -> HttpResponse:
    waits = found.state == "parked"
    suggested = suggestions_for(found) if waits and found.direction == "in" else []
    for account in {one.account.customer_id: one.account for one in suggested}.values():
        note_read(actor=actor, customer_id=account.customer_id, what="payer", at=timezone.now())
    shares = found.allocations.select_related(
        "remittance__invoice", "remittance__account__customer"
    )
    shown = {
        **operation_rows([found])[0],
        "tabs": money_tabs(actor, "waiting"),
        "waits": waits,
        "may_decide": bool(scope_of(actor, "statement.import")),
        "may_undo": found.state in ("matched", "not_ours") and found.reason != "returns",
        "suggestions": [{"one": one, "why": _(WHY[one.why])} for one in suggested],
        "by_hand": recorded_by_hand(found) if waits and not found.credited else [],
        "told_before": told_before(found) if waits else [],
        "originals": originals_for(found) if waits and found.direction == "out" else [],
        "shares": [{"share": one, "rule": _(RULES.get(one.rule, one.rule))} for one in shares],
        "rows_to_fill": range(3),
        "today": office_calendar().local_date(timezone.now()).isoformat(),
    }
    return render(request, "statements/operation.html", shown, status=http)


@require_POST
@allows("statement.import")
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Record what a person decided about an operation."""
    actor, language = who(request)
    found = _operation(pk)
    if decision not in DECISIONS:
        raise Http404(decision)
    try:
        DECISIONS[decision](request, actor, found)
    except (Refused, ValidationError) as fault:
        tell_fault(request, fault, language)
        return _operation_page(request, actor, _operation(pk), 422)
    messages.success(request, _("The decision is recorded."))
    return redirect("statements:operation", pk)


def _allocate(request: HttpRequest, actor: Actor, found: BankOperation) -> None:
    pairs = zip(request.POST.getlist("target"), request.POST.getlist("amount"), strict=False)
    shares = [(target, posted_sum(amount)) for target, amount in pairs if target.strip()]
    actions.allocate_operation(
        actor=actor, now=timezone.now(), operation_id=found.pk, shares=shares
    )


def _link(request: HttpRequest, actor: Actor, found: BankOperation) -> None:
    actions.link_operation(
        actor=actor,
        now=timezone.now(),
        operation_id=found.pk,
        remittance_id=_number(request, "remittance"),
    )


def _return(request: HttpRequest, actor: Actor, found: BankOperation) -> None:
    said = ReturnForm.model_validate({name: request.POST.get(name) for name in ("on", "reason")})
    actions.return_operation(
        actor=actor, now=timezone.now(), operation_id=found.pk, **said.model_dump()
    )


def _aside(request: HttpRequest, actor: Actor, found: BankOperation) -> None:
    said = AsideForm.model_validate({"note": request.POST.get("note", "")})
    actions.set_aside_operation(
        actor=actor, now=timezone.now(), operation_id=found.pk, **said.model_dump()
    )


def _undo(request: HttpRequest, actor: Actor, found: BankOperation) -> None:
    said = UndoForm.model_validate({"reason": request.POST.get("reason")})
    actions.undo_decision(
        actor=actor, now=timezone.now(), operation_id=found.pk, **said.model_dump()
    )


def _original(request: HttpRequest, actor: Actor, found: BankOperation) -> None:
    actions.name_returned(
        actor=actor,
        now=timezone.now(),
        operation_id=found.pk,
        original_id=_number(request, "original"),
    )


DECISIONS: Final = {
    "shares": _allocate,
    "same": _link,
    "return": _return,
    "aside": _aside,
    "undo": _undo,
    "original": _original,
}


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
