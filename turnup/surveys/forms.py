"""What the steps of stage 2 say."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field, PlainSerializer

from turnup.orders.forms import BusinessDate, Line, Money, Part, StepForm, Text, labels
from turnup.surveys.readings import ANSWERS

Measured = Annotated[
    Decimal,
    Field(ge=-(10**6), le=10**6, decimal_places=3, max_digits=10),
    PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json"),
]
Quantity = Annotated[
    Decimal,
    Field(gt=0, le=10**6, decimal_places=3, max_digits=10),
    PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json"),
]
Degrees = Annotated[
    Decimal,
    Field(decimal_places=6, max_digits=9),
    PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json"),
]
TECHNOLOGIES = labels(
    lan=_("LAN"),
    radio=_("Radio"),
    leased_line=_("Leased line"),
    satellite=_("Satellite"),
    any=_("Whatever works"),
)
UNITS = labels(
    piece=_("pcs"),
    set=_("set"),
    metre=_("m"),
    hour=_("h"),
    visit=_("visit"),
    point=_("point"),
    month=_("month"),
)


class SurveyTask(StepForm):
    """The task of a survey in the work journal."""

    urgent: bool = Field(
        False,
        title=_("Urgent"),
        description=_("On another day than the survey days, if the technical director allows it."),
    )
    wishes: Text = Field("", title=_("What to look at"))
    access: Text = Field(
        "",
        title=_("How to get in"),
        examples=["Вход со двора, пропуск у охраны, ключ от чердака в домоуправлении"],
    )

    sample = {"urgent": False, "access": "Вход со двора, пропуск у охраны"}


class AllowedUrgency(StepForm):
    """The technical director's consent to an urgent survey."""

    reason: Text = Field(
        title=_("Why it is urgent"), min_length=1, examples=["Открытие магазина в субботу"]
    )

    sample = {"reason": "Открытие магазина в субботу"}


class RefusedUrgency(StepForm):
    """Why a survey is not urgent; it goes back to the survey days."""

    reason: Text = Field(
        title=_("Why it is not urgent"),
        min_length=1,
        examples=["До ближайшего дня экспертизы один рабочий день"],
    )

    sample = {"reason": "До ближайшего дня экспертизы один рабочий день"}


class SurveyDay(StepForm):
    """The day of the survey."""

    survey_date: BusinessDate | None = Field(
        None,
        title=_("Day of the survey"),
        description=_("Blank: the next survey day; for an urgent one the next working day."),
    )
    engineer: UUID | None = Field(None, title=_("Engineer"))
    note: Text = Field("", title=_("Note"))

    sample = {"note": "Первая половина дня"}


class SurveyResult(StepForm):
    """What the survey found. Both evidences together are technical feasibility before the law."""

    verdict: Literal["feasible", "feasible_with_build", "not_feasible"] = Field(
        title=_("Verdict"),
        json_schema_extra=labels(
            feasible=_("Feasible"),
            feasible_with_build=_("Feasible with build"),
            not_feasible=_("Not feasible"),
        ),
    )
    node_capacity: bool = Field(title=_("Free capacity at the node"))
    line_available: bool = Field(title=_("A free line to the customer"))
    reason_code: (
        Literal["no_capacity", "no_line", "no_sight", "no_permit", "no_coverage", "other"] | None
    ) = Field(
        None,
        title=_("Why not feasible"),
        description=_("Needed for a negative verdict, unless the evidence or the notes say it."),
        json_schema_extra=labels(
            no_capacity=_("No free capacity at the node"),
            no_line=_("No free line to the customer"),
            no_sight=_("No line of sight"),
            no_permit=_("The owner does not permit it"),
            no_coverage=_("Outside the coverage"),
            other=_("Other reason, see the notes"),
        ),
    )
    technology: Literal["lan", "radio", "leased_line", "satellite", "any"] | None = Field(
        None,
        title=_("Technology"),
        description=_("Blank: the one requested."),
        json_schema_extra=TECHNOLOGIES,
    )
    readings: dict[Annotated[str, Field(max_length=40)], Measured] = Field(
        default_factory=dict,
        title=_("Readings"),
        description=_("Such as cable_m, distance_km, signal_dbm, loop_ohm, elevation_deg."),
        max_length=30,
        examples=[{"cable_m": "40"}],
    )
    checks: dict[Annotated[str, Field(max_length=40)], Literal["yes", "no", "unknown"]] = Field(
        default_factory=dict,
        title=_("Checklist"),
        description=_("By technology, such as ducts_free, sight, pair, no_obstacle."),
        max_length=30,
        json_schema_extra=labels(**ANSWERS),
    )
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = Field(
        None, title=_("Latitude of the place"), examples=["54.513700"]
    )
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = Field(
        None, title=_("Longitude of the place"), examples=["36.261200"]
    )
    outdoor: bool = Field(False, title=_("Equipment outside the customer's premises"))
    permits_needed: bool = Field(False, title=_("Owner's permit needed"))
    special_equipment: bool = Field(False, title=_("Special equipment needed"))
    surveyed_on: BusinessDate | None = Field(
        None, title=_("Surveyed on"), description=_("Blank: today.")
    )
    valid_until: BusinessDate | None = Field(
        None, title=_("Valid until"), description=_("Blank: 90 days.")
    )
    notes: Text = Field("", title=_("Notes"), examples=["Кабель по кабель-каналу, 40 м"])

    sample = {
        "verdict": "feasible",
        "node_capacity": True,
        "line_available": True,
        "outdoor": False,
        "permits_needed": False,
        "special_equipment": False,
        "notes": "Кабель по кабель-каналу, 40 м",
    }


