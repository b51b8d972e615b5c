"""What is said of a line's block and port."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

from turnup.orders.forms import ShortText, labels

GivenPurpose = Literal["link", "routed", "ipv6"]


class Said(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class BlockForm(Said):
    """A block for an order: the first free one, or one by its prefix."""

    purpose: GivenPurpose = Field(
        title=_("Purpose"),
        json_schema_extra=labels(
            link=_("Corporate links"), routed=_("Routed blocks"), ipv6=_("IPv6 prefixes")
        ),
        examples=["link"],
    )
    prefix: Annotated[ShortText, Field(max_length=43)] | None = Field(
        None,
        title=_("Block"),
        description=_("Left blank: the first free one, or the one it held before."),
        examples=["10.41.0.4/30"],
    )


class PortForm(Said):
    """Where an order's line ends."""

    switch: Annotated[ShortText, Field(min_length=1, max_length=60)] = Field(
        title=_("Switch"), examples=["ru-klg-acc-017"]
    )
    port: Annotated[ShortText, Field(min_length=1, max_length=40)] = Field(
        title=_("Port"), examples=["ge-0/0/12"]
    )
    vlan: int | None = Field(
        None,
        ge=2,
        le=4094,
        title=_("VLAN"),
        description=_("From 2 to 4094; left blank: none of its own."),
        examples=[2017],
    )
