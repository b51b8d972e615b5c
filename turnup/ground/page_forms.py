"""What the pages of the ground ask."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from turnup.ground.actions.permits import Access
from turnup.orders.forms import BusinessDate, Line, Money, Part, ShortText, Text, labels
from turnup.standard.refusals import BadField
from turnup.ui import schema
from turnup.ui.fields import Field as Shown

Named = Annotated[Line, Field(max_length=200)]
Wind = Annotated[Decimal, Field(ge=0, le=99, decimal_places=1)]
PLACES = labels(
    roof=_("Roof"),
    mast=_("Mast"),
    facade=_("Facade"),
    inside=_("Inside the building"),
    other=_("Other place"),
)


class Request(Part):
    """A request to a holder."""

    party: ShortText = Field(
        title=_("To whom"), description=_("The owner, manager or holder, as letters name them.")
    )
    party_address: Named = Field("", title=_("Their postal address"))
    contact_name: Named = Field("", title=_("Contact person"))
    phone: Annotated[Line, Field(max_length=30)] = Field(
        "", title=_("Phone"), json_schema_extra={"widget": "tel"}
    )
    building_kind: Literal["unknown", "residential", "office", "public", "mast"] = Field(
        "unknown",
        title=_("Kind of building"),
        description=_("The letter names the law that applies to it."),
        json_schema_extra=labels(
            unknown=_("Not known"),
            residential=_("Residential block"),
            office=_("Offices, trade, works"),
            public=_("State or municipal"),
            mast=_("Mast or tower"),
        ),
    )
    subject: Annotated[Text, Field(min_length=1)] = Field(
        title=_("What we want to place and do"),
        examples=[_("cable in the attic, a cabinet of 6U on the landing, drilling of one wall")],
    )


class Sent(Part):
    """That the letter went out."""

    sent_date: BusinessDate = Field(title=_("Sent on"))
    sent_by: Named = Field("", title=_("How"), examples=[_("by post, registered")])


class Answered(Part):
    """The holder's answer."""

    answer: Literal["granted", "refused"] = Field(
        title=_("Answer"),
        json_schema_extra=labels(granted=_("Permission granted"), refused=_("Permission refused")),
    )
    answered_date: BusinessDate = Field(title=_("Answered"))
    document: Named = Field("", title=_("Their document and its date"))
    valid_from: BusinessDate | None = Field(None, title=_("Valid from"))
    valid_until: BusinessDate | None = Field(
        None, title=_("Valid until"), description=_("Left blank: without end.")
    )
    conditions: Text = Field("", title=_("Conditions"))
    keys_at: Named = Field("", title=_("Keys are with"))
    escort: Named = Field("", title=_("Who escorts"))
    reason: Text = Field("", title=_("Reason of the refusal"))


class Withdrawn(Part):
    """That a holder took the permission back."""

    on: BusinessDate = Field(title=_("From which day"))
    reason: Annotated[Text, Field(min_length=1)] = Field(title=_("Reason"))


class NewLease(Part):
    """An agreed place and its rent."""

    party: ShortText = Field(title=_("Lessor"))
    place: ShortText = Field(title=_("Place"))
    place_kind: Literal["roof", "mast", "facade", "inside", "other"] = Field(
        "other",
        title=_("Kind of place"),
        description=_("A roof or a mast makes it work at height: with a work permit and weather."),
        json_schema_extra=PLACES,
    )
    monthly_rent: Money = Field(title=_("Rent a month, roubles"))
    months_paid_at_once: int = Field(1, ge=1, le=12, title=_("Months paid at once"))
    valid_from: BusinessDate = Field(title=_("Valid from"))
    valid_until: BusinessDate | None = Field(
        None, title=_("Valid until"), description=_("Left blank: without end.")
    )
    wind_area_m2: Annotated[Decimal, Field(ge=0, lt=1000, decimal_places=2)] | None = Field(
        None, title=_("Wind area of our equipment, m²"), description=_("Masts count it.")
    )
    document: Named = Field("", title=_("Agreement and its date"))
    conditions: Text = Field("", title=_("Conditions"))


class Paid(Part):
    """That a rent was paid."""

    paid_date: BusinessDate = Field(title=_("Paid"))
    document: Named = Field("", title=_("Payment order"))


class Described(Part):
    """What is known of a building."""

    kind: Literal["unknown", "residential", "office", "public", "mast"] = Field(
        title=_("Kind of building"),
        json_schema_extra=labels(
            unknown=_("Not known"),
            residential=_("Residential block"),
            office=_("Offices, trade, works"),
            public=_("State or municipal"),
            mast=_("Mast or tower"),
        ),
    )
    holder: Named = Field("", title=_("Owner or manager"))
    access: Annotated[Line, Field(max_length=500)] = Field("", title=_("How to get in"))
    keys_at: Named = Field("", title=_("Keys are with"))


class HeightPlace(Part):
    """Where the work at height is."""

    place: ShortText = Field(title=_("Where"), examples=[_("roof, northern parapet")])


class Naryad(Part):
    """A work permit for a crew at height."""

    supervisor: ShortText = Field(title=_("Responsible on site"))
    members: Annotated[Text, Field(min_length=1)] = Field(
        title=_("Members of the crew"), description=_("One a line.")
    )
    measures: Annotated[Text, Field(min_length=1)] = Field(
        title=_("Safety measures"), description=_("One a line.")
    )
    valid_from: BusinessDate = Field(title=_("Valid from"))
    valid_until: BusinessDate = Field(title=_("Valid until"))


class Weather(Part):
    """The weather at the place, now."""

    wind_m_s: Wind = Field(title=_("Wind, m/s"))
    thunderstorm: bool = Field(False, title=_("Thunderstorm"))
    precipitation: bool = Field(False, title=_("Rain or snow"))
    ice: bool = Field(False, title=_("Ice"))
    fog: bool = Field(False, title=_("Fog"))
    dark: bool = Field(False, title=_("Dark"))


def fields(
    form: type[BaseModel], data: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> list[Shown]:
    """Give the form's fields, filled, with their faults."""
    return schema.fields(form.model_json_schema(), data, errors or {})


def hours_of(posted: Mapping[str, str]) -> list[Access]:
    """Read the week's hours: `begins_0` … `ends_6`; a weekday left blank is closed.

    A week left blank wholly lets us in at any time. Raises BadField.
    """
    found = []
    for day in range(7):
        begins, ends = (posted.get(f"{name}_{day}", "").strip() for name in ("begins", "ends"))
        if begins or ends:
            try:
                found.append(Access(day, time.fromisoformat(begins), time.fromisoformat(ends)))
            except ValueError:
                raise BadField(
                    "hours", _("An hour is missing."), _("Give begin and end, or neither.")
                ) from None
    return found
