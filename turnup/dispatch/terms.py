"""The guaranteed connection term of every order: kept, in danger, breached, and by what.

The term runs from the money to the connected line (the standard's `due` of `line_connected`). An
order is *in danger* when its forecast lies after the term: the visit that stands, or else the
first free slot after the steps that are still missing are due. Orders on hold are counted apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from turnup.dispatch.window import Window, window_of
from turnup.installation.jobs import Task, tasks_of
from turnup.installation.models import MissedVisit, Visit, VisitMove
from turnup.orders.models import Order
from turnup.orders.office import office_calendar, standard_version
from turnup.orders.queries import visible_orders
from turnup.people.actor import Actor
from turnup.planner import next_slots
from turnup.standard import Card, due, missing

State = Literal["kept", "in_danger", "breached", "held"]
ORDER: Final = ("breached", "in_danger", "held", "kept")
AHEAD: Final = 21  # days in which slots are looked for
LINE: Final = "line_connected"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a term is or will be missed: a code, whose time it is, and what it is about."""

    code: str  # visit_late, no_slot, waits_for, missed_by_customer, …, moved_by_customer, …
    step: str = ""
    times: int = 1
    at: datetime | None = None
    side: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """An order's guaranteed term. `sides` are hours by side, `held_hours` those on hold."""

    order: Order
    state: State
    due_at: datetime
    forecast_at: datetime | None
    causes: tuple[Cause, ...]
    sides: dict[str, float]
    held_hours: float


def terms_of(actor: Actor, now: datetime) -> list[Term]:
    """Give the running terms of the orders the actor may see, the worst first."""
    rows = visible_orders(actor, "plan.read").filter(closed=None)
    running = rows.filter(card__standing__has_key="money_received").exclude(
        card__standing__has_key=LINE
    )
    return judge(running.select_related("site", "customer", "lead"), now)


def running_term(order: Order, now: datetime) -> Term | None:
    """Give the term of one order; None where none runs: no money yet, connected, or over."""
    standing = order.card.get("standing", {})
    if order.closed or "money_received" not in standing or LINE in standing:
        return None
    return next(iter(judge([order], now)), None)


def judge(orders: Iterable[Order], now: datetime) -> list[Term]:
    """Judge the terms of orders that are not connected yet, the worst first."""
    calendar = office_calendar()
    tasks = tasks_of(orders, calendar, now)
    window = window_of(calendar.local_date(now), AHEAD, now)
    found = _Befallen([task.order for task in tasks])
    terms = [term for task in tasks if (term := _judged(task, window, found))]
    return sorted(terms, key=lambda t: (ORDER.index(t.state), t.due_at, t.order.number))


class _Befallen:
    """What befell the orders' visits, read at once."""

    def __init__(self, orders: Sequence[Order]):
        live = Visit.objects.filter(order__in=orders, released_at=None, done_at=None)
        self.visits = {visit.order_id: visit for visit in live}
        self.misses = list(MissedVisit.objects.filter(order__in=orders))
        self.moves = list(VisitMove.objects.filter(order__in=orders))

    def causes(self, order: Order) -> list[Cause]:
        codes = [f"missed_by_{m.fault}" for m in self.misses if m.order_id == order.id]
        moves = (move for move in self.moves if move.order_id == order.id)
        codes += [f"moved_by_{'delivery' if m.promise_id else m.wished_by}" for m in moves]
        return [Cause(code, times=codes.count(code)) for code in dict.fromkeys(codes)]


def _judged(task: Task, window: Window, found: _Befallen) -> Term | None:
    order, due_at = task.order, task.due_at
    if due_at is None:
        return None
    card = Card.from_json(order.card)
    forecast, causes = _forecast(task, card, window, found.visits.get(order.id))
    state: State = "kept"
    if window.now > due_at:
        state = "breached"
    elif card.held:
        state = "held"
    elif forecast is None or forecast > due_at:
        state = "in_danger"
    told = (*causes, *found.causes(order)) if state != "kept" else ()
    sides = {side: round(ms / 3_600_000, 1) for side, ms in card.sides.items() if ms}
    if state == "breached":
        told = (*told, *_slowest(sides))
    held = sum(card.held_for.values()) / 3_600_000
    return Term(order, state, due_at, forecast, told, sides, round(held, 1))


def _slowest(sides: dict[str, float]) -> list[Cause]:
    """Name the side that the order lay with the longest."""
    return [Cause("slow_side", side=max(sides, key=lambda side: sides[side]))] if sides else []


def _forecast(
    task: Task, card: Card, window: Window, visit: Visit | None
) -> tuple[datetime | None, list[Cause]]:
    """Give when the line will be connected as things stand, and what would make that late."""
    if visit is not None and visit.ends_at < window.now:
        return None, [Cause("visit_over")]
    comes = task.job.kit_ready_from
    awaited = [Cause("equipment_comes", at=comes)] if comes and comes > window.now else []
    if visit is not None:
        if comes and visit.starts_at <= comes - timedelta(days=1):
            return None, awaited
        late = task.due_at is not None and visit.ends_at > task.due_at
        return visit.ends_at, [*awaited, Cause("visit_late", at=visit.ends_at)] if late else []
    standard = standard_version(task.order.standard_id)
    lacks = [one.step for one in missing(standard, card, "visit_planned")]
    dues = [due(standard, window.calendar, card, step) for step in lacks if step in card.open]
    after = max([window.now, *(moment for moment in dues if moment)])
    slots = next_slots(task.job, window.shifts, window.bookings, after, 1)
    waits = [*awaited, *(Cause("waits_for", step=step) for step in lacks if step in card.open)]
    if not slots:
        return None, [*waits, Cause("no_slot")]
    late = task.due_at is not None and slots[0].ends > task.due_at
    return slots[0].ends, [*waits, Cause("first_slot", at=slots[0].ends)] if late else waits


def breaches(actor: Actor, since: datetime, now: datetime) -> list[Term]:
    """Give the terms that were missed: of lines connected too late since then, the latest first.

    Their causes are what befell their visits and whose time the order took.
    """
    rows = visible_orders(actor, "plan.read").filter(
        card__standing__has_keys=["money_received", LINE], moved_at__gte=since
    )
    late: list[Term] = []
    orders = list(rows.select_related("site", "customer", "lead"))
    found = _Befallen(orders)
    for order in orders:
        card = Card.from_json(order.card)
        due_at = due(standard_version(order.standard_id), office_calendar(), card, LINE)
        connected = card.standing[LINE].at
        if due_at is None or connected <= due_at or connected < since:
            continue
        sides = {side: round(ms / 3_600_000, 1) for side, ms in card.sides.items() if ms}
        held = round(sum(card.held_for.values()) / 3_600_000, 1)
        causes = (*found.causes(order), *_slowest(sides))
        late.append(Term(order, "breached", due_at, connected, causes, sides, held))
    return sorted(late, key=lambda term: (term.forecast_at or now, term.order.number), reverse=True)
