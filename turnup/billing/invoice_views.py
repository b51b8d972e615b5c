"""The pages of invoices with their payment codes, and of money at risk."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.billing import lists
from turnup.billing.csv_answer import csv_answer
from turnup.billing.invoice_code import NoRequisites, payment_purpose, payment_qr_svg, tax_of
from turnup.billing.invoice_paper import invoice_lines, make_invoice
from turnup.billing.invoice_rows import invoice_badge, invoice_row
from turnup.billing.models import Invoice
from turnup.billing.views import (
    A_PAGE,
    MOST_IN_CSV,
    asked_for,
    choices,
    money_tabs,
    note_names,
    today_here,
)
from turnup.customers.actions import note_read
from turnup.orders.reading import who
from turnup.papers.answers import file_answer
from turnup.people.actor import Actor
from turnup.people.models import Person
from turnup.people.permissions import allows, scope_of


@require_GET
@allows("money.read")
def invoices(request: HttpRequest) -> HttpResponse:
    """List the invoices: what is open, what is overdue and by how much."""
    actor, _language = who(request)
    state, text = asked_for(request, lists.INVOICE_STATES)
    today, mine = today_here(), lists.visible_invoices(actor)
    rows = lists.narrowed_invoices(mine, state=state, text=text, today=today)
    if request.GET.get("format") == "csv":
        return _invoices_csv(actor, list(rows[:MOST_IN_CSV]), today)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    note_names(actor, [one.account for one in page.object_list], "invoices")
    sums = lists.open_sums(mine, today)
    shown = {
        "tabs": money_tabs(actor, "invoices"),
        "page": page,
        "rows": [invoice_row(one, today) for one in page.object_list],
        "state": state,
        "text": text,
        "sums": sums,
        "states": choices(
            state,
            {
                "": _("All"),
                "open": _("Open"),
                "overdue": _("Overdue"),
                "paid": _("Paid"),
                "withdrawn": _("Withdrawn"),
            },
        ),
    }
    return render(request, "billing/invoices.html", shown)


def _invoices_csv(actor: Actor, rows: list[Any], today: date) -> HttpResponse:
    note_names(actor, [one.account for one in rows], "invoices csv")
    head = [_("Number"), _("Issued"), _("Due"), _("Personal account"), _("Customer"), _("INN")]
    head += [_("Amount"), _("Paid"), _("Lacking"), _("State")]
    table = [
        (
            one.number,
            one.issued_on,
            one.due_on,
            one.account.number,
            str(one.account.customer),
            one.account.customer.inn,
            one.amount,
            one.paid,
            max(one.lacking, 0),
            invoice_badge(one, today)["text"],
        )
        for one in rows
    ]
    return csv_answer("invoices", head, table)


def _invoice_of(request: HttpRequest, number: str) -> tuple[Actor, Any]:
    actor, _language = who(request)
    found = lists.visible_invoices(actor).filter(number=number).first()
    if found is None:
        raise Http404(number)
    note_read(actor=actor, customer_id=found.account.customer_id, what="invoice", at=timezone.now())
    return actor, found


@require_GET
@allows("money.read")
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Show an invoice: what it lacks, the money that came for it, its payment code."""
    actor, found = _invoice_of(request, number)
    percent, vat = tax_of(found)
    shown = {
        "tabs": money_tabs(actor, "invoices"),
        "invoice": found,
        "row": invoice_row(found, today_here()),
        "lines": invoice_lines(found),
        "percent": percent,
        "vat": vat,
        "month_scope": bool(scope_of(actor, "month.read")),
        "money": found.remittances.order_by("received_on", "id"),
        "uses": found.advance_uses.filter(remittance__returned_on=None).select_related(
            "remittance"
        ),
        "purpose": payment_purpose(found),
        "has_code": _has_code(found),
    }
    return render(request, "billing/invoice.html", shown)


def _has_code(found: Invoice) -> bool:
    try:
        payment_qr_svg(found)
    except NoRequisites:
        return False
    return True


@require_GET
@allows("money.read")
def invoice_code_picture(request: HttpRequest, number: str) -> HttpResponse:
    """Draw the invoice's payment code."""
    _actor, found = _invoice_of(request, number)
    try:
        picture = payment_qr_svg(found)
    except NoRequisites:
        raise Http404("no requisites") from None
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
@allows("money.read")
def invoice_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give the invoice's PDF to save."""
    actor, found = _invoice_of(request, number)
    try:
        paper = make_invoice(invoice=found, actor=actor, at=timezone.now())
    except NoRequisites:
        raise Http404("no requisites") from None
    return file_answer(paper.file)


# ------------------------------------------------------------------ risks
@require_GET
@allows("money.read")
def risks(request: HttpRequest) -> HttpResponse:
    """List the orders that go on without their money, by whose waiver and until when."""
    actor, _language = who(request)
    found = lists.risks(actor)
    note_names(actor, [one.order for one in found], "risks")
    names = dict(
        Person.objects.filter(id__in={one.granted_by for one in found}).values_list("id", "name")
    )
    shown = {
        "tabs": money_tabs(actor, "risks"),
        "now": timezone.now(),
        "total": sum(one.amount for one in found),
        "rows": [
            {"risk": one, "by": next((n for i, n in names.items() if str(i) == one.granted_by), "")}
            for one in found
        ],
    }
    return render(request, "billing/risks.html", shown)
