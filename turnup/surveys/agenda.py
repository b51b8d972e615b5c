"""What the technical department's meeting has before it: cases by neighbourhood, and what is built.

A fixed number of statements whatever the number of cases.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from turnup.customers.models import Site
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_rows
from turnup.requests.models import Terms
from turnup.surveys.models import DevelopmentCase, DevelopmentDecision, Survey
from turnup.surveys.planning.clusters import together
from turnup.surveys.planning.places import Point, km_between
from turnup.surveys.wanted import point_of

REACH_KM: Final = 0.7
"""How far from one another two cases may lie and still be served by one build."""
REACHES_KM: Final = (0.3, 0.7, 1.5, 3.0)
BEFORE_CONTRACT: Final = ("request", "survey", "contract")


@dataclass(frozen=True, slots=True)
class Case:
    """A negative survey that is to be decided, with the money that waits for it."""

    case: DevelopmentCase
    order: Order
    survey: Survey
    point: Point | None
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class Group:
    """Cases near one another, what they would bring, and how many other requests lie near."""

    letter: str
    cases: list[Case]
    nearby: int

    @property
    def once(self) -> Decimal:
        """The connection fees that wait."""
        return sum((one.terms.connection_fee for one in self.cases if one.terms), Decimal(0))

    @property
    def monthly(self) -> Decimal:
        """The monthly fees that wait."""
        return sum((one.terms.monthly_fee for one in self.cases if one.terms), Decimal(0))


@dataclass(frozen=True, slots=True)
class Build:
    """A build that was decided and is not done."""

    decision: DevelopmentDecision
    order: Order


@dataclass(frozen=True, slots=True)
class Agenda:
    """Groups to decide today, cases that were put off to a later day, and open builds."""

    groups: list[Group]
    put_off: list[Case]
    builds: list[Build]


def agenda(today: date, reach_km: float = REACH_KM) -> Agenda:
    """Give the agenda of a day."""
    cases = _open_cases()
    due = [one for one in cases if not one.case.review_on or one.case.review_on <= today]
    later = [one for one in cases if one not in due]
    return Agenda(_groups(due, reach_km), later, _builds())


def _open_cases() -> list[Case]:
    rows = standing_rows(DevelopmentCase, "survey_done").filter(
        order__closed=None, order__open_steps__step="development_decided"
    )
    rows = rows.select_related("order__customer", "order__site", "order__lead")
    found = list(rows.defer("order__card").order_by("order__number"))
    surveys = _surveys(found)
    terms = latest_terms(row.order_id for row in found)
    return [
        Case(row, row.order, surveys[row.order_id], point_of(row.order), terms.get(row.order_id))
        for row in found
        if row.order_id in surveys
    ]


def _surveys(cases: Sequence[DevelopmentCase]) -> Mapping[UUID, Survey]:
    seqs = {row.order_id: row.seq for row in cases}
    rows = Survey.objects.filter(order_id__in=seqs)
    return {row.order_id: row for row in rows if row.seq == seqs[row.order_id]}


def latest_terms(orders: Iterable[UUID]) -> Mapping[UUID, Terms]:
    """Give the latest terms of each order."""
    rows = Terms.objects.filter(order_id__in=list(orders)).order_by("order_id", "-seq")
    return {row.order_id: row for row in rows.distinct("order_id")}


def _groups(cases: Sequence[Case], reach_km: float) -> list[Group]:
    by_key = {str(one.order.id): one for one in cases}
    found = together({key: one.point for key, one in by_key.items()}, reach_km)
    others = _other_requests(by_key)
    return [
        Group(
            letter_of(place), [by_key[key] for key in keys], _near(keys, by_key, others, reach_km)
        )
        for place, keys in enumerate(found)
    ]


def letter_of(place: int) -> str:
    """Give the letter of a group: A to Z, then A1 and on."""
    letter = chr(ord("A") + place % 26)
    return letter if place < 26 else f"{letter}{place // 26}"


def _other_requests(cases: Mapping[str, Case]) -> list[Point]:
    """Give where other orders lie that have no contract yet."""
    rows = Site.objects.filter(
        orders__closed=None, orders__stage__in=BEFORE_CONTRACT, latitude__isnull=False
    ).exclude(orders__in=[one.order.id for one in cases.values()])
    places = rows.values_list("latitude", "longitude")
    return [Point(float(n), float(e)) for n, e in places if n is not None and e is not None]


def _near(
    keys: Iterable[str], cases: Mapping[str, Case], others: Sequence[Point], reach_km: float
) -> int:
    points = [point for key in keys if (point := cases[key].point)]
    return sum(any(km_between(one, point) <= reach_km for point in points) for one in others)


def _builds() -> list[Build]:
    rows = standing_rows(DevelopmentDecision, "development_decided").filter(
        order__closed=None, order__open_steps__step="network_built"
    )
    rows = rows.select_related("order__customer", "order__site").defer("order__card")
    return [Build(row, row.order) for row in rows.order_by("by_when", "order__number")]
