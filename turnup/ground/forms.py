"""What the steps about permits and leases say."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, Line, Money, ShortText, StepForm, Text, labels

Number = Annotated[Line, Field(min_length=1, max_length=40)]


class PermitForm(StepForm):
    """`permits_obtained`: who permits, by which paper, on what conditions; or a permit we have."""

    granted_by: ShortText | None = Field(None, title=_("Granted by"), examples=["ТСЖ «Ленина, 74»"])
    document: ShortText | None = Field(
        None, title=_("Document and its date"), examples=["письмо № 12 от 03.02.2026"]
    )
    conditions: Text | None = Field(
        None, title=_("Conditions"), examples=["Доступ на чердак с 10 до 17, ключ у консьержа"]
    )
    valid_until: BusinessDate | None = Field(None, title=_("Valid until"), examples=["2027-12-31"])
    permit: Number | None = Field(
        None,
        title=_("Number of a permit that is there"),
        description=_("One that is in force at this building; the other fields are then its own."),
        examples=["РП-2026-0012"],
    )

    sample: ClassVar[dict[str, Any]] = {"granted_by": "ТСЖ «Ленина, 74»"}


class LeaseForm(StepForm):
    """`leases_agreed`: the place for outside equipment and what it costs."""

    lessor: ShortText | None = Field(None, title=_("Lessor"), examples=["ООО «Управдом»"])
    place: ShortText | None = Field(
        None, title=_("Place"), examples=["Мачта на крыше, ул. Кирова, 15"]
    )
    monthly_rent: Money = Field(
        Decimal("0.00"), title=_("Rent a month, roubles"), examples=["1500.00"]
    )
    conditions: Text | None = Field(None, title=_("Conditions"), examples=["Оплата поквартально"])
    valid_until: BusinessDate | None = Field(None, title=_("Valid until"), examples=["2027-12-31"])
    place_kind: Literal["roof", "mast", "facade", "inside", "other"] = Field(
        "other",
        examples=["roof"],
        title=_("Kind of place"),
        description=_("A roof or a mast makes it work at height: with a work permit and weather."),
        json_schema_extra=labels(
            roof=_("Roof"),
            mast=_("Mast"),
            facade=_("Facade"),
            inside=_("Inside the building"),
            other=_("Other place"),
        ),
    )
    lease: UUID | None = Field(
        None,
        examples=["5f0c6a52-8f0e-4c39-9a56-2f1f0a8f6a10"],
        title=_("Id of a lease that is there"),
        description=_("One that is in force at this building; the other fields are then its own."),
    )

    sample: ClassVar[dict[str, Any]] = {
        "lessor": "ООО «Управдом»",
        "place": "Мачта на крыше, ул. Кирова, 15",
    }
