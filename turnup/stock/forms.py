"""What the steps about special equipment say."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, Line, ShortText, StepForm, Text
from turnup.orders.office import office_calendar

Serial = Annotated[ShortText, Field(max_length=60)]
Code = Annotated[Line, Field(min_length=1, max_length=40)]
Quantity = Annotated[Decimal, Field(gt=0, lt=Decimal(10) ** 8, decimal_places=3)]


class EquipmentForm(StepForm):
    """`equipment_ready`: what arrived."""

    description: Text = Field(
        title=_("What arrived"), min_length=1, examples=["Антенна 0,6 м и радиомодуль 5 ГГц"]
    )
    supplier: ShortText | None = Field(None, title=_("Supplier"), examples=["ООО «Радиосвязь»"])
    serials: list[Serial] = Field(
        default_factory=list, max_length=50, title=_("Serial numbers"), examples=[["RB-5G-00417"]]
    )

    sample: ClassVar[dict[str, Any]] = {"description": "Антенна 0,6 м и радиомодуль 5 ГГц"}


class PromisedEquipmentForm(StepForm):
    """`equipment_promised`: what was ordered, where, and the day that the supplier promised."""

    description: Annotated[Text, Field(min_length=1, max_length=300)] = Field(
        title=_("What is ordered"), examples=["Антенна 0,6 м и радиомодуль 5 ГГц"]
    )
    promised_date: BusinessDate = Field(title=_("Promised for"), examples=["2099-12-31"])
    supplier: ShortText | None = Field(None, title=_("Supplier"), examples=["ООО «Радиосвязь»"])
    document: ShortText | None = Field(
        None, title=_("Supplier's invoice or order"), examples=["счёт № 318 от 04.02.2026"]
    )
    item: Code | None = Field(
        None,
        title=_("Stock item"),
        description=_("Its code: what arrives is then received into the stock for this order."),
        examples=["radio-bridge"],
    )
    quantity: Quantity = Field(Decimal(1), title=_("Quantity"), examples=["1"])

    sample: ClassVar[dict[str, Any]] = {"description": "Антенна 0,6 м и радиомодуль 5 ГГц"}

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Promise the next day, so that whoever follows the example may plan the visit soon."""
        coming = office_calendar().local_date(timezone.now()) + timedelta(days=1)
        return {**cls.sample, "promised_date": coming.isoformat()}


class EquipmentOrderForm(PromisedEquipmentForm):
    """`equipment_ordered`: something more, at any time."""

    special_equipment: Literal[True] = Field(
        True, title=_("Special equipment needed"), examples=[True]
    )


class GivenUpDeliveryForm(StepForm):
    """`delivery_cancelled`: nothing that is on order will come, and why."""

    reason: Annotated[Text, Field(min_length=1, max_length=300)] = Field(
        title=_("Reason"), examples=["Поставщик снял модель с производства"]
    )

    sample: ClassVar[dict[str, Any]] = {"reason": "Поставщик снял модель с производства"}


class DeliveryForm(StepForm):
    """`delivery_moved`: the new day, and why."""

    special_equipment: Literal[True] = Field(
        True, title=_("Special equipment needed"), examples=[True]
    )
    promised_date: BusinessDate = Field(title=_("Promised for"), examples=["2099-12-30"])
    reason: Annotated[Text, Field(min_length=1, max_length=300)] = Field(
        title=_("Reason"), examples=["Груз задержан на таможне"]
    )
    special: int | None = Field(
        None,
        ge=1,
        le=2**31 - 1,
        title=_("Number of the equipment's order"),
        description=_("Only where several things are on order."),
    )

    sample: ClassVar[dict[str, Any]] = {
        "promised_date": "2099-12-30",
        "reason": "Груз задержан на таможне",
    }
