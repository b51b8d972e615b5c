"""A month's papers gathered: the registry for accounting, for 1C, and a customer's whole bundle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from turnup.billing.csv_answer import csv_answer, csv_bytes
from turnup.billing.models import Charge, Invoice
from turnup.billing.months import last_day
from turnup.closing.models import Bundle, MonthRun, PaperForm
from turnup.contracts.models import Contract
from turnup.installation.models import CompletionAct
from turnup.orders.occurrence import standing_rows
from turnup.papers.answers import bytes_answer
from turnup.papers.models import Paper
from turnup.papers.queries import content_of

COLUMNS_1C = (
    "ВидДокумента",
    "Номер",
    "Дата",
    "НомерИсправления",
    "ДатаИсправления",
    "Контрагент",
    "ИНН",
    "КПП",
    "Договор",
    "ДатаДоговора",
    "Счет",
    "Номенклатура",
    "Количество",
    "Цена",
    "Сумма",
    "СтавкаНДС",
    "СуммаНДС",
    "Всего",
)


def bundle_badge(bundle: Bundle) -> dict[str, str]:
    """Give the badge that says how far a bundle is."""
    if bundle.told_on:
        return {"text": _("Handed over"), "tone": "good", "icon": "circle-check"}
    if bundle.sent_at:
        return {"text": _("Sent by e-mail"), "tone": "good", "icon": "send"}
    if bundle.failed_at:
        return {"text": _("Not sent"), "tone": "bad", "icon": "alert-circle"}
    if bundle.upd_id:
        return {"text": _("Ready"), "tone": "note", "icon": "file-text"}
    return {"text": _("Being made"), "tone": "calm", "icon": "hourglass"}


def registry(run: MonthRun, bundles: Sequence[Bundle]) -> HttpResponse:
    """Give the registry for accounting: a line a customer, and a line a connection."""
    day = last_day(run.month)
    head = [_("Date"), _("Document"), _("Invoice"), _("Customer"), _("INN"), _("KPP")]
    head += [_("Without VAT"), _("VAT"), _("Total"), _("Delivery")]
    table = [
        (
            day,
            one.upd_number,
            one.invoice.number,
            one.account.customer.name,
            one.account.customer.inn,
            one.account.customer.kpp,
            one.amount - one.vat_amount,
            one.vat_amount,
            one.amount,
            bundle_badge(one)["text"],
        )
        for one in bundles
    ]
    table += [_connection(one) for one in connections_in(run.month)]
    return csv_answer(f"registry-{run.month:%Y-%m}", head, table)


def registry_1c(run: MonthRun, bundles: Sequence[Bundle]) -> HttpResponse:
    """Give the registry as 1C's table loader takes it: a line a service, windows-1251.

    The month's connections stand in it too, by their acts.
    """
    charges: dict[int, list[Charge]] = {}
    accounts = [one.account_id for one in bundles]
    rows = Charge.objects.filter(account__in=accounts, monthly__month=run.month, voided_at=None)
    for charge in rows.select_related("account__customer").order_by("id"):
        charges.setdefault(charge.account_id, []).append(charge)
    standing = standing_rows(Contract, "contract_drafted").filter(order__in=rows.values("order"))
    contracts = {one.order_id: one for one in standing}
    table = [
        _line_1c(run, one, charge, contracts.get(charge.order_id))
        for one in bundles
        for charge in charges.get(one.account_id, [])
    ]
    table += [_connection_1c(one) for one in connections_in(run.month)]
    content = csv_bytes(COLUMNS_1C, table, charset="cp1251")
    answer = bytes_answer(content, "1c", "text/csv; charset=windows-1251")
    name = f"1c-{run.month:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection that was rendered in a month, with the papers it stands in."""

    charge: Charge
    act: str
    invoice: str
    contract: Contract | None


def connection_charges(month: date) -> QuerySet[Charge]:
    """Select what was charged for the connections whose acts are of the month."""
    days = (month, last_day(month))
    return Charge.objects.filter(kind="connection", served_on__range=days, voided_at=None)


def connections_in(month: date) -> list[Connected]:
    """Return the connections whose acts are of the month."""
    rows = connection_charges(month).select_related("account__customer")
    orders = rows.values("order")
    acts = standing_rows(CompletionAct, "act_signed").filter(order__in=orders)
    invoices = standing_rows(Invoice, "invoice_issued").filter(order__in=orders)
    contracts = standing_rows(Contract, "contract_drafted").filter(order__in=orders)
    act_of = {one.order_id: one.number for one in acts}
    invoice_of = {one.order_id: one.number for one in invoices}
    contract_of = {one.order_id: one for one in contracts}
    return [
        Connected(
            one,
            act_of.get(one.order_id, ""),
            invoice_of.get(one.order_id, ""),
            contract_of.get(one.order_id),
        )
        for one in rows.order_by("served_on", "id")
    ]


def _connection(one: Connected) -> tuple[Any, ...]:
    charge, customer = one.charge, one.charge.account.customer
    return (
        charge.served_on,
        f"Акт {one.act}",
        one.invoice,
        customer.name,
        customer.inn,
        customer.kpp,
        charge.amount - charge.vat_amount,
        charge.vat_amount,
        charge.amount,
        "",
    )


def _connection_1c(one: Connected) -> tuple[Any, ...]:
    head = ("Акт", one.act, one.charge.served_on, None, None)
    return (*head, *_service_1c(one.charge, one.contract, one.invoice))


def _service_1c(charge: Charge, contract: Contract | None, invoice: str) -> tuple[Any, ...]:
    customer = charge.account.customer
    net, percent = charge.amount - charge.vat_amount, charge.vat_percent
    return (
        customer.name,
        customer.inn,
        customer.kpp,
        contract and contract.number,
        contract and contract.contract_date,
        invoice,
        charge.title,
        Decimal(1),
        net,
        net,
        "Без НДС" if percent is None else f"{percent.normalize():f}%",
        charge.vat_amount,
        charge.amount,
    )


def _line_1c(
    run: MonthRun, bundle: Bundle, charge: Charge, contract: Contract | None
) -> tuple[Any, ...]:
    head = (
        "Акт" if bundle.form == PaperForm.ACT else "УПД",
        bundle.upd_number,
        last_day(run.month),
        bundle.correction or None,
        bundle.corrected_on,
    )
    return (*head, *_service_1c(charge, contract, bundle.invoice.number))


def bundle_zip(number: str) -> tuple[Bundle, bytes] | None:
    """Return a bundle by its paper's number, and all its papers in one archive."""
    rows = Bundle.objects.select_related(
        "upd__file", "xml__file", "tax_invoice__file", "account", "invoice"
    )
    found = rows.filter(upd_number=number).exclude(upd=None).first()
    if found is None:
        return None
    invoices = Paper.objects.filter(kind="invoice", number=found.invoice.number)
    papers = [
        *invoices.select_related("file").order_by("-revision")[:1],
        found.upd,
        found.tax_invoice,
        found.xml,
    ]
    return found, _zipped(paper for paper in papers if paper)


def _zipped(papers: Iterable[Paper]) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for paper in papers:
            entry = ZipInfo(paper.file.name, paper.made_at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content_of(paper.file))
    return kept.getvalue()
