"""Money that went back: the credit that an outgoing operation returns is found and taken back."""

from datetime import datetime

from turnup.people.actor import Actor
from turnup.statements.crediting import take_back
from turnup.statements.models import BankOperation
from turnup.statements.purposes import returned_order


def give_back(operation_id: int, actor: Actor, now: datetime) -> None:
    """Find the credit that an outgoing operation returns, and take it back; else park it."""
    operation = BankOperation.objects.get(pk=operation_id)
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
    BankOperation.objects.filter(pk=operation_id).update(
        state="matched", credited=operation.amount, reason="returns", note=f"{found[0].pk}"
    )


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
