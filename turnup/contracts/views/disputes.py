"""The protocol of disagreements: clause by clause, worked on by lawyer and account manager."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.contracts import contract_page
from turnup.contracts.actions import dispute_clauses, settle_disputes
from turnup.contracts.forms import DisputedClauses, SettledDisputes
from turnup.contracts.queries import (
    dispute_rows,
    disputed_clauses,
    our_wording,
    standing_settlement,
)
from turnup.contracts.text_actions import draft_dispute
from turnup.contracts.views.reader import contract_alone, contract_reader
from turnup.orders.queries import folded
from turnup.orders.reading import REFUSALS
from turnup.people.permissions import allows, scope_of
from turnup.requests.queries import standing_terms


@require_GET
@allows("paper.read")
def disputes(request: HttpRequest, number: int) -> HttpResponse:
    """Show the disputed clauses with the three wordings of each."""
    me = contract_reader(request, number, "paper.read")
    contract = contract_alone(me)
    standard, card = folded(me.order)
    terms = standing_terms(me.order.id)
    rows = dispute_rows(contract)
    named = {row.clause for row in rows}
    settlement = standing_settlement(me.order.id)
    edit = scope_of(me.actor, "contract.edit")
    may_edit = edit == "all" or (edit == "own" and me.order.lead_id == me.actor.id)
    clauses = our_wording(contract)
    shown = {
        "order": me.order,
        "now": me.now,
        "contract": contract,
        "version": me.order.version,
        "rows": rows,
        "settlement": settlement,
        "agreed": sum(bool(row.agreed) for row in rows),
        "complete": bool(rows) and all(row.agreed for row in rows),
        "disputed": bool(disputed_clauses(contract) or contract.disputed),
        "may_edit": may_edit and settlement is None,
        "may_settle": "lawyer" in me.actor.roles and "disputes_settled" in card.open,
        "may_dispute": bool(me.actor.roles & set(standard.steps["clauses_disputed"].by))
        and may_edit
        and not card.closed,
        "clauses": [(no, text) for no, text in clauses.items() if no not in named],
        "signed": any(step.startswith("contract_signed") for step in card.standing),
        "private": me.private and not contract.outside,
        "tabs": contract_page.stage_links(
            me.order,
            disputed=True,
            nonstandard=bool(terms and terms.nonstandard),
            here="disputes",
        ),
    }
    return render(request, "contracts/disputes.html", shown)


@require_POST
@allows("contract.edit")
def row(request: HttpRequest, number: int, clause: str) -> HttpResponse:
    """Keep one row of the protocol while it is being worked on."""
    me = contract_reader(request, number, "contract.edit")
    seen = request.POST.get("seen", "0")
    try:
        draft_dispute(
            order_id=me.order.id,
            actor=me.actor,
            at=me.now,
            clause=clause,
            theirs=request.POST.get("theirs", ""),
            agreed=request.POST.get("agreed", ""),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
        )
    except REFUSALS as fault:
        told = me.explained(fault)
        if told.code == "order.overtaken":
            messages.error(
                request, _("Somebody else changed this clause meanwhile. Read theirs first.")
            )
        else:
            me.tell(request, fault)
    else:
        messages.success(request, _("Clause %(clause)s is kept.") % {"clause": clause})
    return redirect("contracts:disputes", number)


@require_POST
@allows("step.record")
def dispute(request: HttpRequest, number: int) -> HttpResponse:
    """Record that the customer disputes one more clause; signatures given before fall."""
    me = contract_reader(request, number, "step.record")
    clause = {
        "clause": request.POST.get("clause", ""),
        "theirs": request.POST.get("theirs", ""),
    }
    try:
        said = DisputedClauses.read({"disputed": True, "clauses": [clause]})
        dispute_clauses(move=me.move(request.POST.get("_version", "")), **said.keywords())
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        messages.success(request, _("The disagreement is recorded."))
    return redirect("contracts:disputes", number)


@require_POST
@allows("step.record")
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Settle the disputes with the wordings as they are kept; the protocol is made of them."""
    me = contract_reader(request, number, "step.record")
    contract = contract_alone(me)
    rows = [
        {"clause": r.clause, "ours": r.ours, "theirs": r.theirs, "agreed": r.agreed}
        for r in dispute_rows(contract)
    ]
    summary = request.POST.get("summary", "")
    try:
        said = SettledDisputes.read({"clauses": rows, "summary": summary})
        settle_disputes(move=me.move(request.POST.get("_version", "")), **said.keywords())
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        messages.success(request, _("The disagreements are settled; the protocol is ready."))
    return redirect("contracts:disputes", number)
