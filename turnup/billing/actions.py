"""What is done with money. The only writers of this room."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop as _

from turnup.billing.models import (
    Invoice,
    Payment,
    PaymentReversal,
    PersonalAccount,
    Posting,
    PostingKind,
)
from turnup.billing.queries import standing_invoice, standing_payment
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
from turnup.requests.queries import connection_fee
from turnup.standard.refusals import BadField

DAYS_TO_PAY = 10  # working days; the standard counts as many for `money_received`


@transaction.atomic
def issue_invoice(
    *, move: Move, amount: Decimal | None = None, due_on: date | None = None
) -> Receipt:
    """Invoice the connection: by default its fee in the terms that stand. Raises BadField."""
    hold_order(move.order_id)
    calendar = office_calendar()
    today = calendar.local_date(move.at)
    amount = connection_fee(move.order_id) if amount is None else amount
    due_on = due_on or calendar.nth(today, DAYS_TO_PAY)
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
    Invoice.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        account=_account_of(move.order_id, receipt.recorded_at),
        number=f"{today.year}-{take_number(series='invoice', year=today.year)}",
        amount=amount,
        issued_on=today,
        due_on=due_on,
    )
    return receipt


@transaction.atomic
def receive_money(
    *,
    move: Move,
    payer: str,
    amount: Decimal | None = None,
    received_on: date | None = None,
    bank_reference: str | None = None,
) -> Receipt:
    """Credit money that covers the order's invoice. Raises BadField.

    What exceeds the invoice stays on the customer's account. A bank operation that was credited
    once is refused, in whatever order or number it is told.
    """
    hold_order(move.order_id)
    invoice = standing_invoice(move.order_id)
    amount = invoice.amount if amount is None and invoice else amount
    received_on = received_on or office_calendar().local_date(move.at)
    said = plain(payer=payer, amount=amount, received_on=received_on, bank_reference=bank_reference)
    receipt = record(move=move, step="money_received", data=said)
    assert invoice is not None, "the gate of money_received needs a standing invoice"
    assert amount is not None
    _check_money(move, invoice, amount, received_on)
    _credit(
        Payment(
            order_id=move.order_id,
            seq=receipt.journal_seq,
            invoice=invoice,
            account_id=invoice.account_id,
            amount=amount,
            payer=payer,
            received_on=received_on,
            bank_reference=bank_reference or None,
        ),
        receipt.recorded_at,
    )
    return receipt


@transaction.atomic
def reverse_payment(*, move: Move, reason: str) -> Receipt:
    """Take back the payment that stands, with a counter-entry in the ledger."""
    hold_order(move.order_id)
    payment = standing_payment(move.order_id)
    receipt = record(move=move, step="payment_reversed", data=plain(reason=reason))
    assert payment is not None, "payment_reversed needs a standing payment"
    PaymentReversal.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, payment=payment, reason=reason
    )
    _post(
        payment,
        PostingKind.REVERSAL,
        -payment.amount,
        office_calendar().local_date(move.at),
        receipt.recorded_at,
    )
    return receipt


def withdraw_invoices(*, order_id: UUID, at: datetime) -> None:
    """Withdraw the order's invoices that no money has come for."""
    paid = Payment.objects.filter(invoice=OuterRef("pk"), reversal=None)
    live = Invoice.objects.filter(order_id=order_id, withdrawn_at=None)
    live.exclude(Exists(paid)).update(withdrawn_at=at)


def _account_of(order_id: UUID, at: datetime) -> PersonalAccount:
    customer_id = Order.objects.values_list("customer_id", flat=True).get(pk=order_id)
    account, _created = PersonalAccount.objects.get_or_create(
        customer_id=customer_id, defaults={"opened_at": at}
    )
    return account


def _check_money(move: Move, invoice: Invoice, amount: Decimal, received_on: date) -> None:
    if amount < invoice.amount:
        raise BadField(
            "amount",
            _("The invoice is for %(invoiced)s roubles: %(lacking)s are lacking."),
            _("Record the money when the whole sum has arrived."),
            invoiced=invoice.amount,
            lacking=invoice.amount - amount,
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


def _credit(payment: Payment, at: datetime) -> None:
    """Save and post a payment; the database decides whether its bank operation is new."""
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        raise BadField(
            "bank_reference",
            _("This bank operation has been credited already."),
            _("Check the statement: one operation counts once."),
        ) from error
    _post(payment, PostingKind.PAYMENT, payment.amount, payment.received_on, at)


def _post(payment: Payment, kind: str, amount: Decimal, on: date, at: datetime) -> None:
    """Write a line of the ledger; a free connection's payment of nothing needs none."""
    if amount:
        Posting.objects.create(
            account_id=payment.account_id,
            payment=payment,
            kind=kind,
            amount=amount,
            on=on,
            posted_at=at,
        )
