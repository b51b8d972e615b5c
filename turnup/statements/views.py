"""The pages of the statements: drop a file, see what is in it, import it."""

import tempfile
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from turnup.billing.views import money_tabs
from turnup.orders.problems import explain
from turnup.orders.reading import said_of, who
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.statements import actions
from turnup.statements.deliver import have_imported
from turnup.statements.forms import OwnAccountForm
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statements.models import BankOperation, FileState, StatementFile
from turnup.statements.operation_rows import operation_rows
from turnup.statements.queries import own_accounts, sums_of
from turnup.statements.telling import faults_of
from turnup.statements.words import KINDS, fault_text

A_PAGE: Final = 30
AT_ONCE: Final = 1500  # credits that are imported while the person waits
LISTED: Final = 100


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
            {"line": line, "text": fault_text(code, said)} for code, line, said in faults_of(found)
        ],
        "warnings": [
            {"line": one["line"], "text": fault_text(one["code"], one["said"])}
            for one in found.warnings
        ],
        "operations": operation_rows(
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
        tell_fault(request, fault, language)
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
        tell_fault(request, fault, language)
    return redirect("statements:statements")


def tell_fault(request: HttpRequest, fault: Refused | ValidationError, language: str) -> None:
    """Say on the next page why something was refused."""
    messages.error(request, said_of(explain(fault, language=language)))
