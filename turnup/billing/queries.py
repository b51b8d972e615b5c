"""Reads over money."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from turnup.billing.models import AdvanceUse, Invoice, Payment, PersonalAccount, Posting, Remittance
from turnup.orders.occurrence import standing_row

# What lies over an invoice is the last of its money: whoever paid first, paid it.
FREE: Final = """
WITH money AS (
  SELECT r.id, r.account_id, r.received_on, r.invoice_id,
         r.amount - coalesce((SELECT sum(u.amount) FROM billing_advanceuse u
                               WHERE u.remittance_id = r.id), 0) AS rest
    FROM billing_remittance r WHERE r.account_id = ANY (%s) AND r.returned_on IS NULL),
needed AS (
  SELECT i.id, CASE WHEN i.withdrawn_at IS NULL THEN i.amount ELSE 0 END
         - coalesce((SELECT sum(u.amount) FROM billing_advanceuse u
                       JOIN billing_remittance r ON r.id = u.remittance_id
                      WHERE u.invoice_id = i.id AND r.returned_on IS NULL), 0) AS amount
    FROM billing_invoice i WHERE i.account_id = ANY (%s)),
told AS (
  SELECT m.*, CASE WHEN n.id IS NULL THEN m.rest ELSE least(m.rest,
         sum(m.rest) OVER (PARTITION BY m.invoice_id ORDER BY m.received_on, m.id) - n.amount)
         END AS free
    FROM money m LEFT JOIN needed n ON n.id = m.invoice_id)
SELECT id, account_id, free FROM told WHERE free > 0 ORDER BY received_on, id"""


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
    used = AdvanceUse.objects.filter(invoice=invoice, remittance__returned_on=None)
    paid = money_on(standing_remittances(invoice))
    paid += used.aggregate(total=Sum("amount"))["total"] or 0
    return max(invoice.amount - paid, Decimal("0.00"))


def money_on(remittances: Collection[Remittance]) -> Decimal:
    """Return how much of an invoice's money is on it: less what pays other things as an advance."""
    away = AdvanceUse.objects.filter(remittance__in=remittances).aggregate(total=Sum("amount"))
    return sum((one.amount for one in remittances), Decimal(0)) - (away["total"] or 0)


def free_advances(accounts: Collection[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """Return by account the money that no invoice needs and nothing uses: ids and rests.

    It came for no invoice, or exceeds the one it came for. The earliest first: it is used first.
    """
    wanted = list(accounts)
    found: dict[int, list[tuple[int, Decimal]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(FREE, [wanted, wanted])
        for pk, account_id, rest in cursor.fetchall():
            found.setdefault(account_id, []).append((pk, rest))
    return found
