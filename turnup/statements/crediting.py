"""Crediting operations: the money they bring to accounts and invoices, and taking it back.

Used by importing and by a person's decisions; both must be inside a transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction

from turnup.billing.actions import reverse_payment, settle_invoice
from turnup.billing.ledger import post_money, return_money
from turnup.billing.models import Invoice, Remittance
from turnup.billing.queries import money_on, standing_payment, standing_remittances
from turnup.orders.holding import hold_order
from turnup.orders.models import JournalEntry
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.standard.refusals import Refused
from turnup.statements.models import Allocation, BankOperation

DOOR = "statement"


def credit(
    *,
    operation: BankOperation,
    account_id: int,
    invoice: Invoice | None,
    amount: Decimal,
    rule: str,
    actor: Actor,
    now: datetime,
) -> Remittance:
    """Credit a share of an operation, and record `money_received` where it completes the sum.

    Raises a Refused where the order does not take it: the caller's savepoint takes it all back.
    """
    place = operation.allocations.count() + 1
    remittance = post_money(
        remittance=Remittance(
            account_id=account_id,
            invoice=invoice,
            amount=amount,
            payer=operation.payer[:200] or "?",
            received_on=operation.arrived_on,
            bank_reference=reference_of(operation, place),
            recorded_at=now,
            recorded_by_id=actor.id,
        )
    )
    _allocate(operation, remittance, amount, rule, actor, now)
    if invoice is not None:
        settle_if_covered(invoice=invoice, day=operation.arrived_on, actor=actor, now=now)
    return remittance


def link(
    *, operation: BankOperation, remittance: Remittance, rule: str, actor: Actor, now: datetime
) -> None:
    """Tie an operation to the money that a person recorded before its statement came."""
    _allocate(operation, remittance, remittance.amount, rule, actor, now)


def _allocate(
    operation: BankOperation,
    remittance: Remittance,
    amount: Decimal,
    rule: str,
    actor: Actor,
    now: datetime,
) -> None:
    Allocation.objects.create(
        operation=operation,
        remittance=remittance,
        amount=amount,
        rule=rule,
        made_at=now,
        made_by_id=actor.id,
    )
    operation.credited += amount
    if operation.credited == operation.amount:
        operation.state, operation.reason = "matched", rule
    operation.save(update_fields=["credited", "state", "reason"])


def reference_of(operation: BankOperation, place: int) -> str:
    """Name the bank operation for the ledger: what people read, and what makes it the only one."""
    day = operation.document_on or operation.arrived_on
    part = f"/{place}" if place > 1 else ""
    return f"№ {operation.number or '?'} от {day:%d.%m.%Y} · {operation.pk}{part}"


def settle_if_covered(*, invoice: Invoice, day: date, actor: Actor, now: datetime) -> None:
    """Record `money_received` once a connection's invoice is covered, on the day it was.

    The order is held first: of two halves that are credited at once, the later sees both.
    """
    if invoice.order_id is None:
        return
    hold_order(invoice.order_id)
    if standing_payment(invoice.order_id):
        return
    money = standing_remittances(invoice)
    if money_on(money) >= invoice.amount:
        settle_invoice(move=_move(invoice, day, actor, now), invoice=invoice, money=money)


def _move(invoice: Invoice, day: date, actor: Actor, now: datetime) -> Move:
    """Place the money at noon of its day: after its invoice, and not in the future."""
    noon = datetime.combine(day, time(12), office_calendar().zone)
    assert invoice.order_id is not None, "only a connection's invoice is a step of an order"
    assert invoice.seq is not None
    issued = JournalEntry.objects.filter(order_id=invoice.order_id, seq=invoice.seq)
    earliest = issued.values_list("at", flat=True).first() or noon
    at = min(max(noon, earliest), now)
    return Move(order_id=invoice.order_id, actor=actor, now=now, at=at, door=DOOR)


# ------------------------------------------------------------------ money that goes back
def take_back(
    *, operation: BankOperation, on: date, reason: str, actor: Actor, now: datetime
) -> set[int]:
    """Post that an operation's money went back, and withdraw what rests on it (I8).

    Return the accounts that had it: another advance may pay there what is open again.
    """
    rows = operation.allocations.filter(undone_at=None).select_related("remittance__invoice")
    money = [row.remittance for row in rows]
    for invoice, sums in _by_invoice(money):
        if invoice is None or not _withdraws(invoice, sums, on, reason, actor, now):
            return_money(remittances=sums, on=on, reason=reason, at=now)
    rows.update(undone_at=now)
    BankOperation.objects.filter(pk=operation.pk).update(
        credited=0,
        state="returned",
        reason="returned",
        note=reason,
        decided_at=now,
        decided_by_id=actor.id,
    )
    operation.refresh_from_db()
    return {one.account_id for one in money}


def _by_invoice(money: Iterable[Remittance]) -> list[tuple[Invoice | None, list[Remittance]]]:
    found: dict[int | None, tuple[Invoice | None, list[Remittance]]] = {}
    for one in money:
        found.setdefault(one.invoice_id, (one.invoice, []))[1].append(one)
    return list(found.values())


def _withdraws(
    invoice: Invoice,
    money: Sequence[Remittance],
    on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> bool:
    """Record `payment_reversed` where the order's payment does not stand without this money.

    An order that ended takes no step any more: then only the ledger is told.
    """
    if invoice.order_id is None:
        return False
    payment = standing_payment(invoice.order_id)
    if payment is None or payment.invoice_id != invoice.pk:
        return False
    going = {one.pk for one in money}
    staying = [one for one in standing_remittances(invoice) if one.pk not in going]
    if money_on(staying) >= invoice.amount:
        return False
    move = Move(order_id=invoice.order_id, actor=actor, now=now, at=now, door=DOOR)
    try:
        with transaction.atomic():
            reverse_payment(move=move, reason=reason, remittances=money)
    except Refused:
        return False
    return True


def today_of(now: datetime) -> date:
    """Return the office's day."""
    return office_calendar().local_date(now)
