"""What is said of a survey's day that was set: that it is moved, that nothing came of it."""

from typing import Any, ClassVar, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.orders.forms import BusinessDate, StepForm, Text, labels

SIDES = labels(company=_("Ours"), customer=_("The customer's"), third_party=_("A third party's"))


class MovedSurvey(StepForm):
    """`survey_moved`: to which day and to whom, on whose wish, why."""

    survey_date: BusinessDate | None = Field(
        None,
        title=_("New day of the survey"),
        description=_("Blank: the next survey day after the one that is set."),
    )
    engineer: UUID | None = Field(
        None, title=_("Engineer"), description=_("Blank: the same as before.")
    )
    wished_by: Literal["company", "customer", "third_party"] = Field(
        "company", title=_("On whose wish"), json_schema_extra=SIDES, examples=["customer"]
    )
    reason: Text = Field(
        title=_("Why it is moved"), min_length=1, examples=["Клиент просит другой день"]
    )

    sample: ClassVar[dict[str, Any]] = {
        "wished_by": "customer",
        "reason": "Клиент просит другой день",
    }


class UnheldSurvey(StepForm):
    """`survey_missed`: on whose side, and why; the survey waits for a new day."""

    missed_by: Literal["company", "customer", "third_party"] = Field(
        title=_("On whose side"), json_schema_extra=SIDES, examples=["customer"]
    )
    reason: Text = Field(
        title=_("Why it did not take place"), min_length=1, examples=["Никто не открыл дверь"]
    )

    sample: ClassVar[dict[str, Any]] = {
        "missed_by": "customer",
        "reason": "Никто не открыл дверь, телефон молчит",
    }
