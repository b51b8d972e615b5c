"""The order's papers for its customer: to save, page by page, and the payment code."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from turnup.billing.invoice_code import NoRequisites, payment_qr_svg
from turnup.billing.queries import standing_invoice
from turnup.contracts.paper_actions import make_contract
from turnup.contracts.queries import latest_text, standing_contract
from turnup.papers.answers import bytes_answer, file_answer
from turnup.papers.previews import NoSuchPage, page_png
from turnup.papers.queries import content_of
from turnup.portal.guest import Guest
from turnup.portal.page import papers_for
from turnup.portal.views.door import by_link, no_such_link
from turnup.requests.proposal import make_proposal

WIDTH: Final = 1000


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
