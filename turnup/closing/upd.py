"""The universal transfer document of a bundle: its data, its PDF and its XML."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from turnup.billing.invoice_paper import ground_of
from turnup.billing.models import Charge, Remittance
from turnup.billing.months import last_day
from turnup.catalog.money_words import in_words
from turnup.closing.models import Bundle
from turnup.contracts.declension import with_initials
from turnup.contracts.queries import standing_contract
from turnup.contracts.sides import day_text
from turnup.contracts.wording import figures
from turnup.customers.models import Customer, Kind
from turnup.orders.office import office_calendar
from turnup.papers.models import CompanyDetails
from turnup.papers.queries import company_on
from turnup.people.queries import holders_of

LAYOUT: Final = 3


class NoCompany(Exception):
    """Our company's own details are not written down."""


def charges_of(bundle: Bundle) -> list[Charge]:
    """Return what the bundle's customer was charged in its month."""
    rows = Charge.objects.filter(
        account_id=bundle.account_id, monthly__month=bundle.run.month, voided_at=None
    )
    return list(rows.order_by("id"))


def upd_data(bundle: Bundle, form: str = "upd") -> dict[str, Any]:
    """Return the data of the document: `upd`, `act` or `tax_invoice`. Raises NoCompany.

    A person who is no taxpayer gets no tax invoice: status 2 (tax code, art. 169, item 3, 1).
    """
    month = bundle.run.month
    day = last_day(month)
    company = company_on(day)
    if company is None:
        raise NoCompany
    customer = Customer.objects.get(account=bundle.account_id)
    charges = charges_of(bundle)
    taxed = any(one.vat_percent is not None for one in charges)
    return {
        "layout": LAYOUT,
        "form": form,
        "correction": bundle.correction,
        "corrected": f"{bundle.corrected_on:%d.%m.%Y}" if bundle.corrected_on else "",
        "words": in_words(bundle.amount),
        "status": 1 if taxed and customer.kind != Kind.PERSON else 2,
        "taxed": taxed,
        "number": bundle.upd_number,
        "date": day_text(day),
        "day": f"{day:%d.%m.%Y}",
        "period": f"{month:%d.%m.%Y} – {day:%d.%m.%Y}",
        "seller": _seller(company),
        "buyer": {
            "kind": customer.kind,
            "name": customer.name,
            "inn": customer.inn,
            "kpp": customer.kpp,
            "keys": _keys(customer.inn, customer.kpp),
            "address": customer.legal_address,
            "email": customer.email,
        },
        "ground": ground_of(bundle.invoice),
        "contract": _contract(charges),
        "payments": _payments(bundle, day),
        "lines": [_line(one) for one in charges],
        "net": figures(bundle.amount - bundle.vat_amount),
        "vat": figures(bundle.vat_amount) if taxed else "без НДС",
        "vat_title": _vat_title(charges),
        "gross": figures(bundle.amount),
        "sums": {
            "net": f"{bundle.amount - bundle.vat_amount:.2f}",
            "vat": f"{bundle.vat_amount:.2f}",
            "gross": f"{bundle.amount:.2f}",
        },
        "people": _people(day),
    }


def _vat_title(charges: list[Charge]) -> str:
    """Name the rate where all lines have one."""
    rates = {one.vat_percent for one in charges}
    rate = rates.pop() if len(rates) == 1 else None
    return "В том числе НДС:" if rate is None else f"В том числе НДС {rate.normalize():f} %:"


def _seller(company: CompanyDetails) -> dict[str, str]:
    return {
        "kind": "company",
        "name": company.name,
        "short_name": company.short_name,
        "inn": company.inn,
        "kpp": company.kpp,
        "keys": _keys(company.inn, company.kpp),
        "address": company.address,
    }


def _keys(inn: str, kpp: str) -> str:
    return "/".join(key for key in (inn, kpp) if key) or "—"


def _contract(charges: list[Charge]) -> dict[str, str]:
    contract = standing_contract(charges[0].order_id) if charges else None
    if contract is None:
        return {}
    return {"number": contract.number, "date": f"{contract.contract_date:%d.%m.%Y}"}


def _payments(bundle: Bundle, day: date) -> str:
    """Name the payment orders of money that was there before the service was rendered."""
    rows = Remittance.objects.filter(
        account_id=bundle.account_id,
        invoice=None,
        returned_on=None,
        received_on__lte=day,
        allocation__isnull=False,
    ).select_related("allocation__operation")
    told = [
        f"{one.allocation.operation.number} от {one.received_on:%d.%m.%Y}"
        for one in rows.order_by("-received_on")[:3]
    ]
    return "; ".join(told) or "—"


def _line(charge: Charge) -> dict[str, str]:
    net = charge.amount - charge.vat_amount
    percent = charge.vat_percent
    return {
        "title": charge.title,
        "net": figures(net),
        "rate": "без НДС" if percent is None else f"{percent.normalize():f}%",
        "vat": "без НДС" if percent is None else figures(charge.vat_amount),
        "gross": figures(charge.amount),
        "plain_net": _plain(net),
        "plain_vat": "" if percent is None else _plain(charge.vat_amount),
        "plain_gross": _plain(charge.amount),
    }


def _plain(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _people(day: date) -> list[dict[str, str]]:
    director = holders_of("director", office_calendar().end_of(day)).first()
    name = director.name if director else ""
    return [
        {
            "post": "Руководитель организации",
            "name": with_initials(name) if name else "",
            "full": name,
        },
        {"post": "Главный бухгалтер", "name": "", "full": ""},
    ]
