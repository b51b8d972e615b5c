"""The universal transfer document of a bundle: its data, its PDF and its XML."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from turnup.billing.invoice_paper import ground_of
from turnup.billing.models import Charge
from turnup.billing.months import last_day
from turnup.catalog.money_words import in_words
from turnup.closing.models import RECURRING, Bundle
from turnup.closing.tax_queries import PaidBy, paid_by
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
UNITS: Final = {RECURRING: ("362", "мес")}  # of the classifier of units; all else by the piece
PIECE: Final = ("642", "ед")


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
        **sides(company, customer),
        "ground": ground_of(bundle.invoice),
        "contract": _contract(charges),
        "shipped": {
            "name": "УПД" if form == "upd" else "Акт",
            "number": bundle.upd_number,
            "date": f"{day:%d.%m.%Y}",
        },
        **paid_data(paid_by(bundle.account_id, charges)),
        "lines": [line_data(one) for one in charges],
        "net": figures(bundle.amount - bundle.vat_amount),
        "vat": figures(bundle.vat_amount) if taxed else "без НДС",
        "vat_title": _vat_title(charges),
        "gross": figures(bundle.amount),
        "sums": {
            "net": f"{bundle.amount - bundle.vat_amount:.2f}",
            "vat": f"{bundle.vat_amount:.2f}",
            "gross": f"{bundle.amount:.2f}",
        },
        "people": people_data(day),
    }


def _vat_title(charges: list[Charge]) -> str:
    """Name the rate where all lines have one."""
    rates = {one.vat_percent for one in charges}
    rate = rates.pop() if len(rates) == 1 else None
    return "В том числе НДС:" if rate is None else f"В том числе НДС {rate.normalize():f} %:"


def sides(company: CompanyDetails, customer: Customer) -> dict[str, dict[str, str]]:
    """Return who sells and who buys."""
    seller = {
        "kind": "company",
        "name": company.name,
        "short_name": company.short_name,
        "inn": company.inn,
        "kpp": company.kpp,
        "keys": _keys(company.inn, company.kpp),
        "address": company.address,
    }
    buyer = {
        "kind": customer.kind,
        "name": customer.name,
        "inn": customer.inn,
        "kpp": customer.kpp,
        "keys": _keys(customer.inn, customer.kpp),
        "address": customer.legal_address,
        "email": customer.email,
    }
    return {"seller": seller, "buyer": buyer}


def _keys(inn: str, kpp: str) -> str:
    return "/".join(key for key in (inn, kpp) if key) or "—"


def _contract(charges: list[Charge]) -> dict[str, str]:
    contract = standing_contract(charges[0].order_id) if charges else None
    if contract is None:
        return {}
    return {"number": contract.number, "date": f"{contract.contract_date:%d.%m.%Y}"}


def paid_data(paid: Sequence[PaidBy]) -> dict[str, Any]:
    """Return the payment orders of money that came ahead, and the tax invoices of its advances.

    The shipment's invoice names both since 2026 (tax code, art. 169).
    """
    advances = [one.tax_invoice for one in paid if one.tax_invoice]
    told = [f"{one.number} от {one.issued_on:%d.%m.%Y}" for one in advances]
    return {
        "paid": [{"number": one.number, "date": f"{one.day:%d.%m.%Y}"} for one in paid],
        "payments": "; ".join(f"{one.number} от {one.day:%d.%m.%Y}" for one in paid) or "—",
        "advances": "; ".join(told),
    }


def line_data(charge: Charge) -> dict[str, str]:
    """Return a service as a line of a document."""
    code, unit = UNITS.get(charge.kind, PIECE)
    net = charge.amount - charge.vat_amount
    percent = charge.vat_percent
    return {
        "title": charge.title,
        "unit_code": code,
        "unit": unit,
        "quantity": "1",
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


def people_data(day: date) -> list[dict[str, str]]:
    """Return who signs for us on a day."""
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
