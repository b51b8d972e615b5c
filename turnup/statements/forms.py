"""What the pages of the statements take."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_noop as _
from pydantic import Field, TypeAdapter

from turnup.orders.forms import BusinessDate, Money, Part, ShortText, Text

SUM: TypeAdapter[Decimal] = TypeAdapter(Money)


class ReturnForm(Part):
    """That money went back to its payer."""

    on: BusinessDate = Field(title=_("Went back on"))
    reason: Text = Field(title=_("Why"), min_length=1, max_length=400)


class AsideForm(Part):
    """That it is no customer's money."""

    note: Text = Field("", title=_("What it is"), max_length=400)


class UndoForm(Part):
    """Why a decision is taken back."""

    reason: Text = Field(title=_("Why"), min_length=1, max_length=400)


class OwnAccountForm(Part):
    """Another bank account of ours."""

    number: ShortText = Field(title=_("Settlement account"), max_length=40)
    title: Text = Field("", title=_("What it is for"), max_length=200)


def posted_sum(typed: str) -> Decimal:
    """Read a sum as people type it. Raises pydantic's ValidationError."""
    text = typed.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    return SUM.validate_python(text)


def today_text(day: date) -> str:
    """Write a day as a date control wants it."""
    return day.isoformat()
