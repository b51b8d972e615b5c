"""The contract's page: what it lacks, its paper, duties, approvals, disputes, signatures."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.contracts import actions, contract_page
from turnup.contracts.details import ContractDetails, schema_for
from turnup.contracts.forms import CustomerSignature, DirectorSignature
from turnup.contracts.items import checklist
from turnup.contracts.models import Contract, ContractText, Side, Signature
from turnup.contracts.paper_actions import attach_scan, make_contract
from turnup.contracts.queries import (
    disputed_clauses,
    latest_text,
    standing_contract,
    standing_signature,
    text_paper,
)
from turnup.contracts.reading import readable_papers
from turnup.contracts.text_actions import fill_contract
from turnup.contracts.views.reader import ContractReader, contract_of, contract_reader
from turnup.orders.forms import StepForm
from turnup.orders.moves import Move, Receipt
from turnup.orders.reading import REFUSALS, faults_by_field
from turnup.papers.kinds import kind_title
from turnup.papers.previews import page_count
from turnup.papers.queries import content_of
from turnup.people.permissions import allows, scope_of
from turnup.requests.queries import standing_terms
from turnup.surveys.paper_actions import ACT, issued_of
from turnup.surveys.queries import standing_survey
from turnup.ui import posted, schema

SIGN: Final[Mapping[str, tuple[type[StepForm], Callable[..., Receipt]]]] = {
    Side.CUSTOMER: (CustomerSignature, actions.sign_contract_as_customer),
    Side.DIRECTOR: (DirectorSignature, actions.sign_contract_as_director),
    Side.TECHNICAL_DIRECTOR: (DirectorSignature, actions.sign_contract_as_technical_director),
}


@require_GET
@allows("paper.read")
def contract(request: HttpRequest, number: int) -> HttpResponse:
    """Show the order's contract, or that there is none yet."""
    me = contract_reader(request, number, "paper.read")
    return _page(request, me)


def _page(
    request: HttpRequest,
    me: ContractReader,
    *,
    http: int = 200,
    fields: Any = None,
    told: Any = None,
) -> HttpResponse:
    found = standing_contract(me.order.id)
    text = latest_text(found) if found else None
    terms = standing_terms(me.order.id)
    shown: dict[str, Any] = {
        "order": me.order,
        "now": me.now,
        "contract": found,
        "tabs": contract_page.stage_links(
            me.order,
            disputed=bool(found and (found.disputed or disputed_clauses(found))),
            nonstandard=bool(terms and terms.nonstandard),
            here="contract",
        ),
        "papers": papers_shown(me),
        "private": me.private,
    }
    if found:
        me.note([me.order], "contract")
        shown |= _standing(me, found, text)
        shown |= {"signature_fields": fields or _signature_fields(me, {}), "told": told}
    return render(request, "contracts/contract.html", shown, status=http)


def _standing(me: ContractReader, found: Contract, text: ContractText | None) -> dict[str, Any]:
    signatures = contract_page.signatures(found, text, me.order, me.actor)
    return {
        **(_written(me, text) if text else {}),
        "signatures": signatures,
        "signed": any(one["given"] for one in signatures),
        "survey": contract_page.survey_shown(standing_survey(me.order.id), me.order),
        "act": issued_of(me.order.id, ACT),
        "duties": contract_page.duties(me.order, me.language),
        "approvals": contract_page.approvals(me.order, me.actor, me.language),
        "may_edit": _may_edit(me),
        "version": me.order.version,
    }


def _written(me: ContractReader, text: ContractText) -> dict[str, Any]:
    """Give the text with its pages; one drawn up outside has none."""
    pages = 0
    if me.private:
        paper = make_contract(text=text, actor=me.actor, at=me.now)
        pages = page_count(content_of(paper.file))
    return {
        "text": text,
        "checklist": checklist(text, me.order.number),
        "pages": range(1, pages + 1),
        "sealed": text_paper(text, "contract_sealed"),
    }


def _may_edit(me: ContractReader) -> bool:
    scope = scope_of(me.actor, "contract.edit")
    return scope == "all" or (scope == "own" and me.order.lead_id == me.actor.id)


