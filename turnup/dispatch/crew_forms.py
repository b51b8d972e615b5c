"""What the forms of a crew's page say."""

from datetime import date, time
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

from turnup.orders.forms import BusinessDate, Line, ShortText, labels

Technology = Literal["lan", "radio", "leased_line", "satellite"]
AWAY = labels(holiday=_("On holiday"), sick=_("Ill"), training=_("In training"), other=_("Away"))


class Form(BaseModel):
    """A form of the crews' pages; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class NewCrew(Form):
    """A crew that is founded."""

    name: ShortText = Field(max_length=60, title=_("Name"))
    skills: list[Technology] = Field(default_factory=list, max_length=4, title=_("Technologies"))


class CrewBasics(Form):
    """What a crew can do, its van and its base."""

    skills: list[Technology] = Field(default_factory=list, max_length=4, title=_("Technologies"))
    at_height: bool = Field(False, title=_("Works at height"))
    van: Line = Field("", max_length=60, title=_("Van"))
    base: Line = Field("", max_length=200, title=_("Home base"))
    latitude: float | None = Field(None, ge=-90, le=90, title=_("Latitude"))
    longitude: float | None = Field(None, ge=-180, le=180, title=_("Longitude"))
    is_active: bool = Field(True, title=_("Takes visits"))


class SingleDay(Form):
    """A day that departs from the week; without hours a day off."""

    day: BusinessDate = Field(title=_("Day"))
    works_from: time | None = Field(None, title=_("Begins at"))
    works_until: time | None = Field(None, title=_("Ends at"))
    note: Line = Field("", max_length=200, title=_("Note"))


class TechnicianCard(Form):
    """What an installer can do."""

    person: UUID
    skills: list[Technology] = Field(default_factory=list, max_length=4, title=_("Technologies"))
    height_until: BusinessDate | None = Field(None, title=_("Height permit until"))


class Joining(Form):
    """Who joins the crew for good, or helps it for a day."""

    person: UUID
    day: date | None = None


class AbsenceForm(Form):
    """Who is away, from when to when, and why."""

    person: UUID
    first_day: BusinessDate = Field(title=_("From the day"))
    last_day: BusinessDate = Field(title=_("To, inclusive"))
    kind: Literal["holiday", "sick", "training", "other"] = Field(
        "holiday", title=_("Why"), json_schema_extra=AWAY
    )
    note: Line = Field("", max_length=200, title=_("Note"))
