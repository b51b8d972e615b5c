"""The payment code of one invoice, for its paper, its page and the customer's link."""

from turnup.billing.models import Invoice
from turnup.billing.payment_qr import PURPOSE, Payee, code_svg, kopecks, payment_code
from turnup.catalog.models import VatKind, VatRate
from turnup.catalog.money import vat_of
from turnup.catalog.queries import vat_rate_on
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
    rate = rate_of(invoice)
    tax = (
        f"В т.ч. НДС {rate.percent.normalize():f}% {vat_of(invoice.amount, rate.percent)} руб."
        if rate and rate.percent is not None
        else "Без НДС"
    )
    text = (
        f"Оплата по счёту № {invoice.number} от {invoice.issued_on:%d.%m.%Y}, "
        f"л/с {invoice.account.number}. {tax}"
    )
    return text[:PURPOSE]


def rate_of(invoice: Invoice) -> VatRate | None:
    """Return the tax rate that the invoice counts with: of its own day, before any service."""
    try:
        return vat_rate_on(VatKind.BASE, invoice.issued_on)
    except VatRate.DoesNotExist:
        return None
