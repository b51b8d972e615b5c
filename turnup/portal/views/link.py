"""The customer's page by the link, and what the customer does on it."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from turnup.billing.invoice_code import NoRequisites, payment_qr_svg
from turnup.billing.queries import standing_invoice
from turnup.contracts.forms import CustomerSignature
from turnup.contracts.models import Signature
from turnup.contracts.paper_actions import make_contract
from turnup.contracts.queries import latest_text, standing_contract
from turnup.desk.steps import record_step
from turnup.orders.problems import explain
from turnup.papers.answers import bytes_answer, file_answer
from turnup.papers.previews import NoSuchPage, page_png
from turnup.papers.queries import content_of
from turnup.people.texts import filled, fitting
from turnup.portal.actions import ask_call
from turnup.portal.guest import Guest
from turnup.portal.needs import clauses_of
from turnup.portal.page import customer_page, papers_for
from turnup.portal.sheet import masked
from turnup.portal.signing_actions import check_code, send_code, sign_by_link
from turnup.portal.times import check_ahead, take_time
from turnup.portal.views.door import by_link, hidden, no_such_link
from turnup.requests.models import Acceptance
from turnup.requests.proposal import make_proposal
from turnup.standard.refusals import Refused

REFUSALS: Final = (Refused, ValidationError, DatabaseError)
Fault = Refused | ValidationError | DatabaseError
WIDTH: Final = 1000
SIGN: Final = "contract_signed_by_customer"
DUTIES: Final = (
    "connection_payment",
    "recurring_fee",
    "due_dates",
    "disconnection_conditions",
)
Posted = Mapping[str, str]


def _name(given: Posted) -> str:
    """Give the name that was typed; what nobody can see, direction marks too, is refused."""
    return filled(Acceptance, "agreed_by", given.get("name", ""))


def _agreed(given: Posted) -> dict[str, Any]:
    return {"agreed_by": _name(given), "channel": "link"}


def _acknowledged(given: Posted) -> dict[str, Any]:
    said: dict[str, Any] = {duty: duty in given for duty in DUTIES}
    return {**said, "explained_to": _name(given), "channel": "link"}


def _ready(given: Posted) -> dict[str, Any]:
    return {"confirmed_by": _name(given)}


SAID: Final[Mapping[str, tuple[Callable[[Posted], dict[str, Any]], str]]] = {
    # what a step says by what was posted, and the thanks
    "terms_agreed": (_agreed, gettext_noop("Thank you: the terms are agreed.")),
    "corrected_terms_accepted": (
        _agreed,
        gettext_noop("Thank you: the corrected terms are accepted."),
    ),
    "duties_explained": (_acknowledged, gettext_noop("Thank you: that is written down.")),
    "readiness_confirmed": (_ready, gettext_noop("Thank you: we will choose a new day.")),
}


@require_GET
@by_link
def page(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show the customer's page."""
    return _page(request, guest)


@require_POST
@by_link
def step(request: HttpRequest, guest: Guest, step: str) -> HttpResponse:
    """Record one of the customer's steps that need no more than a name and a tick."""
    if step not in SAID:
        raise Http404(step)
    said, thanks = SAID[step]
    move = guest.move(request.POST.get("_version", ""))
    try:
        record_step(move=move, step=step, data=said(request.POST.dict()))
    except REFUSALS as fault:
        return _again(request, guest, step, fault)
    return _done(request, guest, _(thanks))