def papers_shown(me: ContractReader) -> list[dict[str, Any]]:
    """Give the papers of the order that this reader may read."""
    return [
        {"paper": paper, "title": kind_title(paper.kind)}
        for paper in readable_papers(me.order, actor=me.actor)
    ]


def _signature_fields(me: ContractReader, data: dict[str, Any], errors: Any = None) -> Any:
    given = data or {"signed_on": timezone.localdate(me.now).isoformat()}
    return schema.fields(CustomerSignature.model_json_schema(), given, errors or {})


# ------------------------------------------------------------------ details
@require_http_methods(["GET", "HEAD", "POST"])
@allows("contract.edit")
def details(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the contract needs besides the card and the terms; write it down."""
    me = contract_reader(request, number, "contract.edit")
    _contract, text = contract_of(me)
    form = schema_for(me.order.customer)
    if request.method != "POST":
        me.note([me.order], "identity")
        return _details(request, me, schema.fields(form, text.details, {}), text)
    data = posted.read(form, request.POST)
    try:
        said = ContractDetails.model_validate(data)
        fill_contract(order_id=me.order.id, actor=me.actor, at=me.now, details=said.model_dump())
    except REFUSALS as fault:
        told = me.explained(fault)
        errors = faults_by_field(told)
        return _details(request, me, schema.fields(form, data, errors), text, 422, told)
    messages.success(request, _("The contract is written anew."))
    return redirect("contracts:contract", number)


def _details(
    request: HttpRequest,
    me: ContractReader,
    fields: Any,
    text: Any,
    http: int = 200,
    told: Any = None,
) -> HttpResponse:
    names = {field.name for field in fields}
    lone = [one for one in told.errors if one.field not in names] if told else []
    shown = {
        "order": me.order,
        "fields": fields,
        "lone": lone,
        "checklist": [c for c in checklist(text, me.order.number) if not c["there"]],
    }
    return render(request, "contracts/details.html", shown, status=http)


# ------------------------------------------------------------------ signatures
@require_POST
@allows("step.record")
def sign(request: HttpRequest, number: int, side: str) -> HttpResponse:
    """Record one of the three signatures; the customer's may come with its scan."""
    me = contract_reader(request, number, "step.record")
    if side not in Side.values:
        raise Http404(side)
    form, action = SIGN[Side(side)]
    move = me.move(request.POST.get("_version", ""))
    data = posted.read(form.model_json_schema(), request.POST)
    try:
        with transaction.atomic():
            action(move=move, **form.read(data).keywords())
            _scan(request, me, move, side)
    except REFUSALS as fault:
        told = me.explained(fault)
        if side == Side.CUSTOMER and told.errors:
            errors = faults_by_field(told)
            fields = _signature_fields(me, data, errors)
            return _page(request, me, http=422, fields=fields, told=told)
        me.tell(request, fault)
        return redirect("contracts:contract", number)
    messages.success(request, _("The signature is recorded."))
    return redirect("contracts:contract", number)


def _scan(request: HttpRequest, me: ContractReader, move: Move, side: str) -> None:
    given = request.FILES.get("scan")
    if side == Side.CUSTOMER and isinstance(given, UploadedFile):
        signature = standing_signature(me.order.id, side)
        if signature:
            _attach(signature, given, me)


@require_POST
@allows("contract.edit")
def scan(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a scan of the signed contract beside the customer's signature."""
    me = contract_reader(request, number, "contract.edit")
    signature = standing_signature(me.order.id, Side.CUSTOMER)
    given = request.FILES.get("scan")
    if signature is None or not isinstance(given, UploadedFile):
        messages.error(request, _("Choose a file: the customer's signature has to stand."))
        return redirect("contracts:contract", number)
    try:
        _attach(signature, given, me)
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        messages.success(request, _("The scan is kept."))
    return redirect("contracts:contract", number)


def _attach(signature: Signature, given: UploadedFile, me: ContractReader) -> None:
    attach_scan(
        signature=signature,
        content=given.read(),
        name=given.name or "",
        actor=me.actor,
        at=me.now,
    )
