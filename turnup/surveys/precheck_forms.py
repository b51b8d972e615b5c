"""What may be asked of a pre-check."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import Line, Part

Height = Annotated[float, Field(ge=0, le=300)]
Speed = Annotated[float, Field(gt=0, le=100_000)]


class PrecheckQuery(Part):
    """How to compute a pre-check; what is left out is the company's usual, or the order's own."""

    height_m: Height | None = Field(
        None,
        title=_("Antenna height above the ground"),
        description="Of the customer's antenna, in metres.",
    )
    speed_mbps: Speed | None = Field(
        None, title=_("Speed"), description="What is to be sold, in Mbit/s."
    )


class PrecheckPageQuery(PrecheckQuery):
    """The same, and which sector's profile to draw."""

    sector: Annotated[Line, Field(max_length=40)] | None = None
