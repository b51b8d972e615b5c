"""Orders as the planner sees them: what there is to install, where, from when and until when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from turnup.ground.queries import Hours, access_of_orders
from turnup.installation.light_cards import LINE, WITHOUT_FACTS, light_card
from turnup.installation.models import TAKES_TIME, Crew, Visit
from turnup.installation.rosters import place_of
from turnup.orders.models import OpenStep, Order
from turnup.orders.office import standard_version
from turnup.planner import Access, Booking, Job, Urgency, urgency
from turnup.requests.models import TechnicalBrief, Terms
from turnup.standard import Card, Standard, WorkCalendar, due
from turnup.stock.queries import orders_short, promised_dates

USUAL_MINUTES = {"lan": 120, "radio": 240, "leased_line": 180, "satellite": 240}
"""How long an installation takes by technology, where the planner says nothing else."""
OTHER_MINUTES = 120

MONEY = "money_received"
WEIGHTS = (Decimal(3000), Decimal(10000), Decimal(30000))
"""Monthly fees, in roubles, from which a customer weighs one more, in the order of jobs."""


@dataclass(frozen=True, slots=True)
class Kit:
    """Whether what is to be installed is there: from when, or that it is not known when.

    What is promised for a day, or overdue, is known to be there the morning after.
    """

    ready_from: datetime | None = None
    missing: bool = False


NOT_THERE: Final = Kit(missing=True)


@dataclass(frozen=True, slots=True)
class Task:
    """An order that waits for its visit, or has one: its job and how urgent it is, and why."""

    order: Order
    job: Job
    urgency: Urgency
    due_at: datetime | None
    facts: Mapping[str, Any]


def usual_minutes(technology: str) -> int:
    """Give how long an installation usually takes."""
    return USUAL_MINUTES.get(technology, OTHER_MINUTES)


def job_of(
    order: Order, calendar: WorkCalendar, minutes: int | None = None, now: datetime | None = None
) -> Job:
    """Give the order as a job of the planner."""
    return tasks_of([order], calendar, now or order.moved_at, {order.id: minutes or 0})[0].job


def unplanned(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Select, of these orders, those whose visit may be planned now."""
    opened = OpenStep.objects.filter(order=OuterRef("pk"), step="visit_planned")
    return orders.filter(Exists(opened), closed=None).select_related("site", "customer", "lead")


def tasks_of(
    orders: Iterable[Order],
    calendar: WorkCalendar,
    now: datetime,
    minutes: Mapping[UUID, int] | None = None,
    *,
    weighed: bool = True,
) -> list[Task]:
    """Give the orders with their jobs, the most urgent first; else in the order of numbers."""
    orders = list(orders)
    known = _Known(orders, calendar, now, weighed)
    tasks = [_task(order, known, calendar, now, (minutes or {}).get(order.id)) for order in orders]
    return sorted(tasks, key=lambda task: (-task.urgency.points, task.order.number))


class _Known:
    """What other rooms know of the orders, read at once."""

    def __init__(self, orders: list[Order], calendar: WorkCalendar, now: datetime, weighed: bool):
        ids = [order.id for order in orders]
        self._read_ground(orders, ids, calendar, calendar.local_date(now))
        self.fees: Mapping[UUID, Decimal] = {}
        self.promised: dict[UUID, date] = {}
        if weighed:
            self._read_weight(ids)

    def _read_weight(self, ids: list[UUID]) -> None:
        briefs = TechnicalBrief.objects.filter(order__in=ids, wanted_by__isnull=False)
        for brief in briefs.order_by("seq"):
            if brief.wanted_by:
                self.promised[brief.order_id] = brief.wanted_by
        terms = Terms.objects.filter(order__in=ids).order_by("order_id", "seq")
        self.fees = dict(terms.values_list("order_id", "monthly_fee"))

    def _read_ground(
        self, orders: list[Order], ids: list[UUID], calendar: WorkCalendar, today: date
    ) -> None:
        coming = promised_dates(ids)
        self.kits = {
            order_id: Kit(ready_from=calendar.end_of(max(day, today)))
            for order_id, day in coming.items()
        }
        self.kits |= dict.fromkeys(orders_short(ids), NOT_THERE)
        self.access = {
            order_id: tuple(_access(hours)) for order_id, hours in access_of_orders(orders).items()
        }


