"""The ground of every step's form: types with limits, and the base class they share."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

MAX_TEXT = 4000


def _clean(text: str) -> str:
    """Refuse what no database and no paper can hold: NUL and lone surrogates."""
    if "\x00" in text:
        raise ValueError("nul")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("surrogate") from None
    return text


Line = Annotated[str, AfterValidator(_clean)]  # give it its own max_length
Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_clean)]
ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_clean)]
_MONEY_SCHEMA = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 10**10},
        {"type": "string", "pattern": r"^\d{1,10}(\.\d{1,2})?$"},
    ],
    "widget": "money",
}
Money = Annotated[
    Decimal,
    Field(ge=0, le=Decimal(10) ** 10, decimal_places=2, max_digits=13),
    AfterValidator(lambda value: value.quantize(Decimal("0.01"))),
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json"),
    WithJsonSchema(_MONEY_SCHEMA),
]
BusinessDate = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC)),
]


def labels(**titles: str) -> dict[str, Any]:
    """Give a choice's values their titles (message ids), as the pages and the schema read them."""
    return {"labels": titles}


class Part(BaseModel):
    """A part of a step's data. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class StepForm(Part):
    """What one step says; `data()` is the plain JSON of it."""

    sample: ClassVar[dict[str, Any]] = {}

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Give data that is accepted as it stands and leads an order towards service."""
        return dict(cls.sample)

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """Validate plain data; raises pydantic's ValidationError, which the doors translate."""
        return cls.model_validate(data)

    def keywords(self) -> dict[str, Any]:
        """Give the keyword arguments of the step's action: amounts as Decimal, days as date."""
        return self.model_dump()

    def data(self) -> dict[str, Any]:
        """Give the plain JSON data, without what was not said."""
        return self.model_dump(mode="json", exclude_none=True)
