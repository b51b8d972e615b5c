"""The papers of a tax invoice of its own: PDF, and XML where a service was rendered."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from turnup.billing.models import Charge
from turnup.catalog.money_words import in_words
from turnup.closing.tax_actions import calculated
from turnup.closing.tax_models import TaxInvoice, TaxKind
from turnup.closing.tax_queries import paid_by, told_of
from turnup.closing.upd import LAYOUT, NoCompany, line_data, paid_data, people_data, sides
from turnup.closing.upd_xml import file_name, upd_xml
from turnup.contracts.queries import standing_contract
from turnup.contracts.sides import day_text
from turnup.contracts.wording import figures
from turnup.customers.models import Customer
from turnup.installation.queries import standing_act
from turnup.orders.models import Order
from turnup.papers.actions import keep_paper
from turnup.papers.models import Paper
from turnup.papers.queries import company_on
from turnup.papers.typeset import source_hash, typeset

DASH: Final = "—"


@transaction.atomic
def make_tax_papers(*, one: TaxInvoice, at: datetime) -> TaxInvoice:
    """Make what a tax invoice still lacks. Raises NoCompany."""
    held = TaxInvoice.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if held.paper_id:
        return held
    data = tax_data(held)
    held.paper = _kept(
        held, "tax_invoice", typeset("closing/upd", data), data, at, f"Счёт-фактура {held.number}"
    )
    if held.kind == TaxKind.CONNECTION:
        guid, said_at = uuid5(held.message_id, held.number), timezone.localtime(at)
        xml, name = upd_xml(data, said_at, guid), file_name(data, said_at, guid)
        held.xml = _kept(held, "upd_xml", xml, data, at, name, "application/xml")
    held.save()
    return held


def _kept(
    held: TaxInvoice,
    kind: str,
    content: bytes,
    data: dict[str, Any],
    at: datetime,
    name: str,
    media_type: str = "application/pdf",
) -> Paper:
    return keep_paper(
        actor=None,
        at=at,
        kind=kind,
        content=content,
        source_sha256=source_hash(data),
        number=held.number,
        name=name,
        media_type=media_type,
    )


def tax_data(one: TaxInvoice) -> dict[str, Any]:
    """Return the data of the document. Raises NoCompany."""
    company = company_on(one.issued_on)
    if company is None:
        raise NoCompany
    customer = Customer.objects.get(account=one.account_id)
    ground = _of_service(one.charge) if one.charge else _of_advance(one)
    return {
        "layout": LAYOUT,
        "form": "tax_invoice" if one.charge else "advance",
        "correction": 0,
        "corrected": "",
        "words": in_words(one.amount),
        "status": 1,
        "taxed": True,
        "number": one.number,
        "date": day_text(one.issued_on),
        "day": f"{one.issued_on:%d.%m.%Y}",
        **sides(company, customer),
        "net": figures(one.amount - one.vat_amount) if one.charge else DASH,
        "vat": figures(one.vat_amount),
        "gross": figures(one.amount),
        "sums": {
            "net": f"{one.amount - one.vat_amount:.2f}",
            "vat": f"{one.vat_amount:.2f}",
            "gross": f"{one.amount:.2f}",
        },
        "people": people_data(one.issued_on),
        **ground,
    }


def _of_service(charge: Charge) -> dict[str, Any]:
    act, day = standing_act(charge.order_id), f"{charge.served_on:%d.%m.%Y}"
    shipped = {"name": "Акт выполненных работ", "number": act.number if act else "", "date": day}
    contract = standing_contract(charge.order_id)
    told = contract and {
        "number": contract.number,
        "date": f"{contract.contract_date:%d.%m.%Y}",
    }
    return {
        "period": f"{day} – {day}",
        "shipped": shipped,
        "contract": told or {},
        "lines": [line_data(charge)],
        **paid_data(paid_by(charge.account_id, [charge])),
    }


def _of_advance(one: TaxInvoice) -> dict[str, Any]:
    assert one.remittance is not None, "an advance is money"
    line = {"title": _advance_title(one), "unit_code": DASH, "unit": DASH, "quantity": DASH}
    sums = {"net": DASH, "vat": figures(one.vat_amount), "gross": figures(one.amount)}
    return {
        "period": "",
        "shipped": {"name": "", "number": "", "date": ""},
        "contract": {},
        "lines": [{**line, **sums, "rate": calculated(one.vat_percent)}],
        **paid_data([told_of(one.remittance)]),
        "advances": "",
    }


def _advance_title(one: TaxInvoice) -> str:
    orders = Order.objects.filter(customer__account=one.account_id).order_by("-number")
    for order in orders:
        contract = standing_contract(order.pk)
        if contract:
            day = f"{contract.contract_date:%d.%m.%Y}"
            return f"Предварительная оплата услуг связи по договору № {contract.number} от {day}"
    return "Предварительная оплата услуг связи"
