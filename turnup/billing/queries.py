"""Reads over money."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from turnup.billing.models import Invoice, Payment, PersonalAccount, Posting, Remittance
from turnup.orders.occurrence import standing_row


def balance_of(account: PersonalAccount) -> Decimal:
    """Return the sum of the account's postings: what the customer has with us."""
    total = Posting.objects.filter(account=account).aggregate(total=Sum("amount"))["total"]
    return total or Decimal("0.00")


def standing_invoice(order_id: UUID) -> Invoice | None:
    """Return the invoice that stands on the order's card, or None."""
    return standing_row(Invoice, "invoice_issued", order_id)


def standing_payment(order_id: UUID) -> Payment | None:
    """Return the payment that stands on the order's card, or None."""
    return standing_row(Payment, "money_received", order_id)


def standing_remittances(invoice: Invoice) -> list[Remittance]:
    """Return the money credited to the invoice that did not go back."""
    return list(Remittance.objects.filter(invoice=invoice, returned_on=None).order_by("id"))


def outstanding(invoice: Invoice) -> Decimal:
    """Return what the invoice still lacks; nothing where it is paid or overpaid."""
    paid = sum((one.amount for one in standing_remittances(invoice)), Decimal(0))
    return max(invoice.amount - paid, Decimal("0.00"))
