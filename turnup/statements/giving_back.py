"""Money that went back: the credit that an outgoing operation returns is found and taken back.

A refund of an advance that was recorded already is only told again by the statement.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from turnup.billing.models import Refund
from turnup.people.actor import Actor
from turnup.statements.crediting import take_back
from turnup.statements.models import BankOperation
from turnup.statements.purposes import returned_order

NEAR: Final = timedelta(days=10)  # between a refund's day and the bank's


def give_back(operation_id: int, actor: Actor, now: datetime) -> set[int]:
    """Find the credit that an outgoing operation returns, and take it back; else park it.

    Return the accounts that had the money.
    """
    operation = BankOperation.objects.get(pk=operation_id)
    if untold := _untold_refunds(operation):
        refund = _refund_of(operation, untold)
        if refund:
            _note(operation, "refunds", refund.pk)
        else:
            BankOperation.objects.filter(pk=operation_id).update(reason="maybe_refund")
        return set()
    found = _originals(operation)
    if len(found) != 1:
        reason = "which_payment" if found else "no_such_payment"
        BankOperation.objects.filter(pk=operation_id).update(reason=reason)
        return set()
    touched = take_back(
        operation=found[0],
        on=operation.arrived_on,
        reason=operation.purpose[:400] or f"№ {operation.number}",
        actor=actor,
        now=now,
    )
    _note(operation, "returns", found[0].pk)
    return touched


def _note(operation: BankOperation, rule: str, what: int) -> None:
    BankOperation.objects.filter(pk=operation.pk).update(
        state="matched", credited=operation.amount, reason=rule, note=f"{what}"
    )


def _untold_refunds(operation: BankOperation) -> list[Refund]:
    """Return the refunds that this operation may have paid out, and that none told of."""
    told = BankOperation.objects.filter(direction="out", state="matched", reason="refunds")
    known = set(told.values_list("note", flat=True))
    span = (operation.arrived_on - NEAR, operation.arrived_on + NEAR)
    rows = Refund.objects.filter(amount=operation.amount, on__range=span)
    return [
        one
        for one in rows.select_related("account__customer")
        if f"{one.pk}" not in known
        and not _disagree(_digits(one.payment_order), operation.number.lstrip("0"))
        and not _disagree(one.account.customer.inn, operation.payer_inn)
    ]


def _refund_of(operation: BankOperation, untold: Sequence[Refund]) -> Refund | None:
    """Return the refund that it paid out: by the payment order's number, else by who got it."""
    number = operation.number.lstrip("0")
    named = [one for one in untold if number and _digits(one.payment_order) == number]
    theirs = [one for one in untold if _goes_to(operation, one)]
    found = named or theirs
    return found[0] if len(found) == 1 else None


def _goes_to(operation: BankOperation, refund: Refund) -> bool:
    """Tell whether the money went to the refund's customer: by INN, or where it came from."""
    inn, account = operation.payer_inn, operation.payer_account
    if inn:
        return inn == refund.account.customer.inn
    paid = BankOperation.objects.filter(
        direction="in", allocations__remittance__account=refund.account_id
    )
    return bool(account) and paid.filter(payer_account=account).exists()


def _digits(payment_order: str) -> str:
    """Return the number of a payment order as people wrote it: “№ 12 от 01.04.2026”."""
    found = re.search(r"\d+", payment_order)
    return found[0].lstrip("0") if found else ""


def _disagree(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _originals(returning: BankOperation) -> list[BankOperation]:
    rows = BankOperation.objects.filter(
        direction="in",
        amount=returning.amount,
        arrived_on__lte=returning.arrived_on,
        state__in=("matched", "parked"),
    ).exclude(state="parked", credited__gt=0)
    by_account = rows.filter(payer_account=returning.payer_account).exclude(payer_account="")
    by_inn = rows.filter(payer_inn=returning.payer_inn).exclude(payer_inn="")
    found = list(by_account[:10]) or list(by_inn[:10])
    number = returned_order(returning.purpose)
    named = [one for one in found if number and one.number.lstrip("0") == number]
    return named or found
