"""What the board's forms and its query say."""

from datetime import date, time
from typing import Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

from turnup.orders.forms import ShortText, StepForm, Text, labels

Skill = Literal["", "lan", "radio", "leased_line", "satellite"]


class BoardQuery(BaseModel):
    """Which part of the plan is shown: from which day, how, and narrowed to what."""

    model_config = ConfigDict(extra="ignore")

    day: date | None = None
    view: Literal["week", "day"] = "week"
    skill: Skill = ""
    district: str = Field("", max_length=120)


class Placing(StepForm):
    """A visit's crew and time as the board sends them: day and time of the office's clock."""

    crew: ShortText = Field(title=_("Crew"))
    day: date = Field(title=_("Day"))
    at: time = Field(title=_("Begins at"))
    minutes: int | None = Field(None, ge=15, le=720, title=_("Lasts, minutes"))
    wished_by: Literal["company", "customer", "third_party"] = Field(
        "company",
        title=_("On whose wish"),
        json_schema_extra=labels(
            company=_("Ours"), customer=_("The customer's"), third_party=_("A third party's")
        ),
    )
    reason: Text = Field("", title=_("Reason"))
    agreed_with: str = Field("", max_length=200, title=_("Agreed with"))
