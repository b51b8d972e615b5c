"""What a new version of a clause or of a figure says."""

from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, Part, Text, labels


class ClauseVersion(Part):
    """A version of a clause from a day on."""

    text: Text = Field(
        "",
        title=_("Text in Russian"),
        description=_("Values stand as {name}. Blank: the clause is left out from that day on."),
    )
    gloss: Text = Field("", title=_("In English, for the reader"))
    audience: Literal["all", "person", "business"] = Field(
        "all",
        title=_("With whom"),
        json_schema_extra=labels(
            all=_("With everybody"),
            person=_("With a person"),
            business=_("With a company or a sole trader"),
        ),
    )
    since: BusinessDate = Field(title=_("In force from"))


class FigureVersion(Part):
    """A figure of the law or of the company from a day on."""

    value: Annotated[Decimal, Field(ge=0, lt=10_000, decimal_places=3)] = Field(
        title=_("The figure, in its unit")
    )
    ground: Text = Field(title=_("Ground: law, decree or order"), min_length=1, max_length=300)
    since: BusinessDate = Field(title=_("In force from"))
