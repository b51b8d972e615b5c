"""What is said of a new pool."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

from turnup.orders.forms import ShortText, labels


class PoolForm(BaseModel):
    """A network and what it is for."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[ShortText, Field(min_length=1, max_length=60)] = Field(
        title=_("Name"), examples=["Клиенты, Калуга"]
    )
    purpose: Literal["static", "dynamic", "link", "routed", "ipv6", "quarantine", "management"] = (
        Field(
            "static",
            title=_("Purpose"),
            json_schema_extra=labels(
                static=_("Static addresses"),
                dynamic=_("Given by the access servers"),
                link=_("Corporate links"),
                routed=_("Routed blocks"),
                ipv6=_("IPv6 prefixes"),
                quarantine=_("Suspended subscribers"),
                management=_("Equipment of our own"),
            ),
        )
    )
    network: Annotated[ShortText, Field(min_length=1, max_length=43)] = Field(
        title=_("Network"), examples=["198.51.100.0/24"]
    )
    gateway: Annotated[ShortText, Field(max_length=15)] | None = Field(
        None, title=_("Gateway"), description=_("Left blank: the network's first address.")
    )
    block_length: int | None = Field(
        None,
        ge=8,
        le=64,
        title=_("Prefix length of a block"),
        description=_("Of links 30 or 31, of routed blocks 24 to 30, of IPv6 usually 56."),
    )
    rest_days: int = Field(30, ge=0, le=3650, title=_("Rest before re-use, days"))