def _light_card(stored: Mapping[str, Any], standard: Standard) -> Card:
    """Read of a card what a job rests on: the term's start and whatever says facts."""
    term, rows = standard.steps[LINE].due, stored["standing"]
    wanted = {MONEY, term.after if term else MONEY}
    kept = {code: row for code, row in rows.items() if len(row) > WITHOUT_FACTS or code in wanted}
    return Card.from_json({**stored, "standing": kept, "waivers": [], "sides": {}, "held_for": {}})


def _access(hours: Hours) -> Iterator[Access]:
    """Give a building's hours as the planner takes them."""
    for weekday, windows in sorted(hours.items()):
        for window in windows:
            yield Access(window.begins, window.ends, frozenset({weekday}))


def _task(
    order: Order, known: _Known, calendar: WorkCalendar, now: datetime, minutes: int | None
) -> Task:
    standard = standard_version(order.standard_id)
    card = _light_card(order.card, standard)
    due_at = due(standard, calendar, card, LINE)
    paid = card.standing.get(MONEY)
    facts, fee = card.facts, known.fees.get(order.id) or Decimal(0)
    weighed = urgency(
        now=now,
        due=due_at,
        paid_at=paid.at if paid else None,
        promised=known.promised.get(order.id),
        today=calendar.local_date(now),
        weight=sum(fee >= step for step in WEIGHTS),
    )
    kit = known.kits.get(order.id, Kit())
    job = Job(
        id=str(order.id),
        skill=order.technology,
        minutes=minutes or usual_minutes(order.technology),
        place=place_of(order.site.latitude, order.site.longitude),
        at_height=bool(facts.get("outdoor")),
        access=known.access.get(order.id, ()),
        kit_ready_from=kit.ready_from,
        kit_missing=kit.missing,
        due=due_at,
        priority=weighed.points,
    )
    return Task(order, job, weighed, due_at, facts)


def bookings_between(
    crews: Iterable[Crew], first: date, last: date, calendar: WorkCalendar
) -> list[Booking]:
    """Give the crews' visits of these days as the planner takes them, without their orders."""
    rows = _visits(crews, first, last, calendar).values_list(
        "order_id",
        "crew_id",
        "starts_at",
        "ends_at",
        "order__site__latitude",
        "order__site__longitude",
    )
    return [
        Booking(str(order), crew, begins, ends, place_of(north, east))
        for order, crew, begins, ends, north, east in rows
    ]


def visits_between(
    crews: Iterable[Crew], first: date, last: date, calendar: WorkCalendar
) -> list[Visit]:
    """Give the crews' visits that take time on these days, with order, site and customer.

    The orders' cards are light ones.
    """
    rows = _visits(crews, first, last, calendar).select_related("order__site", "order__customer")
    found: list[Visit] = list(rows.defer("order__card").annotate(light=light_card("order__card")))
    for visit in found:
        visit.order.card = vars(visit)["light"]
    return found


def _visits(
    crews: Iterable[Crew], first: date, last: date, calendar: WorkCalendar
) -> QuerySet[Visit]:
    begin = datetime.combine(first, time.min, calendar.zone).astimezone(UTC)
    mine = Visit.objects.filter(
        TAKES_TIME,
        crew__in=list(crews),
        starts_at__lte=calendar.end_of(last),
        ends_at__gt=begin,
    )
    return mine.order_by("starts_at", "id")


def booking_of(visit: Visit) -> Booking:
    """Give a visit as the planner takes it."""
    site = visit.order.site
    return Booking(
        job=str(visit.order_id),
        crew=visit.crew_id,
        begins=visit.starts_at,
        ends=visit.ends_at,
        place=place_of(site.latitude, site.longitude),
        agreed="visit_agreed" in visit.order.card.get("standing", {}),
    )
