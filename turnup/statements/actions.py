"""What a person decides about an operation that no rule could. The only writers of this room,
with `import_actions` and `crediting`."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.billing.advance_actions import use_advances
from turnup.billing.models import Invoice, PersonalAccount, Remittance
from turnup.people.actor import Actor
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField
from turnup.statements.crediting import credit, link, take_back, today_of
from turnup.statements.models import BankOperation, OwnAccount
from turnup.statements.queries import own_accounts

Share = tuple[str, Decimal]
"""An invoice's number, or a personal account's, and how much of the money it gets."""

OPEN: Final = "parked"
ACCOUNT: Final = re.compile(r"[0-9A-Z]{15,34}")  # with a Russian bank 20 digits; elsewhere an IBAN


@transaction.atomic
def allocate_operation(
    *, actor: Actor, now: datetime, operation_id: int, shares: Sequence[Share]
) -> BankOperation:
    """Credit an operation, or a part of it, to invoices and accounts. Raises a Refused.

    What no invoice needs pays the months that are open on those accounts.
    """
    operation = _waiting(operation_id, "in")
    if not shares:
        raise BadField("target", _("Say at least one invoice or personal account."))
    left = operation.amount - operation.credited
    if sum((amount for _target, amount in shares), Decimal(0)) > left:
        raise BadField(
            "amount",
            _("Only %(left)s roubles of this operation are left."),
            _("Lower a share."),
            left=left,
        )
    touched = set()
    for target, amount in shares:
        if amount <= 0:
            raise BadField("amount", _("A share is above nothing."), _("Give a sum."))
        invoice, account_id = _target(target)
        touched.add(account_id)
        credit(
            operation=operation,
            account_id=account_id,
            invoice=invoice,
            amount=amount,
            rule="person",
            actor=actor,
            now=now,
        )
    use_advances(accounts=touched, at=now)
    return _decided(operation, actor, now)


def _target(typed: str) -> tuple[Invoice | None, int]:
    """Find an invoice by its number, else an account by its own. Raises BadField.

    A month's is held: a correction that replaces it comes before, or finds the money on it.
    """
    text = typed.strip().lstrip("№").strip()
    rows = Invoice.objects.filter(number=text, withdrawn_at=None)
    months = rows.filter(order=None).select_for_update(of=("self",), no_key=True)
    invoice = months.first() or rows.first()
    if invoice:
        return invoice, invoice.account_id
    if text.isascii() and text.isdigit() and len(text) < 13:
        account = PersonalAccount.objects.filter(number=int(text)).first()
        if account:
            return None, account.pk
    raise BadField(
        "target",
        _("There is no invoice and no personal account “%(typed)s”."),
        _("Write an invoice's number like 2026-12, or a personal account's."),
        typed=text[:40],
    )


@transaction.atomic
def link_operation(
    *, actor: Actor, now: datetime, operation_id: int, remittance_id: int
) -> BankOperation:
    """Say that the operation is money that a person recorded before. Raises BadField."""
    operation = _waiting(operation_id, "in")
    money = Remittance.objects.filter(
        pk=remittance_id, returned_on=None, allocation=None, amount=operation.amount
    ).first()
    if money is None or operation.credited:
        raise BadField("target", _("This money was not recorded by hand, or is another sum."))
    link(operation=operation, remittance=money, rule="by_hand", actor=actor, now=now)
    return _decided(operation, actor, now)


@transaction.atomic
def return_operation(
    *, actor: Actor, now: datetime, operation_id: int, on: date, reason: str
) -> BankOperation:
    """Record that an operation's money went back to its payer, what was credited of it too.

    An order that rested on it loses its payment, visibly (I8). Raises BadField.
    """
    operation = _held(operation_id)
    if operation.direction != "in" or operation.state not in ("matched", "parked"):
        raise BadField("operation", _("This money is not with us any more."))
    if not operation.arrived_on <= on <= today_of(now):
        raise BadField("on", _("Money goes back after it came, and not in the future."))
    said = filled(BankOperation, "note", reason)
    touched = take_back(operation=operation, on=on, reason=said, actor=actor, now=now)
    use_advances(accounts=touched, at=now)
    return operation


@transaction.atomic
def set_aside_operation(
    *, actor: Actor, now: datetime, operation_id: int, note: str
) -> BankOperation:
    """Record that what is left of an operation is no customer's money. Raises BadField."""
    operation = _held(operation_id)
    if operation.state != OPEN:
        raise BadField("operation", _("Somebody decided about this operation meanwhile."))
    operation.state = "not_ours"
    operation.note = fitting(BankOperation, "note", note)
    operation.save(update_fields=["state", "note"])
    return _decided(operation, actor, now)


