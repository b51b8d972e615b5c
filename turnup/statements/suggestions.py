"""What a waiting credit may be for: suggestions for a person, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from turnup.billing.lists import with_paid
from turnup.billing.models import Invoice, PersonalAccount, Remittance
from turnup.customers.queries import search_customers
from turnup.statements.matching import NEAR_DAYS
from turnup.statements.models import BankOperation
from turnup.statements.purposes import named_in

MOST: Final = 8
FORMS: Final = (
    "ооо ао пао зао оао ип общество с ограниченной ответственностью индивидуальный "
    "предприниматель акционерное инн кпп р с в г"
)
EMPTY_WORDS: Final = frozenset(FORMS.split())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An invoice or an account that may be meant: why, and how much of the money it would take."""

    target: str
    account: PersonalAccount
    invoice: Any
    why: str
    amount: Decimal


def suggestions_for(operation: BankOperation) -> list[Suggestion]:
    """Return what a credit may be for, the likeliest first."""
    left = operation.amount - operation.credited
    found: dict[str, Suggestion] = {}
    for why, rows in _invoices(operation, left):
        for invoice in rows[:MOST]:
            found.setdefault(
                invoice.number,
                Suggestion(
                    invoice.number, invoice.account, invoice, why, min(left, invoice.lacking)
                ),
            )
    for why, accounts in _accounts(operation):
        for account in accounts:
            number = str(account.number)
            found.setdefault(number, Suggestion(number, account, None, why, left))
    return list(found.values())[:MOST]


def _invoices(operation: BankOperation, left: Decimal) -> Iterator[tuple[str, Any]]:
    unpaid = with_paid(
        Invoice.objects.filter(withdrawn_at=None).select_related("account__customer")
    ).filter(lacking__gt=0)
    named = named_in(operation.purpose)
    years = (operation.arrived_on.year, operation.arrived_on.year - 1)
    numbers = [
        f"{year}-{one.number}"
        for one in named.invoices
        for year in ([one.year] if one.year else years)
    ]
    if numbers:
        yield "named", unpaid.filter(number__in=numbers)
    if operation.payer_inn:
        yield "inn", unpaid.filter(account__customer__inn=operation.payer_inn).order_by("due_on")
    customers = _by_name(operation.payer)
    if customers:
        yield "name", unpaid.filter(account__customer__in=customers).order_by("due_on")
    yield "sum", unpaid.filter(lacking=left).order_by("due_on")


def _accounts(operation: BankOperation) -> Iterator[tuple[str, list[PersonalAccount]]]:
    rows = PersonalAccount.objects.select_related("customer")
    named = named_in(operation.purpose)
    numbers = [one.number for one in named.invoices if one.year is None]  # «счёт 100012»
    if named.accounts or numbers:
        yield "account", list(rows.filter(number__in=(*named.accounts, *numbers))[:3])
    if operation.payer_inn:
        yield "inn", list(rows.filter(customer__inn=operation.payer_inn)[:3])
    if customers := _by_name(operation.payer):
        yield "name", list(rows.filter(customer__in=customers)[:3])


def _by_name(payer: str) -> list[Any]:
    """Find the customers whose name has the payer's own words."""
    signs = "".join(sign if sign.isalnum() else " " for sign in payer.lower())
    words = [word for word in signs.split() if word not in EMPTY_WORDS and not word.isdigit()]
    if not words:
        return []
    found: Any = search_customers(" ".join(words[:4])).order_by()[:5]
    return list(found.values_list("pk", flat=True))


def recorded_by_hand(operation: BankOperation) -> list[Remittance]:
    """Return money of the same sum that a person recorded and no statement told of yet."""
    near = timedelta(days=NEAR_DAYS)
    rows = Remittance.objects.filter(
        allocation=None,
        returned_on=None,
        amount=operation.amount,
        received_on__range=(operation.arrived_on - near, operation.arrived_on + near),
    ).select_related("account__customer", "invoice")
    return list(rows.order_by("-received_on")[:5])


def told_before(operation: BankOperation) -> list[BankOperation]:
    """Return what an operation may be that another file, or the same one, told before."""
    near = timedelta(days=NEAR_DAYS)
    rows = BankOperation.objects.filter(
        own_account=operation.own_account,
        direction=operation.direction,
        amount=operation.amount,
        arrived_on__range=(operation.arrived_on - near, operation.arrived_on + near),
        pk__lt=operation.pk,
    )
    same = Q(payer_account=operation.payer_account) & ~Q(payer_account="")
    same |= Q(payer_inn=operation.payer_inn) & ~Q(payer_inn="")
    doubted = operation.reason in ("maybe_known", "told_again")
    return list(rows.filter(same)[:MOST]) or (list(rows[:MOST]) if doubted else [])


def originals_for(operation: BankOperation) -> list[BankOperation]:
    """Return the credits that an outgoing operation may give back."""
    rows = BankOperation.objects.filter(
        direction="in", amount=operation.amount, state__in=("matched", "parked")
    )
    same = Q(payer_account=operation.payer_account) & ~Q(payer_account="")
    same |= Q(payer_inn=operation.payer_inn) & ~Q(payer_inn="")
    return list(rows.filter(same)[:MOST]) or list(rows[:MOST])
