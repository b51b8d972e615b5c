"""The payment code of one invoice, for its paper, its page and the customer's link."""

from decimal import Decimal

from turnup.billing.ledger import taxed
from turnup.billing.models import Charge, Invoice
from turnup.billing.months import last_day
from turnup.billing.payment_qr import PURPOSE, Payee, code_svg, kopecks, payment_code
from turnup.papers.models import CompanyDetails
from turnup.papers.queries import company_on

INTERNET = "09"  # TechCode of the standard: Internet and television


class NoRequisites(Exception):
    """Our company's own bank account is not written down."""


def payment_qr_svg(invoice: Invoice) -> str:
    """Return the invoice's payment code as SVG. Raises NoRequisites."""
    return code_svg(invoice_code(invoice)).decode()


def invoice_code(invoice: Invoice) -> bytes:
    """Return what the invoice's payment code says. Raises NoRequisites."""
    company = payee_of(invoice)
    payee = Payee(
        name=company.name if len(company.name) <= 160 else company.short_name,
        account=company.account,
        bank_name=company.bank_name,
        bik=company.bik,
        correspondent_account=company.correspondent_account,
    )
    further = {
        "Sum": kopecks(invoice.amount),
        "Purpose": payment_purpose(invoice),
        "PayeeINN": company.inn,
        "KPP": company.kpp,
        "PersAcc": str(invoice.account.number),
        "TechCode": INTERNET,
    }
    return payment_code(payee, further)


def payee_of(invoice: Invoice) -> CompanyDetails:
    """Return our company as the invoice names it. Raises NoRequisites."""
    company = company_on(invoice.issued_on)
    if company is None:
        raise NoRequisites
    return company


def payment_purpose(invoice: Invoice) -> str:
    """Return what the payer is asked to write: bank files are matched by it."""
    percent, vat = tax_of(invoice)
    rate = "" if percent is None else f"{percent.normalize():f}% "
    tax = f"В т.ч. НДС {rate}{vat} руб." if vat else "Без НДС"
    text = (
        f"Оплата по счёту № {invoice.number} от {invoice.issued_on:%d.%m.%Y}, "
        f"л/с {invoice.account.number}. {tax}"
    )
    return text[:PURPOSE]


def tax_of(invoice: Invoice) -> tuple[Decimal | None, Decimal]:
    """Return the rate in percent and the tax that the invoice tells.

    A month's are those of its services, line by line as on its transfer document, by the days they
    were rendered on; without a rate where these differ. A connection's go by the invoice's own
    day, for it was not rendered yet.
    """
    if invoice.month is None:
        return taxed(invoice.amount, invoice.issued_on)
    charges = charges_of(invoice)
    rates = {one.vat_percent for one in charges}
    if sum(one.amount for one in charges) != invoice.amount:  # charged anew since
        return taxed(invoice.amount, last_day(invoice.month))
    vat = sum((one.vat_amount for one in charges), Decimal("0.00"))
    return (rates.pop() if len(rates) == 1 else None), vat


def charges_of(invoice: Invoice) -> list[Charge]:
    """Return the services that a month's invoice asks money for; none for a connection's."""
    if invoice.month is None:
        return []
    rows = Charge.objects.filter(
        account=invoice.account_id,
        served_from__lte=last_day(invoice.month),
        served_on__gte=invoice.month,
        voided_at=None,
    )
    return list(rows.exclude(kind="connection").order_by("id"))