@require_POST
@by_link
def dispute(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Record that the customer disputes clauses, each with the wording they want."""
    pairs = zip(request.POST.getlist("clause"), request.POST.getlist("theirs"), strict=False)
    rows = [{"clause": clause, "theirs": theirs} for clause, theirs in pairs if clause]
    move = guest.move(request.POST.get("_version", ""))
    try:
        record_step(move=move, step="clauses_disputed", data={"disputed": True, "clauses": rows})
    except REFUSALS as fault:
        return _again(request, guest, "clauses_disputed", fault)
    return _done(request, guest, _("Thank you: our lawyer will answer each clause."))


@require_POST
@by_link
def visit(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Agree to the planned time of the visit, or to another one that is on offer."""
    given = request.POST
    move, key = guest.move(given.get("_version", "")), given.get("slot", "")
    try:
        name = _name(given.dict())
        if key:
            reason = _("The customer chose it on their page")
            take_time(order=guest.order, move=move, key=key, name=name, reason=reason)
        else:
            check_ahead(order=guest.order, now=guest.now)
            data = {"agreed_with": name, "way": "link"}
            record_step(move=move, step="visit_agreed", data=data)
    except REFUSALS as fault:
        return _again(request, guest, "visit_agreed", fault)
    return _done(request, guest, _("Thank you: we will come on that day."))


# ------------------------------------------------------------------ signing
@require_POST
@by_link
def code(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Send the one-time code; a fragment beside its field."""
    shown: dict[str, Any] = {}
    try:
        sent = send_code(link=guest.link, at=guest.now)
        shown["sent_to"] = masked(sent.sent_to)
    except Refused as fault:
        shown["problem"] = explain(fault, language=guest.language)
    return render(request, "portal/parts/code.html", shown)


@require_POST
@by_link
def sign(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Sign the contract with the drawn signature and the one-time code."""
    given = request.POST
    try:
        said = CustomerSignature.read(
            {name: given.get(name, "") for name in ("signatory", "ground", "document")}
        )
        found = check_code(link=guest.link, typed=given.get("code", ""), at=guest.now)
        sign_by_link(
            link=guest.link,
            move=guest.move(given.get("_version", "")),
            code=found,
            drawing=given.get("drawing", ""),
            signatory=filled(Signature, "signatory", said.signatory),
            ground=said.ground,
            document=fitting(Signature, "document", said.document),
            came=guest.came,
        )
    except REFUSALS as fault:
        return _again(request, guest, SIGN, fault)
    return _done(request, guest, _("Thank you: the contract is signed. Your copy is below."))


# ------------------------------------------------------------------ calls
@require_POST
@by_link
def call(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask to be called."""
    given = request.POST
    phone, wish = given.get("phone", ""), given.get("wish", "")
    try:
        ask_call(order=guest.order, at=guest.now, phone=phone, wish=wish)
    except REFUSALS as fault:
        return _again(request, guest, "call", fault)
    return _done(request, guest, _("Thank you: your manager will call you."))


# ------------------------------------------------------------------ papers
@require_GET
@by_link
def paper(request: HttpRequest, guest: Guest, paper_id: UUID) -> HttpResponse:
    """Give one of the order's papers to save; any other is not there."""
    found = next((one for one in papers_for(guest) if one["paper"].pk == paper_id), None)
    return file_answer(found["paper"].file) if found else no_such_link(request)


@require_GET
@by_link
def proposal_file(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Give the proposal to save."""
    made = make_proposal(order=guest.order, actor=None, at=guest.now)
    return file_answer(made.file) if made else no_such_link(request)


@require_GET
@by_link
def contract_file(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Give the contract as it is now to save."""
    content, name = _contract(guest)
    return bytes_answer(content, name, "application/pdf") if content else no_such_link(request)


@require_GET
@by_link
def contract_page(request: HttpRequest, guest: Guest, page: int) -> HttpResponse:
    """Draw a page of the contract."""
    content, _name = _contract(guest)
    try:
        picture = page_png(content, page, WIDTH) if content else b""
    except NoSuchPage:
        picture = b""
    return HttpResponse(picture, content_type="image/png") if picture else no_such_link(request)


def _contract(guest: Guest) -> tuple[bytes, str]:
    contract = standing_contract(guest.order.id)
    text = latest_text(contract) if contract else None
    if text is None:
        return b"", ""
    made = make_contract(text=text, actor=None, at=guest.now)
    return content_of(made.file), made.file.name


@require_GET
@by_link
def payment_code(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Draw the payment code of the invoice."""
    invoice = standing_invoice(guest.order.id)
    try:
        drawn = payment_qr_svg(invoice) if invoice else ""
    except NoRequisites:
        drawn = ""
    return HttpResponse(drawn, content_type="image/svg+xml") if drawn else no_such_link(request)


# ------------------------------------------------------------------ answering
def _page(request: HttpRequest, guest: Guest, http: int = 200, **tried: Any) -> HttpResponse:
    shown = customer_page(guest, **tried)
    shown["clauses"] = clauses_of(guest) if shown["disputable"] else []
    shown["has_code"] = bool(shown["invoice"] and shown["company"] and not shown["paid"])
    return render(request, "portal/page.html", shown, status=http)


def _again(request: HttpRequest, guest: Guest, about: str, fault: Fault) -> HttpResponse:
    """Show the page with what was typed and why it was not recorded."""
    told = explain(fault, language=guest.language)
    guest.order.refresh_from_db()
    return _page(
        request,
        guest,
        409 if told.http == 409 else 422,
        problem=told,
        about=about,
        typed=request.POST.dict(),
    )


def _done(request: HttpRequest, guest: Guest, thanks: str) -> HttpResponse:
    messages.success(request, thanks)
    return HttpResponseRedirect(reverse("portal:page", args=[guest.token]))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def nothing(request: HttpRequest, guest: Guest, rest: str) -> HttpResponse:
    """Answer what no page of the link is as a wrong link is answered."""
    return hidden(no_such_link(request))