@transaction.atomic
def name_returned(
    *, actor: Actor, now: datetime, operation_id: int, original_id: int
) -> BankOperation:
    """Say which credit an outgoing operation gives back. Raises BadField."""
    operation = _waiting(operation_id, "out")
    original = _held(original_id)
    if original.direction != "in" or original.amount != operation.amount:
        raise BadField("original", _("This credit has another sum."), _("Choose another one."))
    return_operation(
        actor=actor,
        now=now,
        operation_id=original.pk,
        on=max(operation.arrived_on, original.arrived_on),
        reason=operation.purpose or f"№ {operation.number}",
    )
    operation.state, operation.reason, operation.credited = "matched", "returns", operation.amount
    operation.note = f"{original.pk}"
    operation.save(update_fields=["state", "reason", "credited", "note"])
    return _decided(operation, actor, now)


@transaction.atomic
def undo_decision(*, actor: Actor, now: datetime, operation_id: int, reason: str) -> BankOperation:
    """Take back what was decided: the operation waits again. Raises BadField.

    What was credited leaves the accounts with counter-entries; an order loses its payment. Of
    what went out, a recognised refund and what was set aside can be undone.
    """
    operation = _held(operation_id)
    goes_out = operation.direction == "out"
    if operation.state == OPEN or (goes_out and operation.reason == "returns"):
        raise BadField("operation", _("There is nothing to undo."))
    if operation.state == "returned":
        raise BadField("operation", _("The money went back: that cannot be undone here."))
    if goes_out:
        operation.credited = Decimal("0.00")
    elif operation.credited:
        said = filled(BankOperation, "note", reason)
        touched = take_back(
            operation=operation, on=today_of(now), reason=said, actor=actor, now=now
        )
        use_advances(accounts=touched, at=now)
    operation.state, operation.reason = OPEN, "undone"
    operation.note = fitting(BankOperation, "note", reason)
    operation.save(update_fields=["state", "reason", "note", "credited"])
    return _decided(operation, actor, now)


def add_own_account(*, actor: Actor, at: datetime, number: str, title: str = "") -> OwnAccount:
    """Write down another bank account of ours. Raises BadField."""
    digits = number.replace(" ", "").replace("\u00a0", "")
    if not ACCOUNT.fullmatch(digits):
        raise BadField("number", _("An account has 20 digits."), _("Compare with the contract."))
    if digits in own_accounts():
        raise BadField("number", _("This account is known already."))
    return OwnAccount.objects.create(
        number=digits,
        title=fitting(OwnAccount, "title", title),
        added_at=at,
        added_by_id=actor.id,
    )


# ------------------------------------------------------------------ inside
def _held(operation_id: int) -> BankOperation:
    operation = BankOperation.objects.select_for_update().filter(pk=operation_id).first()
    if operation is None:
        raise BadField("operation", _("There is no such operation."))
    return operation


def _waiting(operation_id: int, direction: str) -> BankOperation:
    operation = _held(operation_id)
    if operation.state != OPEN or operation.direction != direction:
        raise BadField(
            "operation",
            _("Somebody decided about this operation meanwhile."),
            _("Load the page anew."),
        )
    return operation


def _decided(operation: BankOperation, actor: Actor, now: datetime) -> BankOperation:
    BankOperation.objects.filter(pk=operation.pk).update(decided_at=now, decided_by_id=actor.id)
    operation.refresh_from_db()
    return operation