class MeetingDecision(StepForm):
    """What the technical department's meeting decided."""

    decision: Literal["build", "no"] = Field(
        title=_("Decision"),
        json_schema_extra=labels(build=_("Build"), no=_("Do not build")),
    )
    meeting_date: BusinessDate | None = Field(
        None, title=_("Day of the meeting"), description=_("Blank: today.")
    )
    minutes: Text = Field("", title=_("Minutes"))
    responsible: Line = Field(
        "", title=_("Responsible"), description=_("Needed to build."), max_length=200
    )
    by_when: BusinessDate | None = Field(
        None, title=_("By when"), description=_("Needed to build.")
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Give a decision to build within sixty days of today, the day the example is read."""
        return {
            "decision": "build",
            "minutes": "Поставить узел в доме 36: в квартале ещё четыре заявки",
            "responsible": "Сергей Николаевич Орлов",
            "by_when": (timezone.localdate() + timedelta(days=60)).isoformat(),
        }


class PutOffCase(Part):
    """Until when the meeting puts a case off."""

    review_on: BusinessDate = Field(title=_("Back to the agenda on"))
    minutes: Text = Field("", title=_("Minutes"))

    @classmethod
    def read(cls, data: dict[str, Any]) -> "PutOffCase":
        """Validate plain data; raises pydantic's ValidationError, which the doors translate."""
        return cls.model_validate(data)

    def keywords(self) -> dict[str, Any]:
        """Give the keyword arguments of `meeting_actions.put_off_case`."""
        return self.model_dump()


class BuiltNetwork(StepForm):
    """That the network was built."""

    built_on: BusinessDate | None = Field(None, title=_("Built on"), description=_("Blank: today."))
    work: Text = Field("", title=_("What was built"), examples=["Узел доступа, 300 м кабеля"])

    sample = {"work": "Узел доступа, 300 м кабеля"}


class SaidLine(Part):
    """One line of an estimate."""

    item: Line | None = Field(
        None,
        title=_("Code"),
        description=_("In the catalogue; what is left blank comes from there."),
        max_length=40,
    )
    title: Line = Field("", title=_("Title"), max_length=200, examples=["Кабель UTP, прокладка"])
    quantity: Quantity = Field(title=_("Quantity"), examples=["40"])
    unit: Literal["piece", "set", "metre", "hour", "visit", "point", "month"] | None = Field(
        None, title=_("Unit"), json_schema_extra=UNITS, examples=["metre"]
    )
    price: Money | None = Field(None, title=_("Price"), examples=["55.00"])


class MadeEstimate(StepForm):
    """The planned cost: by lines, or as one sum."""

    lines: list[SaidLine] = Field(default_factory=list, title=_("Lines"), max_length=200)
    planned_cost: Money | None = Field(
        None,
        title=_("Planned cost"),
        description=_("Only without lines; with them it is their sum."),
        examples=["8200.00"],
    )
    terms_changed: bool = Field(
        False,
        title=_("The estimate changes the terms"),
        description=_("The customer will have to accept the corrected terms."),
    )
    connection_fee: Money | None = Field(None, title=_("New connection fee"))
    monthly_fee: Money | None = Field(None, title=_("New monthly fee"))
    nonstandard_installation: bool = Field(False, title=_("Non-standard installation"))
    service_date: BusinessDate | None = Field(
        None,
        title=_("Planned day of the service"),
        description=_("Its rate of VAT is used. Blank: today."),
    )
    notes: Text = Field("", title=_("Notes"))

    sample = {
        "lines": [
            {"title": "Кабель UTP, прокладка", "quantity": "40", "unit": "metre", "price": "55.00"},
            {"title": "Работа бригады", "quantity": "1", "unit": "visit", "price": "6000.00"},
        ],
        "terms_changed": False,
    }


class AnnulledSurvey(StepForm):
    """Why a survey result is taken back."""

    reason: Text = Field(
        title=_("Why"), min_length=1, examples=["Осмотрен не тот подъезд, нужна новая экспертиза"]
    )

    sample = {"reason": "Осмотрен не тот подъезд, нужна новая экспертиза"}
