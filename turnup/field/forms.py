"""What a phone may send: a batch of items, each with the id it got before it was sent."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from turnup.field.clocks import Greeting
from turnup.orders.forms import Moment, Part

SCHEMA: Final = 1
"""The version of the queue that phones keep; raised when an item changes its shape."""

AT_ONCE: Final = 100
YEARS: Final = 100 * 366 * 86_400_000
Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z_]*$")]
Lag = Annotated[int, Field(ge=-YEARS, le=YEARS)]
PhoneMoment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))
]
"""A moment by a phone's clock, which begins anew in 1970 when its battery was empty."""


class Heard(Part):
    """When the phone last heard from the server before the act: its time, and the lag in ms."""

    at: Moment
    lag_ms: Lag

    def greeting(self) -> Greeting:
        """Give it as the rules of the clocks read it."""
        return Greeting(self.at, timedelta(milliseconds=self.lag_ms))


class Seen(Part):
    """The visit as the phone knew it when the act was done."""

    visit: Annotated[int, Field(ge=1, le=2**62)] | None = None
    starts_at: Moment | None = None
    crew: Annotated[str, Field(max_length=60)] | None = None


class QueuedItem(Part):
    """One act. `said` is the step's data; else what is marked, ticked, installed or taken back."""

    id: UUID
    kind: Literal["step", "mark", "tick", "goods"]
    order: UUID
    step: Code = ""
    said: dict[str, Any] = Field(default_factory=dict)
    seen: Seen = Field(default_factory=Seen)
    at: PhoneMoment
    heard: Heard | None = None
    amends: UUID | None = None


class Batch(Part):
    """What a phone sends at once: whose acts they are, by which clock, in which shape."""

    schema_version: int = Field(alias="schema")
    phone: UUID
    person: UUID
    sent_at: PhoneMoment
    items: list[QueuedItem] = Field(max_length=AT_ONCE)
