"""The page of tax invoices: connections and advances; the journal of all of them as CSV."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.billing.csv_answer import csv_answer
from turnup.billing.months import last_day, month_of
from turnup.billing.views import money_tabs, note_names, today_here
from turnup.closing.models import Bundle, PaperForm
from turnup.closing.queries import months_wait
from turnup.closing.tax_actions import calculated
from turnup.closing.tax_models import TaxInvoice, TaxKind
from turnup.customers.actions import note_read
from turnup.customers.models import Kind
from turnup.orders.reading import who
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows

A_PAGE = 50
Rows = Any  # a queryset


@require_GET
@allows("month.read")
def tax_invoices(request: HttpRequest) -> HttpResponse:
    """List the tax invoices of a span of days; as CSV with the months' documents among them."""
    actor, _language = who(request)
    first, last = _day(request, "from", month_of(today_here())), _day(request, "to", today_here())
    rows = TaxInvoice.objects.filter(issued_on__range=(first, last))
    rows = rows.select_related("account__customer", "charge", "remittance", "paper", "xml")
    if request.GET.get("format") == "csv":
        months = _of_months(first, last)
        named: list[Any] = [*rows, *months]
        note_names(actor, [one.account for one in named], "tax invoices")
        return csv_answer(f"tax-invoices-{first}-{last}", _head(), _journal(rows, months))
    page = Paginator(rows.order_by("-issued_on", "-id"), A_PAGE).get_page(request.GET.get("page"))
    shown_ones: list[Any] = list(page.object_list)
    note_names(actor, [one.account for one in shown_ones], "tax invoices")
    shown = {
        "tabs": money_tabs(actor, "tax"),
        "page": page,
        "rows": shown_ones,
        "first": first,
        "last": last,
        "waits": months_wait(today_here()),
    }
    return render(request, "closing/tax_invoices.html", shown)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def _head() -> list[str]:
    head = [_("Date"), _("Number"), _("What for"), _("Customer"), _("INN"), _("KPP"), _("Rate")]
    return [*head, _("Without VAT"), _("VAT"), _("Total"), _("State")]


def _of_months(first: date, last: date) -> list[Bundle]:
    months = (month_of(first), month_of(last))
    rows = Bundle.objects.filter(run__month__range=months, vat_amount__gt=0)
    rows = rows.exclude(account__customer__kind=Kind.PERSON)
    rows = rows.select_related("account__customer", "run")
    return [one for one in rows.order_by("id") if first <= last_day(one.run.month) <= last]


def _journal(rows: Rows, months: list[Bundle]) -> list[tuple[Any, ...]]:
    return sorted([*_own(rows), *_monthly(months)], key=lambda row: (row[0], row[1]))


def _own(rows: Rows) -> Iterator[tuple[Any, ...]]:
    for one in rows:
        advance = one.kind == TaxKind.ADVANCE
        yield (
            one.issued_on,
            one.number,
            TaxKind(one.kind).label,
            *_buyer(one.account.customer),
            calculated(one.vat_percent) if advance else f"{one.vat_percent.normalize():f}%",
            None if advance else one.amount - one.vat_amount,
            one.vat_amount,
            one.amount,
            _("void") if one.void else "",
        )


def _monthly(months: list[Bundle]) -> Iterator[tuple[Any, ...]]:
    for one in months:
        corrected = _("correction № %(n)s") % {"n": one.correction} if one.correction else ""
        yield (
            last_day(one.run.month),
            one.upd_number,
            PaperForm(one.form).label,
            *_buyer(one.account.customer),
            "",
            one.amount - one.vat_amount,
            one.vat_amount,
            one.amount,
            corrected,
        )


def _buyer(customer: Any) -> tuple[str, str, str]:
    return customer.name, customer.inn, customer.kpp


@require_GET
@allows("month.read")
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give a tax invoice to save, as PDF or as XML."""
    actor, _language = who(request)
    rows = TaxInvoice.objects.select_related("paper__file", "xml__file", "account")
    found = rows.filter(number=number).first()
    kept = found and {"pdf": found.paper, "xml": found.xml}.get(kind)
    if not found or not kept:
        raise Http404(number)
    customer_id = found.account.customer_id
    note_read(actor=actor, customer_id=customer_id, what="paper tax", at=timezone.now())
    return file_answer(kept.file)
