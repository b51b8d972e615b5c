"""The pages of the statements: drop a file, see what is in it, decide about what waits."""

import tempfile
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from turnup.billing.views import money_tabs
from turnup.customers.actions import note_read
from turnup.orders.office import office_calendar
from turnup.orders.problems import explain
from turnup.orders.reading import who
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.statements import actions
from turnup.statements.deliver import have_imported
from turnup.statements.forms import AsideForm, OwnAccountForm, ReturnForm, UndoForm, posted_sum
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statements.models import BankOperation, FileState, StatementFile
from turnup.statements.queries import own_accounts, sums_of
from turnup.statements.suggestions import originals_for, recorded_by_hand, suggestions_for
from turnup.statements.words import KINDS, RULES, fault_text, reason_text

A_PAGE: Final = 30
AT_ONCE: Final = 1500  # credits that are imported while the person waits
LISTED: Final = 100
WHY: Final = {
    "named": gettext_noop("the purpose names it"),
    "inn": gettext_noop("the payer's INN is this customer's"),
    "name": gettext_noop("the payer is called alike"),
    "sum": gettext_noop("exactly this sum is open"),
    "account": gettext_noop("the purpose names the account"),
}


# ------------------------------------------------------------------ files
@require_http_methods(["GET", "HEAD", "POST"])
@allows("statement.read")
def statements(request: HttpRequest) -> HttpResponse:
    """List the statements that came; take new ones."""
    actor, _language = who(request)
    if request.method == "POST":
        if not scope_of(actor, "statement.import"):
            raise Http404("may not import")
        return _take(request, actor)
    page = Paginator(StatementFile.objects.select_related("came_from"), A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = {
        "tabs": money_tabs(actor, "statements"),
        "page": page,
        "rows": [_file_row(one) for one in page.object_list],
        "may_import": bool(scope_of(actor, "statement.import")),
        "own": sorted(own_accounts()),
        "waiting": BankOperation.objects.filter(state="parked").count(),
    }
    return render(request, "statements/statements.html", shown)


def _take(request: HttpRequest, actor: Actor) -> HttpResponse:
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, _("Choose a file first."))
        return redirect("statements:statements")
    taken = []
    for given in files[:20]:
        with tempfile.NamedTemporaryFile(prefix="statement-") as kept:
            for chunk in given.chunks():
                kept.write(chunk)
            kept.flush()
            taken.append(
                take_statement(
                    actor=actor,
                    at=timezone.now(),
                    source=Path(kept.name),
                    name=given.name or "statement",
                    door="page",
                )
            )
    if len(taken) == 1:
        return redirect("statements:statement", taken[0].pk)
    text = ngettext("%(n)s file was read.", "%(n)s files were read.", len(taken))
    messages.success(request, text % {"n": len(taken)})
    return redirect("statements:statements")


BADGES: Final = {
    FileState.READ: ("note", "eye"),
    FileState.IMPORTING: ("warn", "hourglass"),
    FileState.DONE: ("good", "circle-check"),
    FileState.REFUSED: ("bad", "circle-x"),
}


def _file_row(one: StatementFile) -> dict[str, Any]:
    tone, icon = BADGES[FileState(one.state)]
    return {
        "file": one,
        "kind": KINDS.get(one.kind, "?"),
        "badge": {"text": FileState(one.state).label, "tone": tone, "icon": icon},
        "sums": sums_of(one) if one.state in (FileState.DONE, FileState.IMPORTING) else None,
        "refusal": one.refusal and fault_text(one.refusal["code"], one.refusal["said"]),
    }


def _statement(pk: int) -> StatementFile:
    found = StatementFile.objects.select_related("came_from", "file").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


