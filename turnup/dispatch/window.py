"""What is planned in a span of days: crews' days, visits with their jobs, conflicts, who waits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from turnup.dispatch.lacks import Lack, lacks_of
from turnup.installation.jobs import (
    Task,
    booking_of,
    bookings_between,
    tasks_of,
    unplanned,
    visits_between,
)
from turnup.installation.models import Crew, Visit
from turnup.installation.rosters import CrewDayPlan, rosters
from turnup.installation.slips import Slip, slips_of
from turnup.orders.models import OpenStep, Order
from turnup.orders.office import office_calendar
from turnup.orders.queries import visible_orders
from turnup.people.actor import Actor
from turnup.planner import Booking, Conflict, Reason, Shift, conflicts
from turnup.standard import WorkCalendar

MOST_DAYS = 31
PLANNED: Final = "visit_planned"
BEFORE_THE_PLAN: Final = (
    "permits_obtained",
    "leases_agreed",
    "equipment_promised",
    "readiness_confirmed",
    "obstacle_removed",
)
"""Steps that the date of an installation waits for, once it was asked for."""


@dataclass
class Window:
    """The plan of the crews from `first` to `last`, as it is at `now`.

    `beside` are orders without a date that are shown with it: what they lack is read along.
    """

    crews: list[Crew]
    first: date
    last: date
    now: datetime
    calendar: WorkCalendar = field(default_factory=office_calendar)
    beside: Sequence[Task] = ()

    @property
    def days(self) -> list[date]:
        """The days of the window."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @cached_property
    def plans(self) -> Mapping[tuple[int, date], CrewDayPlan]:
        """Each crew's days."""
        return rosters(self.crews, self.first, self.last, self.calendar)

    @cached_property
    def shifts(self) -> list[Shift]:
        """The days on which crews work."""
        return [plan.shift for plan in self.plans.values() if plan.shift]

    @cached_property
    def visits(self) -> list[Visit]:
        """The visits that take the crews' time, in their order."""
        return visits_between(self.crews, self.first, self.last, self.calendar)

    @cached_property
    def bookings(self) -> list[Booking]:
        """The visits as the planner takes them."""
        if "visits" in self.__dict__:
            return [booking_of(visit) for visit in self.visits]
        return bookings_between(self.crews, self.first, self.last, self.calendar)

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """The jobs of the visits that are still to be done, by order id."""
        live = [visit.order for visit in self.visits if visit.done_at is None]
        found = tasks_of(live, self.calendar, self.now, weighed=False)
        return {task.job.id: task for task in found}

    @cached_property
    def lacks(self) -> Mapping[UUID, list[Lack]]:
        """What the coming visits' orders lack, and those beside, by order id."""
        days = {v.order_id: self.calendar.local_date(v.starts_at) for v in self.visits}
        tasks = [*self.tasks.values(), *self.beside]
        return lacks_of(tasks, self.calendar.local_date(self.now), days)

    @cached_property
    def slips(self) -> Mapping[UUID, Slip]:
        """Which visits a delivery moved and nobody agreed to anew, by order id."""
        return slips_of(task.order for task in [*self.tasks.values(), *self.beside])

    @cached_property
    def conflicts(self) -> Mapping[str, list[Reason]]:
        """What is wrong with the coming visits, by order id."""
        jobs = {key: task.job for key, task in self.tasks.items()}
        found: dict[str, list[Reason]] = defaultdict(list)
        for one in self._conflicts_of_coming(conflicts(self.shifts, self.bookings, jobs)):
            found[one.job].append(one.reason)
        return found

    def _conflicts_of_coming(self, found: list[Conflict]) -> list[Conflict]:
        return [one for one in found if one.job in self.tasks]


def window_of(
    first: date, days: int, now: datetime, *, skill: str = "", crews: list[Crew] | None = None
) -> Window:
    """Give the window of the crews that take visits, or of those with a skill."""
    rows = Crew.objects.filter(is_active=True)
    if skill:
        rows = rows.filter(skills__contains=[skill])
    last = first + timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
    return Window(list(rows) if crews is None else crews, first, last, now)


def waiting(actor: Actor, now: datetime, *, skill: str = "", district: str = "") -> list[Task]:
    """Give the orders that wait for a visit, as far as the actor may see them, by urgency."""
    rows = unplanned(visible_orders(actor, "plan.read"))
    return tasks_of(_narrowed(rows, skill, district), office_calendar(), now)


def undated(
    actor: Actor, now: datetime, *, skill: str = "", district: str = ""
) -> tuple[list[Task], list[Task]]:
    """Give the orders without a date by urgency: those that `waiting` gives, and those not ready.

    Of the latter the installation is asked for, but may not be planned yet.
    """
    opened = OpenStep.objects.filter(order=OuterRef("pk"), step__in=(PLANNED, *BEFORE_THE_PLAN))
    rows = visible_orders(actor, "plan.read").filter(
        Exists(opened), closed=None, card__standing__has_key="installation_requested"
    )
    rows = _narrowed(rows.exclude(card__standing__has_key=PLANNED), skill, district)
    tasks = tasks_of(rows, office_calendar(), now)
    ready = [task for task in tasks if PLANNED in task.order.card["open"]]
    return ready, [task for task in tasks if PLANNED not in task.order.card["open"]]


def _narrowed(rows: QuerySet[Order], skill: str, district: str) -> QuerySet[Order]:
    if skill:
        rows = rows.filter(technology=skill)
    if district:
        rows = rows.filter(site__locality=district)
    return rows.select_related("site", "customer", "lead")


def districts() -> list[str]:
    """Give the towns of the orders that are not closed, in their order."""
    names = Order.objects.filter(closed=None).values_list("site__locality", flat=True)
    return sorted({name for name in names.distinct().order_by() if name})
