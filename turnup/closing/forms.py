"""What the pages of a subscriber take."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import BeforeValidator, Field

from turnup.orders.forms import BusinessDate, Money, Part, Text


def _typed(value: object) -> object:
    """Let a sum be written as people write it: with spaces and a comma."""
    if isinstance(value, str):
        return value.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    return value


Sum = Annotated[Money, BeforeValidator(_typed)]


class FeeForm(Part):
    """Another monthly fee of a service."""

    service: int = Field(ge=1)
    since: BusinessDate = Field(title=_("In force from"))
    monthly_fee: Sum = Field(title=_("Monthly fee, roubles with VAT"))


class PauseForm(Part):
    """The subscriber's request for a pause."""

    service: int = Field(ge=1)
    note: Text = Field(title=_("The subscriber’s request"), min_length=1, max_length=400)


class ResumeForm(Part):
    """The end of a pause."""

    service: int = Field(ge=1)


class EndForm(Part):
    """The end of the contract."""

    service: int = Field(ge=1)
    reason: Text = Field(title=_("Ground"), min_length=1, max_length=400)


class RefundForm(Part):
    """An advance given back."""

    amount: Annotated[Sum, Field(gt=Decimal(0))] = Field(title=_("Amount, roubles"))
    on: BusinessDate = Field(title=_("Paid out on"))
    reason: Text = Field(title=_("Ground"), min_length=1, max_length=400)
    payment_order: Text = Field("", title=_("Payment order"), max_length=40)
    key: UUID


class ChoiceForm(Part):
    """In which papers the months come."""

    form: Literal["upd", "act"] = Field(title=_("Papers"))


class CorrectionForm(Part):
    """The right sum of a charge."""

    charge: int = Field(ge=1)
    amount: Sum = Field(title=_("Right sum, roubles with VAT"))
    reason: Text = Field(title=_("Why"), min_length=1, max_length=400)


class ToldForm(Part):
    """That a letter was handed over another way."""

    on: BusinessDate = Field(title=_("Day"))
    how: Text = Field(title=_("How"), min_length=1, max_length=200)


class TariffFeeForm(Part):
    """Another monthly fee of everybody on a tariff."""

    tariff: int = Field(ge=1)
    since: BusinessDate = Field(title=_("In force from"))
    monthly_fee: Sum = Field(title=_("Monthly fee, roubles with VAT"))


class TrafficForm(Part):
    """What a tariff's traffic costs."""

    tariff: int = Field(ge=1)
    since: BusinessDate = Field(title=_("In force from"))
    included_gb: Sum = Field(title=_("GB included"))
    gb_price: Sum = Field(title=_("A GB beyond, roubles with VAT"))
