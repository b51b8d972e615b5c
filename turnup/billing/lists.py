"""Lists of accounts and invoices, as pages, CSV and REST show them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from turnup.billing.models import AdvanceUse, Invoice, PersonalAccount, Posting, Remittance
from turnup.customers.queries import search_customers
from turnup.orders.models import Order
from turnup.orders.queries import folded
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of

MONEY: Final = DecimalField(max_digits=16, decimal_places=2)
InvoiceRows = Any  # a queryset of invoices with columns that type checkers do not see
ZERO: Final = Value(Decimal("0.00"), output_field=MONEY)
INVOICE_STATES: Final = ("", "open", "overdue", "paid", "withdrawn")
ACCOUNT_STATES: Final = ("", "overdue", "debt", "advance")


def visible_accounts(actor: Actor) -> QuerySet[PersonalAccount]:
    """Select the accounts that the actor may read: all, or those of the orders they lead."""
    scope = scope_of(actor, "money.read")
    if scope is None:
        return PersonalAccount.objects.none()
    rows = PersonalAccount.objects.select_related("customer")
    if scope == "all":
        return rows
    mine = Order.objects.filter(customer=OuterRef("customer"), lead_id=actor.id)
    return rows.filter(Exists(mine))


def visible_invoices(actor: Actor) -> InvoiceRows:
    """Select the invoices of those accounts, each with what was `paid` and is `lacking`."""
    rows = Invoice.objects.select_related("account__customer", "order")
    if scope_of(actor, "money.read") != "all":
        rows = rows.filter(account__in=visible_accounts(actor).order_by().values("pk"))
    return with_paid(rows)


def with_paid(rows: InvoiceRows) -> InvoiceRows:
    """Add to each invoice what was credited to it (`paid`) and what is still `lacking`.

    What exceeded it and pays something else is on it no more.
    """
    came = Remittance.objects.filter(invoice=OuterRef("pk"), returned_on=None)
    used = AdvanceUse.objects.filter(invoice=OuterRef("pk"), remittance__returned_on=None)
    away = AdvanceUse.objects.filter(
        remittance__invoice=OuterRef("pk"), remittance__returned_on=None
    )
    paid = _summed(came) + _summed(used) - _summed(away, by="remittance__invoice")
    rows = rows.annotate(paid=paid)
    return rows.annotate(lacking=F("amount") - F("paid"))


def _summed(money: Any, by: str = "invoice") -> Coalesce:
    sums = money.order_by().values(by).annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(sums, output_field=MONEY), ZERO)


def narrowed_invoices(rows: InvoiceRows, *, state: str, text: str, today: date) -> InvoiceRows:
    """Keep the invoices in a state that fit a number or a customer."""
    if state in ("open", "overdue"):
        rows = rows.filter(withdrawn_at=None, lacking__gt=0)
    if state == "overdue":
        rows = rows.filter(due_on__lt=today)
    if state == "paid":
        rows = rows.filter(lacking__lte=0, amount__gt=0)
    if state == "withdrawn":
        rows = rows.filter(withdrawn_at__isnull=False)
    if text:
        customers = search_customers(text).order_by().values("pk")
        rows = rows.filter(Q(number=text) | Q(account__customer__in=customers))
    return rows.order_by("-issued_on", "-id")


def narrowed_accounts(
    rows: QuerySet[PersonalAccount], *, state: str, text: str, today: date
) -> QuerySet[PersonalAccount]:
    """Keep the accounts in a state that fit a number or a customer, with their `balance`."""
    rows = rows.annotate(balance=balance_column())
    if state == "overdue":
        late = with_paid(Invoice.objects.filter(account=OuterRef("pk"), withdrawn_at=None))
        rows = rows.filter(Exists(late.filter(due_on__lt=today, lacking__gt=0)))
    if state == "debt":
        rows = rows.filter(balance__lt=0)
    if state == "advance":
        rows = rows.filter(balance__gt=0)
    if text:
        found = Q(customer__in=search_customers(text).order_by().values("pk"))
        if text.isascii() and text.isdigit() and len(text) < 13:
            found |= Q(number=int(text)) | Q(customer__inn=text)
        rows = rows.filter(found)
    return rows.order_by("-number")


def balance_column() -> Coalesce:
    """Give the sum of an account's postings as a column."""
    sums = (
        Posting.objects.filter(account=OuterRef("pk"))
        .order_by()
        .values("account")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return Coalesce(Subquery(sums, output_field=MONEY), ZERO)


@dataclass(frozen=True, slots=True)
class OpenSums:
    """How much is open, how much of it overdue, and in how many invoices."""

    open_count: int
    open_sum: Decimal
    overdue_count: int
    overdue_sum: Decimal


def open_sums(rows: InvoiceRows, today: date) -> OpenSums:
    """Add up what is open among the invoices."""
    wanted = rows.filter(withdrawn_at=None, lacking__gt=0).order_by()
    counted: list[tuple[date, Decimal]] = list(wanted.values_list("due_on", "lacking"))
    late = [lacking for due_on, lacking in counted if due_on < today]
    return OpenSums(
        len(counted),
        sum((lacking for _due, lacking in counted), Decimal(0)),
        len(late),
        sum(late, Decimal(0)),
    )


# ------------------------------------------------------------------ an account's statement
@dataclass(frozen=True, slots=True)
class Line:
    """A posting with the balance after it."""

    posting: Posting
    title: str
    balance: Decimal


def account_lines(
    account: PersonalAccount, first: date | None, last: date | None
) -> tuple[Decimal, list[Line], Decimal]:
    """Return the balance before the span, its postings by their date, and the balance after."""
    rows = account.postings.select_related("remittance__invoice", "charge", "refund").order_by(
        "on", "id"
    )
    before = Decimal("0.00")
    if first:
        sums = account.postings.filter(on__lt=first).aggregate(total=Sum("amount"))
        before = sums["total"] or before
        rows = rows.filter(on__gte=first)
    if last:
        rows = rows.filter(on__lte=last)
    balance, lines = before, []
    for posting in rows:
        balance += posting.amount
        lines.append(Line(posting, _title(posting), balance))
    return before, lines, balance


def _title(posting: Posting) -> str:
    if posting.charge:
        return posting.charge.title
    if posting.refund:
        return posting.refund.reason
    assert posting.remittance is not None, "a posting is of money or of a service"
    return posting.remittance.bank_reference or posting.remittance.payer


@dataclass(frozen=True, slots=True)
class Risk:
    """An order that goes on without its money: by whose waiver, how much, until when."""

    order: Order
    amount: Decimal
    until: datetime
    granted_at: datetime
    granted_by: str
    used: bool


def risks(actor: Actor) -> list[Risk]:
    """Return the orders whose money was waived and has not come, the largest sum first."""
    rows = Order.objects.exclude(card__waivers=[]).exclude(closed__in=("cancelled", "refused"))
    if scope_of(actor, "money.read") != "all":
        rows = rows.filter(lead_id=actor.id)
    found = []
    for order in rows.select_related("customer", "site", "lead"):
        _standard, card = folded(order)
        waivers = [one for one in card.waivers if "money_received" not in card.standing]
        for one in waivers[-1:]:
            used = any("money_received" in step.waived for step in card.standing.values())
            amount = Decimal(one.amount_at_risk)
            found.append(Risk(order, amount, one.until, one.at, one.actor, used))
    return sorted(found, key=lambda one: (-one.amount, one.order.number))
