"""What is done with money. The only writers of this room."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from turnup.billing.advance_actions import use_advances
from turnup.billing.ledger import (
    open_account,
    post_charge,
    post_money,
    return_money,
    taxed,
    void_charge,
)
from turnup.billing.models import (
    Charge,
    Invoice,
    Payment,
    PaymentReversal,
    PersonalAccount,
    Remittance,
)
from turnup.billing.queries import (
    outstanding,
    standing_invoice,
    standing_payment,
    standing_remittances,
)
from turnup.contracts.clauses import policy_value
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import JournalEntry, Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
from turnup.requests.queries import connection_fee
from turnup.standard.refusals import BadField


@transaction.atomic
def issue_invoice(
    *, move: Move, amount: Decimal | None = None, due_on: date | None = None
) -> Receipt:
    """Invoice the connection: by default its fee in the terms that stand. Raises BadField."""
    hold_order(move.order_id)
    calendar = office_calendar()
    today = calendar.local_date(move.at)
    amount = connection_fee(move.order_id) if amount is None else amount
    due_on = due_on or calendar.nth(today, int(policy_value("invoice_term", today)))
    receipt = record(move=move, step="invoice_issued", data=plain(amount=amount, due_on=due_on))
    if amount is None:
        raise BadField(
            "amount",
            _("The terms do not say what the connection costs."),
            _("Give the sum to be paid."),
        )
    if due_on < today:
        raise BadField(
            "due_on", _("The invoice would be due before its own date."), _("Choose a later day.")
        )
    invoice = Invoice.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        account=_account_of(move.order_id, receipt.recorded_at),
        number=f"{today.year}-{take_number(series='invoice', year=today.year)}",
        amount=amount,
        issued_on=today,
        due_on=due_on,
    )
    _take_over(invoice)
    return receipt


def _take_over(invoice: Invoice) -> None:
    """Let a new invoice have the part payments of the order's earlier ones, which it replaces."""
    assert invoice.order_id is not None, "a connection's invoice is a step of its order"
    if standing_payment(invoice.order_id) is None:
        earlier = Remittance.objects.filter(invoice__order_id=invoice.order_id, returned_on=None)
        earlier.update(invoice=invoice)


@transaction.atomic
def receive_money(
    *,
    move: Move,
    payer: str,
    amount: Decimal | None = None,
    received_on: date | None = None,
    bank_reference: str | None = None,
) -> Receipt:
    """Credit money that covers what the order's invoice still lacks. Raises BadField.

    What exceeds the invoice pays the customer's open months, or stays as an advance. A bank
    operation that was credited once is refused, in whatever order or number it is told.
    """
    hold_order(move.order_id)
    invoice = standing_invoice(move.order_id)
    lacking = outstanding(invoice) if invoice else None
    amount = lacking if amount is None else amount
    received_on = received_on or office_calendar().local_date(move.at)
    said = plain(payer=payer, amount=amount, received_on=received_on, bank_reference=bank_reference)
    receipt = record(move=move, step="money_received", data=said)
    assert invoice is not None, "the gate of money_received needs a standing invoice"
    assert amount is not None
    assert lacking is not None
    _check_money(move, invoice, amount, lacking, received_on)
    payment = _keep_payment(receipt, invoice, amount, payer, received_on, bank_reference)
    if amount:  # a free connection's payment of nothing needs no posting
        post_money(
            remittance=Remittance(
                account_id=invoice.account_id,
                invoice=invoice,
                amount=amount,
                payer=payment.payer,
                received_on=received_on,
                bank_reference=payment.bank_reference,
                recorded_at=receipt.recorded_at,
                recorded_by_id=move.actor.id,
            )
        )
        use_advances(accounts=[invoice.account_id], at=receipt.recorded_at)
    return receipt


@transaction.atomic
def settle_invoice(*, move: Move, invoice: Invoice, money: Sequence[Remittance]) -> Receipt:
    """Record `money_received` for an invoice that the `money` credited to it already covers.

    The payer and the day are those of the last of it. Raises BadField while any is lacking. The
    caller holds the order: `money` was read under its lock.
    """
    amount = sum((one.amount for one in money), Decimal(0))
    last = max(money, key=lambda one: (one.received_on, one.id))
    said = plain(payer=last.payer, amount=amount, received_on=last.received_on)
    if last.bank_reference:
        said["bank_reference"] = last.bank_reference
    receipt = record(move=move, step="money_received", data=said)
    _check_money(move, invoice, amount, invoice.amount, last.received_on)
    _keep_payment(
        receipt, invoice, amount, last.payer, last.received_on, last.bank_reference or None
    )
    return receipt