@require_GET
@allows("statement.read")
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file: what was found in it, and once it is imported, what became of it."""
    actor, _language = who(request)
    found = _statement(pk)
    shown = {
        **_file_row(found),
        "tabs": money_tabs(actor, "statements"),
        "percent": round(100 * found.lines.count() / found.credits) if found.credits else 100,
        "refusal_line": found.refusal and found.refusal["line"],
        "faults": [
            {"line": row.line, "amount": row.amount, "text": fault_text(row.fault, row.said)}
            for row in found.lines.exclude(fault="")[:LISTED]
        ],
        "warnings": [
            {"line": one["line"], "text": fault_text(one["code"], one["said"])}
            for one in found.warnings
        ],
        "operations": _operation_rows(
            BankOperation.objects.filter(lines__file=found).order_by("state", "place")[:LISTED]
        ),
        "may_import": bool(scope_of(actor, "statement.import")),
        "own": own_accounts(),
    }
    if request.headers.get("HX-Request") and found.state == FileState.IMPORTING:
        return render(request, "statements/progress.html", shown)
    answer = render(request, "statements/statement.html", shown)
    if request.headers.get("HX-Request"):
        answer = HttpResponse(headers={"HX-Refresh": "true"})
    return answer


@require_POST
@allows("statement.import")
def imports(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a file that was read: a small one at once, a large one in the background."""
    actor, language = who(request)
    found = _statement(pk)
    try:
        if found.credits <= AT_ONCE:
            import_statement(statement=found, actor=actor, now=timezone.now())
            messages.success(request, _("The statement is imported."))
        elif found.state == FileState.READ:
            _in_background(found)
    except Refused as fault:
        _tell(request, fault, language)
    return redirect("statements:statement", pk)


@transaction.atomic
def _in_background(found: StatementFile) -> None:
    StatementFile.objects.filter(pk=found.pk).update(state=FileState.IMPORTING)
    have_imported(found)


@require_POST
@allows("statement.import")
def own_account(request: HttpRequest) -> HttpResponse:
    """Write down another bank account of ours."""
    actor, language = who(request)
    try:
        said = OwnAccountForm.model_validate(
            {name: request.POST.get(name, "") for name in ("number", "title")}
        )
        actions.add_own_account(actor=actor, at=timezone.now(), **said.model_dump())
        messages.success(request, _("The account is written down."))
    except (Refused, ValidationError) as fault:
        _tell(request, fault, language)
    return redirect("statements:statements")


# ------------------------------------------------------------------ what waits
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
        "rows": _operation_rows(page.object_list),
        "state": state,
        "states": [{"code": c, "title": t, "chosen": c == state} for c, t in titles.items()],
        "count": left.count(),
        "total": (sums["total"] or 0) - (sums["credited"] or 0),
    }
    return render(request, "statements/waiting.html", shown)


STATE_BADGES: Final = {
    "matched": ("good", "circle-check"),
    "parked": ("warn", "clock-pause"),
    "returned": ("bad", "arrow-back-up"),
    "not_ours": ("calm", "minus"),
}


def _operation_rows(operations: Any) -> list[dict[str, Any]]:
    return [
        {
            "operation": one,
            "left": one.amount - one.credited,
            "why": reason_text(one.reason),
            "badge": {
                "text": one.get_state_display(),
                "tone": STATE_BADGES[one.state][0],
                "icon": STATE_BADGES[one.state][1],
            },
        }
        for one in operations
    ]


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
        **_operation_rows([found])[0],
        "tabs": money_tabs(actor, "waiting"),
        "waits": waits,
        "may_decide": bool(scope_of(actor, "statement.import")),
        "suggestions": [{"one": one, "why": _(WHY[one.why])} for one in suggested],
        "by_hand": recorded_by_hand(found) if waits and not found.credited else [],
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
        _tell(request, fault, language)
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


def _tell(request: HttpRequest, fault: Refused | ValidationError, language: str) -> None:
    told = explain(fault, language=language)
    faults = " ".join(f"{one.fault} {one.mend}".strip() for one in told.errors)
    messages.error(request, faults or told.detail)
