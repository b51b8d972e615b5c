"""The way ahead of an order with its days, by the standard's own terms. Pure but for the calendar.

A promise of the latest day, not a forecast: each step takes its whole term in working days after
the step that starts it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from turnup.standard import Card, Standard, WorkCalendar, due, step_position
from turnup.standard.model import Step

CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A step of the way: by which day it is done at the latest, or on which it was done."""

    step: Step
    day: date
    done: bool
    yours: bool  # it waits for the customer


@dataclass(frozen=True, slots=True)
class Leg:
    """A stage of the way with its steps; `day` is that of the last of them."""

    stage: str
    day: date
    done: bool
    points: tuple[Waypoint, ...]

    @property
    def yours(self) -> tuple[Waypoint, ...]:
        """Return what the customer has to do in this stage."""
        return tuple(point for point in self.points if point.yours)


def way_ahead(
    standard: Standard, card: Card, calendar: WorkCalendar, now: datetime
) -> tuple[Leg, ...]:
    """Give the stages in their order, each with the steps that this order has in it."""
    points = list(_points(standard, card, calendar, now))
    return tuple(
        Leg(
            stage,
            max(point.day for point in mine),
            all(point.done for point in mine),
            tuple(mine),
        )
        for stage in standard.stages
        if (mine := [point for point in points if point.step.stage == stage])
    )


def _points(
    standard: Standard, card: Card, calendar: WorkCalendar, now: datetime
) -> Iterator[Waypoint]:
    today, days = calendar.local_date(now), dict[str, date]()
    for code in standard.order:
        step = standard.steps[code]
        if code in card.standing:
            days[code] = calendar.local_date(card.standing[code].at)
            yield Waypoint(step, days[code], True, CUSTOMER in step.by)
        elif not step.optional and step_position(standard, card, code) != "not_needed":
            days[code] = _day(standard, card, calendar, step, days, today)
            yield Waypoint(step, days[code], False, step.clock == CUSTOMER)


def _day(
    standard: Standard,
    card: Card,
    calendar: WorkCalendar,
    step: Step,
    days: dict[str, date],
    today: date,
) -> date:
    """Give the latest day of a step that is to come; what is late already is due today."""
    before = max((days[need] for need in step.needs if need in days), default=today)
    if step.code in card.open and (until := due(standard, calendar, card, step.code)):
        return max(calendar.local_date(until), before, today)
    if step.due is None:
        return max(before, today)
    term = step.due.term
    length = standard.terms[term].days_for(card.facts) if term else step.due.days
    start = days.get(step.due.after, before)
    return max(calendar.nth(max(start, today), length), before)
