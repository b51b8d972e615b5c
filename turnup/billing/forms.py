"""What the steps about money say."""

from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, Money, ShortText, StepForm, Text


class InvoiceForm(StepForm):
    """`invoice_issued`: nothing need be said; the terms give the amount."""

    amount: Money | None = Field(
        None,
        title=_("Amount, roubles with VAT"),
        description=_("Left blank: the connection fee of the terms that stand."),
        examples=["12000.00"],
    )
    due_on: BusinessDate | None = Field(
        None,
        title=_("To be paid until"),
        description=_("Left blank: ten working days from now."),
        examples=["2026-02-16"],
    )


class PaymentForm(StepForm):
    """`money_received`: who paid how much, when, and the bank operation that proves it."""

    payer: ShortText = Field(title=_("Payer"), examples=["ООО «Калужские окна»"])
    amount: Money | None = Field(
        None,
        title=_("Amount, roubles"),
        description=_("Left blank: the invoice's amount."),
        examples=["12000.00"],
    )
    received_on: BusinessDate | None = Field(
        None,
        title=_("Arrived on"),
        description=_("Left blank: the day of this record."),
        examples=["2026-02-03"],
    )
    bank_reference: ShortText | None = Field(
        None,
        title=_("Bank operation"),
        description=_("Its number in the bank's statement; the same one is never credited twice."),
        examples=["ПП 417 от 03.02.2026"],
    )

    sample: ClassVar[dict[str, Any]] = {"payer": "ООО «Калужские окна»"}


class PaymentReversalForm(StepForm):
    """`payment_reversed`: why the money went back."""

    reason: Text = Field(
        title=_("Reason"), min_length=1, examples=["Банк вернул платёж: неверный счёт плательщика"]
    )

    sample: ClassVar[dict[str, Any]] = {"reason": "Банк вернул платёж: неверный счёт плательщика"}
