"""Reads for tax invoices: what lacks one, and which money and advances paid a service."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Sum

from turnup.activation.models import Service
from turnup.billing.models import AdvanceUse, Charge, Posting, Remittance
from turnup.closing import settling
from turnup.closing.queries import months_wait
from turnup.closing.tax_models import TaxInvoice
from turnup.contracts.clauses import policy_value
from turnup.customers.models import Kind
from turnup.statements.purposes import returned_order

NUMBERLESS: Final = "б/н"


def connections_to_tell(today: date) -> QuerySet[Charge]:
    """Select the connections rendered to taxpayers that have no tax invoice yet."""
    rows = Charge.objects.filter(
        kind="connection", voided_at=None, served_on__lte=today, own_tax_invoice=None
    )
    rows = rows.exclude(vat_percent=None).exclude(account__customer__kind=Kind.PERSON)
    return rows.order_by("served_on", "id")


def advances_to_tell(today: date) -> list[tuple[Remittance, Decimal]]:
    """Return the money whose advance is to be told today, and how much of it lies unused.

    Told after the term (tax code, art. 168, item 3), within which no advance is told that a
    service has used up. Subscribers in service wait until the ended months are closed.
    """
    waits = Service.objects.filter(
        order__customer=OuterRef("account__customer"), activated_at__date__lt=today
    )
    ahead = Posting.objects.filter(on__lte=today).exclude(account__customer__kind=Kind.PERSON)
    if months_wait(today):
        ahead = ahead.exclude(Exists(waits))
    accounts = (
        ahead.order_by()
        .values("account")
        .annotate(balance=Sum("amount"))
        .filter(balance__gt=0)
        .values_list("account", flat=True)
    )
    last = today - timedelta(days=int(policy_value("advance_invoice_term", today)))
    rest: dict[int, Decimal] = {}
    for money, services in _ledgers(list(accounts)).values():
        rest |= settling.unrendered(money, services, today)
    wanted = Remittance.objects.filter(pk__in=rest, received_on__lte=last, tax_invoice=None)
    return [(one, rest[one.pk]) for one in wanted.order_by("received_on", "id")]


def _ledgers(
    accounts: Collection[int],
) -> dict[int, tuple[list[settling.Sum], list[settling.Sum]]]:
    """Return by account the money that came, less refunds, and the services rendered."""
    found: dict[int, tuple[list[settling.Sum], list[settling.Sum]]] = {
        one: ([], []) for one in accounts
    }
    away = AdvanceUse.objects.filter(
        remittance__account__in=accounts, refund__isnull=False
    ).values_list("remittance", "amount")
    back: dict[int, Decimal] = {}
    for pk, amount in away:
        back[pk] = back.get(pk, Decimal(0)) + amount
    for one in Remittance.objects.filter(account__in=accounts, returned_on=None):
        kept = one.amount - back.get(one.pk, Decimal(0))
        found[one.account_id][0].append(settling.Sum(one.pk, one.received_on, kept))
    for charge in Charge.objects.filter(account__in=accounts, voided_at=None):
        found[charge.account_id][1].append(settling.Sum(charge.pk, charge.served_on, charge.amount))
    return found


@dataclass(frozen=True, slots=True)
class PaidBy:
    """A payment order that paid a service ahead, and the tax invoice of its advance."""

    number: str
    day: date
    tax_invoice: TaxInvoice | None


def paid_by(account_id: int, charges: Iterable[Charge]) -> list[PaidBy]:
    """Return the money that had come for these services by the day they were rendered."""
    money, services = _ledgers([account_id])[account_id]
    ahead = settling.paid_ahead(money, services)
    keys = {key for one in charges for key in ahead.get(one.pk, [])}
    rows: Any = Remittance.objects.filter(pk__in=keys).select_related(
        "allocation__operation", "tax_invoice"
    )
    return [told_of(one) for one in rows.order_by("received_on", "id")]


def told_of(money: Remittance) -> PaidBy:
    """Return money as the order that paid it, with the tax invoice of its advance."""
    return PaidBy(_order_number(money), money.received_on, getattr(money, "tax_invoice", None))


def _order_number(money: Any) -> str:
    allocation = getattr(money, "allocation", None)
    told = allocation.operation.number if allocation else returned_order(money.bank_reference or "")
    return told or NUMBERLESS
