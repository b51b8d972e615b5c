"""What the events say that may happen to any order, at any stage."""

from datetime import timedelta
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, Money, ShortText, StepForm, Text, labels


class Cancellation(StepForm):
    """That the customer gives the order up."""

    reason: Literal["price", "term", "competitor", "not_needed", "premises", "other"] = Field(
        title=_("Why"),
        json_schema_extra=labels(
            price=_("Too expensive"),
            term=_("Takes too long"),
            competitor=_("Went to a competitor"),
            not_needed=_("No longer needed"),
            premises=_("Leaves the premises"),
            other=_("Other reason"),
        ),
    )
    text: Text = Field("", title=_("In the customer's words"))

    sample = {"reason": "not_needed", "text": "Переезжаем в другой город"}


class Refusal(StepForm):
    """That we refuse, in writing."""

    reason: Literal["not_feasible", "not_worth_building", "no_permit", "other"] = Field(
        title=_("Ground of the refusal"),
        json_schema_extra=labels(
            not_feasible=_("Technically not feasible"),
            not_worth_building=_("The network will not be built there"),
            no_permit=_("The owner does not permit it"),
            other=_("Other reason"),
        ),
    )
    text: Text = Field("", title=_("Text of the letter"))

    sample = {
        "reason": "not_feasible",
        "text": "Свободных линий к вашему зданию нет, строить новые не планируется.",
    }


class Hold(StepForm):
    """That the order rests for a reason: its clock stops, and the time is counted apart."""

    reason: Literal["customer_asked", "third_party", "weather", "supplier", "other"] = Field(
        title=_("Reason"),
        json_schema_extra=labels(
            customer_asked=_("The customer asked"),
            third_party=_("Waiting for a third party"),
            weather=_("Weather"),
            supplier=_("Waiting for a supplier"),
            other=_("Other reason"),
        ),
    )
    text: Text = Field("", title=_("Note"))

    sample = {"reason": "customer_asked", "text": "Просят вернуться к вопросу после ремонта"}


class Resumption(StepForm):
    """That work on the order goes on."""

    text: Text = Field("", title=_("Note"))

    sample = {"text": "Ремонт окончен"}


class Waiver(StepForm):
    """That a gate may open without what it waits for."""

    gate: ShortText = Field(
        title=_("Gate"),
        description=_("The step that may begin before its time."),
        examples=["installation_requested"],
    )
    reason: Text = Field(
        title=_("Why"), min_length=1, examples=["Гарантийное письмо, постоянный клиент"]
    )
    amount_at_risk: Money = Field(title=_("Amount at risk"), examples=["12000.00"])
    until: BusinessDate = Field(
        title=_("Until"), description=_("The last day on which the waiver may be used.")
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Give a waiver of thirty days from today, the day the example is read."""
        return {
            "gate": "installation_requested",
            "reason": "Гарантийное письмо, постоянный клиент",
            "amount_at_risk": "12000.00",
            "until": (timezone.localdate() + timedelta(days=30)).isoformat(),
        }


class Note(StepForm):
    """Something worth writing down."""

    text: Text = Field(title=_("Note"), min_length=1, examples=["Ключ от чердака у вахтёра"])

    sample = {"text": "Ключ от чердака у вахтёра, с 9 до 18"}


class ReopenedTerms(StepForm):
    """That the terms are to be proposed anew."""

    reason: Text = Field(title=_("Why"), min_length=1, examples=["Клиент просит другой тариф"])

    sample = {"reason": "Клиент просит другой тариф"}
