"""The chapter's own number: how many working days a connection takes, and whose turn it was.

Three clock starts are kept apart, for each tells another truth: the money on the account (the
book's), the request (what the customer lived through), and the agreed date (whether we kept our
word). All end when the subscriber is in service. Working days are counted from the day after the
start, so a connection on the day of its start took 0. Percentiles are by nearest rank.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from statistics import fmean, median
from typing import Any, Final
from uuid import UUID

from django.db import connection

from turnup.orders.office import office_calendar, standard_version
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.standard.model import SIDES

STARTS: Final = ("money", "request", "agreed")
ALL: Final = "all"
DAY: Final = timedelta(hours=24)
MS_IN_HOUR: Final = 3_600_000

FINISHED = """
SELECT o.technology, o.standard_id, o.opened_at,
       (o.card #>> '{standing,money_received,1}')::timestamptz,
       (o.card #>> '{standing,act_signed,1}')::timestamptz,
       (o.card #>> '{standing,service_activated,1}')::timestamptz,
       v.starts_at, o.card->'sides', o.card->'held_for'
  FROM orders_order o
  LEFT JOIN installation_visit v ON v.order_id = o.id
       AND v.seq = (o.card #>> '{standing,visit_planned,0}')::int
 WHERE o.closed = 'completed' AND o.closed_at >= %(since)s
   AND (%(lead)s::uuid IS NULL OR o.lead_id = %(lead)s)
 ORDER BY o.closed_at"""
NOW_WITH = """
SELECT clock, count(*) FROM orders_openstep s
 WHERE clock IS NOT NULL AND (%(lead)s::uuid IS NULL OR lead_id = %(lead)s) GROUP BY clock"""


@dataclass(frozen=True, slots=True)
class Finished:
    """One connection: its month (first day) and technology, days by start, and hours by side."""

    month: date
    technology: str
    days: dict[str, int]
    within_24h: bool
    within_term: bool
    hours: dict[str, float]
    held_hours: float


@dataclass(slots=True)
class Figures:
    """Figures over some connections; `days` lists each one's working days by clock start."""

    count: int = 0
    within_24h: int = 0
    within_term: int = 0
    days: dict[str, list[int]] = field(default_factory=lambda: {s: [] for s in STARTS})
    hours: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SIDES, 0.0))
    held_hours: float = 0.0

    def add(self, one: Finished) -> None:
        """Count one more connection in."""
        self.count += 1
        self.within_24h += one.within_24h
        self.within_term += one.within_term
        self.held_hours += one.held_hours
        for start, days in one.days.items():
            self.days[start].append(days)
        for side in SIDES:
            self.hours[side] += one.hours.get(side, 0.0)

    def to_json(self) -> dict[str, Any]:
        """Give counts, working days by start, shares, and mean hours of an order by side."""
        count = max(self.count, 1)
        return {
            "count": self.count,
            "working_days": {start: spread(days) for start, days in self.days.items()},
            "within_24h": round(self.within_24h / count, 3),
            "within_term": round(self.within_term / count, 3),
            "hours": {side: round(hours / count, 1) for side, hours in self.hours.items()},
            "held_hours": round(self.held_hours / count, 1),
        }


def spread(days: list[int]) -> dict[str, float | None]:
    """Give mean, median, 80th and 95th percentile; None where there is nothing to tell."""
    if not days:
        return dict.fromkeys(("mean", "median", "p80", "p95"))
    ranked = sorted(days)
    return {
        "mean": round(fmean(ranked), 1),
        "median": float(median(ranked)),
        "p80": float(nearest_rank(ranked, 0.80)),
        "p95": float(nearest_rank(ranked, 0.95)),
    }


def nearest_rank(ranked: list[int], share: float) -> int:
    """Give the smallest value that at least `share` of the ranked values do not exceed."""
    return ranked[max(ceil(share * len(ranked)), 1) - 1]


def speed(*, actor: Actor | None, now: datetime, months: int = 12) -> dict[str, Any]:
    """Measure the connections of the last `months` months, by month and technology.

    An actor whose scope is their own orders sees those; None (the command line) sees all.
    Gives {"months": [{"month": "2026-03", "technologies": {"all": figures, "radio": …}}],
    "total": {"all": figures, …}, "waiting": {side: open steps}}.
    """
    lead = actor.id if actor and scope_of(actor, "speed.read") == "own" else None
    table: dict[date, dict[str, Figures]] = defaultdict(lambda: defaultdict(Figures))
    total: dict[str, Figures] = defaultdict(Figures)
    for one in _finished(_first_month(now, months), lead):
        for technology in (ALL, one.technology):
            table[one.month][technology].add(one)
            total[technology].add(one)
    return {
        "months": [
            {"month": f"{month:%Y-%m}", "technologies": _json(row)} for month, row in table.items()
        ],
        "total": _json(total) or {ALL: Figures().to_json()},
        "waiting": _waiting(lead),
    }


def _json(row: dict[str, Figures]) -> dict[str, Any]:
    return {technology: figures.to_json() for technology, figures in sorted(row.items())}


def _first_month(now: datetime, months: int) -> date:
    today = office_calendar().local_date(now)
    back = today.year * 12 + today.month - months
    return date(back // 12, back % 12 + 1, 1)


def _finished(since: date, lead: UUID | None) -> Iterator[Finished]:
    with connection.cursor() as cursor:
        cursor.execute(FINISHED, {"since": since, "lead": lead})
        for row in cursor:
            yield _one(*row)


def _one(
    technology: str,
    standard_id: int,
    requested: datetime,
    paid: datetime,
    signed: datetime,
    served: datetime,
    agreed: datetime | None,
    sides: Any,
    held: Any,
) -> Finished:
    standard = standard_version(standard_id)
    calendar = office_calendar(standard.country)
    starts = {"money": paid, "request": requested, "agreed": agreed}
    days = {
        start: calendar.between(calendar.local_date(at), calendar.local_date(served))
        for start, at in starts.items()
        if at is not None
    }
    term = standard.terms["connection"].days_for({"technology": technology})
    last_day = calendar.nth(calendar.local_date(paid), term)
    return Finished(
        month=calendar.local_date(served).replace(day=1),
        technology=technology,
        days=days,
        within_24h=served - paid <= DAY,
        within_term=calendar.local_date(signed) <= last_day,
        hours=_hours(sides),
        held_hours=sum(_hours(held).values()),
    )


def _hours(milliseconds: Any) -> dict[str, float]:
    parts = json.loads(milliseconds) if isinstance(milliseconds, str) else milliseconds
    return {key: value / MS_IN_HOUR for key, value in (parts or {}).items()}


def _waiting(lead: UUID | None) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(NOW_WITH, {"lead": lead})
        found: Iterable[tuple[str, int]] = cursor.fetchall()
    return dict.fromkeys(SIDES, 0) | dict(found)