def _keep_payment(
    receipt: Receipt,
    invoice: Invoice,
    amount: Decimal,
    payer: str,
    received_on: date,
    bank_reference: str | None,
) -> Payment:
    return Payment.objects.create(
        order_id=receipt.id,
        seq=receipt.journal_seq,
        invoice=invoice,
        account_id=invoice.account_id,
        amount=amount,
        payer=payer,
        received_on=received_on,
        bank_reference=bank_reference or None,
    )


@transaction.atomic
def reverse_payment(
    *, move: Move, reason: str, remittances: Sequence[Remittance] | None = None
) -> Receipt:
    """Take back the payment that stands, with counter-entries in the ledger.

    `remittances` are the sums that went back; without them all that the invoice was paid with.
    """
    hold_order(move.order_id)
    payment = standing_payment(move.order_id)
    receipt = record(move=move, step="payment_reversed", data=plain(reason=reason))
    assert payment is not None, "payment_reversed needs a standing payment"
    PaymentReversal.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, payment=payment, reason=reason
    )
    return_money(
        remittances=standing_remittances(payment.invoice) if remittances is None else remittances,
        on=office_calendar().local_date(move.at),
        reason=reason,
        at=receipt.recorded_at,
    )
    return receipt


def withdraw_invoices(*, order_id: UUID, at: datetime) -> None:
    """Withdraw the order's invoices that no money has come for."""
    paid = Payment.objects.filter(invoice=OuterRef("pk"), reversal=None)
    credited = Remittance.objects.filter(invoice=OuterRef("pk"), returned_on=None)
    live = Invoice.objects.filter(order_id=order_id, withdrawn_at=None)
    live.exclude(Exists(paid) | Exists(credited)).update(withdrawn_at=at)


# ------------------------------------------------------------------ the connection as a service
def charge_connection(*, order_id: UUID, at: datetime) -> None:
    """Charge the connection on the day of its act, with the tax of that day."""
    invoice = standing_invoice(order_id)
    amount = invoice.amount if invoice else connection_fee(order_id)
    if not amount:
        return
    day = office_calendar().local_date(_signed_at(order_id, at))
    percent, vat = taxed(amount, day)
    post_charge(
        charge=Charge(
            account=_account_of(order_id, at),
            order_id=order_id,
            kind="connection",
            title="Подключение к сети передачи данных",
            amount=amount,
            vat_percent=percent,
            vat_amount=vat,
            served_from=day,
            served_on=day,
            recorded_at=at,
        )
    )


def void_connection(*, order_id: UUID, at: datetime) -> None:
    """Take the connection's charge back: its act has fallen."""
    for charge in Charge.objects.filter(order_id=order_id, kind="connection", voided_at=None):
        void_charge(charge=charge, at=at, on=office_calendar().local_date(at))


def _signed_at(order_id: UUID, at: datetime) -> datetime:
    acts = JournalEntry.objects.filter(order_id=order_id, step="act_signed").order_by("-seq")
    return acts.values_list("at", flat=True).first() or at


def _account_of(order_id: UUID, at: datetime) -> PersonalAccount:
    customer_id = Order.objects.values_list("customer_id", flat=True).get(pk=order_id)
    return open_account(customer_id=customer_id, at=at)


def _check_money(
    move: Move, invoice: Invoice, amount: Decimal, needed: Decimal, received_on: date
) -> None:
    if amount < needed:
        raise BadField(
            "amount",
            _("The invoice is for %(invoiced)s roubles: %(lacking)s are lacking."),
            _("Record the money when the whole sum has arrived."),
            invoiced=invoice.amount,
            lacking=needed - amount,
        )
    calendar = office_calendar()
    if received_on > calendar.local_date(move.now):
        raise BadField(
            "received_on", _("This day has not come yet."), _("Give the day the money arrived.")
        )
    opened_at = Order.objects.values_list("opened_at", flat=True).get(pk=move.order_id)
    if received_on < calendar.local_date(opened_at):
        raise BadField(
            "received_on",
            _("This day is before the order was opened."),
            _("Give the day the money arrived."),
        )
