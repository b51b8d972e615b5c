"""Reads over money."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import DecimalField, F, Sum
from django.db.models.functions import Coalesce

from turnup.billing.models import AdvanceUse, Invoice, Payment, PersonalAccount, Posting, Remittance
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
    used = AdvanceUse.objects.filter(invoice=invoice, remittance__returned_on=None)
    paid += used.aggregate(total=Sum("amount"))["total"] or 0
    return max(invoice.amount - paid, Decimal("0.00"))


def free_advances(accounts: Collection[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """Return by account the money that came for no invoice and is not used: ids and rests.

    The earliest first: it is used first.
    """
    rows = Remittance.objects.filter(account__in=accounts, invoice=None, returned_on=None)
    used = Coalesce(Sum("uses__amount"), Decimal(0), output_field=DecimalField())
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for pk, account_id, rest in (
        rows.annotate(rest=F("amount") - used)
        .filter(rest__gt=0)
        .order_by("received_on", "id")
        .values_list("pk", "account_id", "rest")
    ):
        found.setdefault(account_id, []).append((pk, rest))
    return found
