"""Money that went back: the credit that an outgoing operation returns is found and taken back.

A refund of an advance that was recorded already is only told again by the statement.
"""

from datetime import datetime, timedelta
from typing import Final

from turnup.billing.models import Refund
from turnup.people.actor import Actor
from turnup.statements.crediting import take_back
from turnup.statements.models import BankOperation
from turnup.statements.purposes import returned_order

NEAR: Final = timedelta(days=10)  # between a refund's day and the bank's


def give_back(operation_id: int, actor: Actor, now: datetime) -> None:
    """Find the credit that an outgoing operation returns, and take it back; else park it."""
    operation = BankOperation.objects.get(pk=operation_id)
    if refund := _refund_of(operation):
        _note(operation, "refunds", refund.pk)
        return
    found = _originals(operation)
    if len(found) != 1:
        reason = "which_payment" if found else "no_such_payment"
        BankOperation.objects.filter(pk=operation_id).update(reason=reason)
        return
    take_back(
        operation=found[0],
        on=operation.arrived_on,
        reason=operation.purpose[:400] or f"№ {operation.number}",
        actor=actor,
        now=now,
    )
    _note(operation, "returns", found[0].pk)


def _note(operation: BankOperation, rule: str, what: int) -> None:
    BankOperation.objects.filter(pk=operation.pk).update(
        state="matched", credited=operation.amount, reason=rule, note=f"{what}"
    )


def _refund_of(operation: BankOperation) -> Refund | None:
    """Return the refund that this operation paid out, if exactly one fits and none told of it."""
    told = BankOperation.objects.filter(direction="out", reason="refunds").values_list("note")
    span = (operation.arrived_on - NEAR, operation.arrived_on + NEAR)
    rows = Refund.objects.filter(amount=operation.amount, on__range=span)
    if operation.payer_inn:
        rows = rows.filter(account__customer__inn=operation.payer_inn)
    known = {note for (note,) in told}
    found = [one for one in rows if f"{one.pk}" not in known]
    return found[0] if len(found) == 1 else None


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
