"""Non-standard terms: what leaves the catalogue and by how much, approved in one tap."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.contracts import actions, contract_page
from turnup.contracts.forms import ApprovedTerms
from turnup.contracts.models import Approver
from turnup.contracts.queries import disputed_clauses, standing_contract
from turnup.contracts.views.reader import contract_reader
from turnup.orders.reading import REFUSALS
from turnup.people.permissions import allows
from turnup.requests.queries import standing_terms

APPROVE: Final = {
    Approver.COMMERCIAL_HEAD: actions.approve_terms_as_commercial_head,
    Approver.OWNER: actions.approve_terms_as_owner,
}


@require_GET
@allows("order.read")
def terms(request: HttpRequest, number: int) -> HttpResponse:
    """Show the terms beside the catalogue, and the two approvals."""
    me = contract_reader(request, number, "order.read")
    found = standing_terms(me.order.id)
    if found is None:
        raise Http404("no terms stand")
    contract = standing_contract(me.order.id)
    disputed = bool(contract and (contract.disputed or disputed_clauses(contract)))
    shown = {
        "order": me.order,
        "now": me.now,
        "version": me.order.version,
        "terms": contract_page.terms_shown(found),
        "approvals": contract_page.approvals(me.order, me.actor, me.language),
        "tabs": contract_page.stage_links(
            me.order, disputed=disputed, nonstandard=True, here="terms"
        ),
    }
    return render(request, "contracts/terms.html", shown)


@require_POST
@allows("step.record")
def approve(request: HttpRequest, number: int, approver: str) -> HttpResponse:
    """Record an approval, of the terms that the approver saw."""
    me = contract_reader(request, number, "step.record")
    if approver not in Approver.values:
        raise Http404(approver)
    move = me.move(request.POST.get("_version", ""))
    try:
        said = ApprovedTerms.read({"comment": request.POST.get("comment", "")})
        APPROVE[Approver(approver)](move=move, **said.keywords())
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        messages.success(request, _("The terms are approved."))
    return redirect("contracts:terms", number)
