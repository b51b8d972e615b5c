"""What a new version of a clause says."""

from typing import Literal

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
