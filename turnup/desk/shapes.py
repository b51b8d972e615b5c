"""What the doors show, as plain data: pages read the attributes, REST writes them as JSON.

Titles are in the reader's language, moments are aware UTC, codes are the standard's own. The JSON
Schema of the REST answers is made from these classes, so their docstrings and types are public.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from turnup.rest.shapes import Named

StepPosition = Literal["standing", "open", "waiting", "not_needed"]
StagePosition = Literal["done", "current", "ahead"]
Closed = Literal["completed", "cancelled", "refused"]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member of the staff."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CustomerShown:
    """The customer. What is personal is null unless it was asked for and may be read."""

    id: UUID
    kind: Literal["person", "sole_trader", "company"]
    name: str | None
    inn: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class SiteShown:
    """The place to connect; a person's address is personal."""

    id: UUID
    locality: str
    address: str | None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    entrance: str | None = None
    floor: str | None = None
    room: str | None = None
    access_notes: str | None = None


@dataclass(frozen=True, slots=True)
class StandardShown:
    """The version of the standard that the order began under."""

    code: str
    version: int
    title: str


@dataclass(frozen=True, slots=True)
class FactShown:
    """Something that is true of the order; `value_title` is absent for yes and no."""

    code: str
    title: str
    value: bool | str
    value_title: str | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """A step that a closed gate waits for, and who can give it; `role` is the first of them."""

    step: str
    title: str
    role: str
    role_title: str
    roles: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class StandingShown:
    """Who made a step stand, and when it happened and was recorded.

    `waived` are needs that a waiver stands in for; `unfounded` says that the step's ground was
    withdrawn since, while the physical fact remains.
    """

    seq: int
    at: datetime
    recorded_at: datetime
    actor: Somebody
    role: Named
    facts: dict[str, Any]
    waived: tuple[Named, ...] = ()
    unfounded: bool = False


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step on this order's card.

    `since`: when it opened, or when it happened if it stands. `due`: by the standard. `overdue`:
    open past its due moment. `by`: the roles who may. `may_record`: the reader may, now.
    `waivable_by`: who may open this gate without the waivable ones of its needs.
    """

    step: str
    title: str
    stage: str
    position: StepPosition
    since: datetime | None
    due: datetime | None
    overdue: bool
    by: tuple[Named, ...]
    clock: Named | None
    optional: bool
    event: bool
    lasting: bool
    may_record: bool
    standing: StandingShown | None = None
    missing: tuple[Lacking, ...] = ()
    waivable_by: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage with who is responsible and who controls: two different things."""

    stage: str
    title: str
    result: str
    responsible: Named
    control: Named | None
    position: StagePosition
    standing: int
    wanted: int


@dataclass(frozen=True, slots=True)
class WaiverShown:
    """A recorded exception; `live`: may still be used."""

    seq: int
    gate: Named
    actor: Somebody
    role: Named
    at: datetime
    amount_at_risk: str
    until: datetime
    reason: str | None
    live: bool


@dataclass(frozen=True, slots=True)
class ClockShown:
    """How long one side had the order, in hours; `running`: it has it now."""

    side: str
    title: str
    hours: float
    running: bool = False


@dataclass(frozen=True, slots=True)
class CardShown:
    """An order's card.

    `possible` are the events and optional steps that the reader may record now besides the open
    steps. `clocks` count up to `moved_at`; `on_hold` counts the time held, by reason.
    """

    id: UUID
    number: int
    version: int
    stage: str
    stage_title: str
    closed: Closed | None
    closed_title: str | None
    held: Named | None
    opened_at: datetime
    moved_at: datetime
    closed_at: datetime | None
    lead: Somebody
    customer: CustomerShown
    site: SiteShown
    standard: StandardShown
    facts: dict[str, Any]
    fact_titles: tuple[FactShown, ...]
    stages: tuple[StageShown, ...]
    steps: tuple[StepShown, ...]
    possible: tuple[StepShown, ...]
    waivers: tuple[WaiverShown, ...]
    clocks: tuple[ClockShown, ...]
    on_hold: tuple[ClockShown, ...]


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry of an order's journal.

    `at`: when it happened; `recorded_at`: when it arrived. `facts` are in the chain, `data` is
    only committed to and shown to who may read it. `fell`: steps that it took down; `opened`:
    steps that it opened. docs/journal.md has the formula of `hash`.
    """

    seq: int
    step: str
    title: str
    stage: str
    at: datetime
    recorded_at: datetime
    actor: Somebody
    role: Named
    door: str
    facts: dict[str, Any]
    data: dict[str, Any] | None
    fell: tuple[Named, ...]
    opened: tuple[Named, ...]
    commitment: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class TaskShown:
    """An open step that the reader may take."""

    order: UUID
    number: int
    step: str
    title: str
    stage: str
    stage_title: str
    since: datetime
    due: datetime | None
    overdue: bool
    clock: Named | None
    held: str | None
    technology: str
    customer: str | None
    locality: str
    lead: Somebody
    by: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order in a list."""

    id: UUID
    number: int
    version: int
    stage: str
    stage_title: str
    closed: Closed | None
    held: str | None
    technology: str
    opened_at: datetime
    moved_at: datetime
    closed_at: datetime | None
    customer: str | None
    locality: str
    lead: Somebody


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks; `next` is the cursor of the next one, or null."""

    items: list[TaskShown] = field(default_factory=list)
    next: str | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders; `next` is the cursor of the next one, or null."""

    items: list[OrderShown] = field(default_factory=list)
    next: str | None = None
