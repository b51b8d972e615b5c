"""The invoice's paper: its data, and the PDF, made for the first who asks and kept for ever."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction

from turnup.billing.invoice_code import charges_of, invoice_code, payee_of, payment_purpose, tax_of
from turnup.billing.models import Invoice, InvoiceKind
from turnup.billing.payment_qr import code_svg
from turnup.catalog.money_words import in_words
from turnup.contracts.declension import with_initials
from turnup.contracts.queries import standing_contract
from turnup.contracts.sides import day_text
from turnup.contracts.wording import figures
from turnup.customers.models import Customer
from turnup.orders.models import Order
from turnup.papers.actions import keep_paper
from turnup.papers.models import CompanyDetails, Paper
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor
from turnup.people.phones import displayed
from turnup.people.queries import holders_of

KIND: Final = "invoice"
LAYOUT: Final = 1
"""Counts up when the template changes what it prints of the same data."""


def make_invoice(*, invoice: Invoice, actor: Actor | None, at: datetime) -> Paper:
    """Return the invoice's PDF. Raises NoRequisites where our own account is not known."""
    kept = _kept(invoice)
    if kept:
        return kept
    data = invoice_data(invoice, at)
    pdf = typeset("billing/invoice", data, {"code": code_svg(invoice_code(invoice))})
    try:
        with transaction.atomic():
            return keep_paper(
                actor=actor,
                at=at,
                kind=KIND,
                content=pdf,
                source_sha256=source_hash(data),
                order=invoice.order_id,
                number=invoice.number,
                name=f"Счёт {invoice.number}",
            )
    except IntegrityError:  # somebody was first: theirs is the paper
        first = _kept(invoice)
        if first is None:
            raise
        return first


def _kept(invoice: Invoice) -> Paper | None:
    rows = Paper.objects.select_related("file")
    return rows.filter(kind=KIND, number=invoice.number).order_by("-revision").first()


def invoice_data(invoice: Invoice, at: datetime) -> dict[str, Any]:
    """Return the data of the paper: sums as people read them."""
    company = payee_of(invoice)
    customer = Customer.objects.get(account=invoice.account_id)
    percent, vat = tax_of(invoice)
    lines = [_line(title, amount) for title, amount in invoice_lines(invoice)]
    return {
        "layout": LAYOUT,
        "number": invoice.number,
        "date": day_text(invoice.issued_on),
        "due": day_text(invoice.due_on),
        "account": str(invoice.account.number),
        "seller": _seller(company),
        "seller_line": _party(
            company.name, company.inn, company.kpp, company.address, company.phone
        ),
        "buyer_line": _party(customer.name, customer.inn, customer.kpp, customer.legal_address, ""),
        "ground": ground_of(invoice),
        "lines": lines,
        "total": figures(invoice.amount),
        "vat_title": _vat_title(percent, vat),
        "vat": figures(vat) if vat else "—",
        "words": in_words(invoice.amount),
        "purpose": payment_purpose(invoice),
        "people": _people(at),
    }


def _vat_title(percent: Decimal | None, vat: Decimal) -> str:
    if not vat:
        return "Без НДС:"
    return "В том числе НДС:" if percent is None else f"В том числе НДС {percent.normalize():f} %:"


def _seller(company: CompanyDetails) -> dict[str, str]:
    names = ("name", "short_name", "inn", "kpp", "account", "bik", "correspondent_account")
    return {name: getattr(company, name) for name in (*names, "bank_name")}


def _party(name: str, inn: str, kpp: str, address: str, phone: str) -> str:
    parts = [
        name,
        inn and f"ИНН {inn}",
        kpp and f"КПП {kpp}",
        address,
        phone and f"тел. {displayed(phone)}",
    ]
    return ", ".join(part for part in parts if part)


def ground_of(invoice: Invoice) -> str:
    """Return what the invoice rests on: the contract, where there is one."""
    order_id = invoice.order_id or _order_of(invoice)
    contract = standing_contract(order_id) if order_id else None
    if contract is None:
        return "заявка на подключение"
    return f"Договор № {contract.number} от {day_text(contract.contract_date)}"


def _order_of(invoice: Invoice) -> Any:
    orders = Order.objects.filter(customer__account=invoice.account_id).order_by("-number")
    return orders.values_list("id", flat=True).first()


def invoice_lines(invoice: Invoice) -> list[tuple[str, Decimal]]:
    """Return what the invoice asks money for, and how much for each."""
    if invoice.kind == InvoiceKind.MONTHLY:
        charges = charges_of(invoice)
        if sum(one.amount for one in charges) == invoice.amount:
            return [(one.title, one.amount) for one in charges]
        # charged anew since: the lines would not add up to what was asked
        return [("Услуги связи", invoice.amount)]
    assert invoice.order_id is not None, "a connection's invoice is a step of its order"
    order = Order.objects.select_related("site").get(pk=invoice.order_id)
    title = f"Подключение к сети передачи данных по адресу: {order.site}"
    return [(title, invoice.amount)]


def _line(title: str, amount: Decimal) -> dict[str, str]:
    return {
        "title": title,
        "quantity": "1",
        "unit": "усл.",
        "price": figures(amount),
        "sum": figures(amount),
    }


def _people(at: datetime) -> list[dict[str, str]]:
    director = holders_of("director", at).first()
    chief = with_initials(director.name) if director else ""
    return [
        {"post": "Руководитель", "name": chief},
        {"post": "Бухгалтер", "name": ""},
    ]
