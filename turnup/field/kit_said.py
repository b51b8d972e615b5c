"""What a phone says of the kit: one device or so much of a material, put in or taken back."""

from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import Line, Part, ShortText, labels


class GoodsSaid(Part):
    """A device by its number, or so much of a material, that the crew put in or took back."""

    what: Literal["installed", "taken_back"] = Field(
        title=_("What was done"),
        json_schema_extra=labels(
            installed=_("Installed at the customer"), taken_back=_("Taken back into the van")
        ),
    )
    serial: Annotated[ShortText, Field(max_length=60)] | None = Field(
        None, title=_("Serial number")
    )
    code: Annotated[Line, Field(max_length=40)] | None = Field(None, title=_("Stock item"))
    quantity: Annotated[Decimal, Field(gt=0, lt=Decimal(10) ** 8, decimal_places=3)] | None = Field(
        None, title=_("Quantity")
    )
    name: ShortText | None = Field(None, title=_("Called in the act"))
