"""Where one order fits: the offered slots, and a verdict on every half hour of every crew."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from turnup.dispatch.reasons import all_words, words
from turnup.dispatch.window import Window, window_of
from turnup.installation.jobs import Task, tasks_of
from turnup.installation.models import Crew, Visit
from turnup.installation.queries import live_visit
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.planner import (
    HARD,
    Booking,
    Reason,
    Shift,
    Slot,
    conflicts,
    next_slots,
    travel_minutes,
    why_none,
)
from turnup.planner.slots import on_grid

SLOT_DAYS: Final = 14
SLOTS: Final = 10
HALF_HOUR: Final = timedelta(minutes=30)
NEVER: Final = HARD | {"kit_missing"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot with its crew and its reasons in words."""

    crew: Crew
    slot: Slot
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Offers:
    """The next slots of an order, or why there are none; `visit` is the one that stands."""

    task: Task
    visit: Visit | None
    offers: list[Offer]
    why_none: str = ""


def offers_for(
    order: Order, now: datetime, *, n: int = SLOTS, days: int = SLOT_DAYS, minutes: int = 0
) -> Offers:
    """Give the next feasible slots of an order, best first, each with its reasons.

    A visit that stands already does not take time from its own order.
    """
    calendar, visit = office_calendar(), live_visit(order.id)
    minutes = minutes or (_minutes(visit) if visit else 0)
    task = tasks_of([order], calendar, now, {order.id: minutes})[0]
    window = window_of(calendar.local_date(now), days, now)
    bookings = _others(window, order)
    slots = next_slots(task.job, window.shifts, bookings, now, n)
    crews = {crew.id: crew for crew in window.crews}
    offers = [Offer(crews[slot.crew], slot, all_words(slot.reasons)) for slot in slots]
    if offers:
        return Offers(task, visit, offers)
    return Offers(task, visit, [], words(why_none(task.job, window.shifts, bookings, now)))


def _minutes(visit: Visit) -> int:
    return int((visit.ends_at - visit.starts_at).total_seconds() // 60)


def _others(window: Window, order: Order) -> list[Booking]:
    return [one for one in window.bookings if one.job != str(order.id)]


def verdicts(order: Order, window: Window) -> dict[str, list[dict[str, Any]]]:
    """Judge every half hour of the window's shifts, keyed `crew/day`: the board's live marks.

    Each is `{at, good, hard, why, before, after}`: `good` where nothing is wrong, `hard` where it
    cannot be at all; `before` and `after` are minutes of driving.
    """
    visit = live_visit(order.id)
    minutes = {order.id: _minutes(visit)} if visit else {}
    task = tasks_of([order], window.calendar, window.now, minutes)[0]
    others = _others(window, order)
    return {
        f"{shift.crew}/{shift.day}": _day_verdicts(task, shift, others, window)
        for shift in window.shifts
    }


def _day_verdicts(
    task: Task, shift: Shift, others: list[Booking], window: Window
) -> list[dict[str, Any]]:
    mine = [b for b in others if b.crew == shift.crew and b.begins < shift.ends]
    mine = [b for b in mine if b.ends > shift.begins]
    begins, judged = on_grid(shift.begins), []
    while begins + task.job.lasts <= shift.ends:
        judged.append(_verdict(task, shift, begins, mine, window))
        begins += HALF_HOUR
    return judged


def _verdict(
    task: Task, shift: Shift, begins: datetime, mine: list[Booking], window: Window
) -> dict[str, Any]:
    job = task.job
    here = Booking(job.id, shift.crew, begins, begins + job.lasts, job.place)
    before = [b for b in mine if b.begins <= begins][-1:]
    after = [b for b in mine if b.begins > begins][:1]
    reasons = _faults(task, shift, [*before, here, *after], here, window)
    come_from = before[0].place if before else shift.base
    known = bool(before) or shift.base is not None
    return {
        "at": f"{begins.astimezone(window.calendar.zone):%H:%M}",
        "good": not reasons,
        "hard": any(code in NEVER for code, _ in reasons),
        "why": [text for _code, text in reasons],
        "before": travel_minutes(come_from, job.place) if known else None,
        "after": travel_minutes(job.place, after[0].place) if after else None,
    }


def _faults(
    task: Task, shift: Shift, around: list[Booking], here: Booking, window: Window
) -> list[tuple[str, str]]:
    if here.begins < window.now:
        return [("past", words(Reason("gone")))]
    found = conflicts([shift], around, {task.job.id: replace(task.job)})
    return [(one.reason.code, words(one.reason)) for one in found]
