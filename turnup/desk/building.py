"""What we know of a building already: earlier surveys, permits and refusals there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import cos, radians
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from turnup.customers.models import Site
from turnup.customers.search_text import folded
from turnup.ground.models import OrderPermit
from turnup.orders.models import JournalEntry, Order
from turnup.orders.office import office_calendar
from turnup.surveys.models import Survey, Verdict

NEAR_M: Final = 40
DEGREE_M: Final = 111_320  # of latitude
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Known:
    """Something that happened at the building: when, what, on which order, of good or bad sign."""

    day: date
    text: str
    order: int
    tone: str


def at_building(address: str, latitude: Any = None, longitude: Any = None) -> list[Known]:
    """Return what is known of the building, the latest first.

    The same building is one whose address is the same but for case, ё and punctuation, or that
    lies within forty metres.
    """
    sites = _sites(address, latitude, longitude)
    if sites is None:
        return []
    orders = Order.objects.filter(site__in=sites.values("id")).order_by()
    numbers = dict(orders.values_list("id", "number"))
    found = [*_surveys(numbers), *_permits(numbers), *_refused(orders)]
    return sorted(found, key=lambda one: one.day, reverse=True)[:MOST]


def _sites(address: str, latitude: Any, longitude: Any) -> QuerySet[Site] | None:
    same = Q(search_text=folded(address)) if folded(address) else Q(pk__in=())
    place = _place(latitude, longitude)
    if place:
        tall = Decimal(NEAR_M) / DEGREE_M
        wide = tall / Decimal(str(max(cos(radians(float(place[0]))), 0.05)))
        same |= Q(
            latitude__range=(place[0] - tall, place[0] + tall),
            longitude__range=(place[1] - wide, place[1] + wide),
        )
    return Site.objects.filter(same) if folded(address) or place else None


def _place(latitude: Any, longitude: Any) -> tuple[Decimal, Decimal] | None:
    try:
        place = Decimal(str(latitude)), Decimal(str(longitude))
    except InvalidOperation:
        return None
    on_earth = all(one.is_finite() for one in place) and abs(place[0]) <= 90
    return place if on_earth and abs(place[1]) <= 180 else None


def _surveys(numbers: dict[Any, int]) -> Iterable[Known]:
    tones = {Verdict.FEASIBLE: "good", Verdict.FEASIBLE_WITH_BUILD: "warn"}
    for row in Survey.objects.filter(order_id__in=numbers).order_by("-surveyed_on")[:MOST]:
        verdict = Verdict(row.verdict)
        text = _("Survey: %(verdict)s") % {"verdict": verdict.label}
        yield Known(row.surveyed_on, text, numbers[row.order_id], tones.get(verdict, "bad"))


def _permits(numbers: dict[Any, int]) -> Iterable[Known]:
    rows = OrderPermit.objects.filter(order_id__in=numbers).select_related("permit__party")
    for row in rows[:MOST]:
        said = {"by": row.permit.party.name, "conditions": row.permit.conditions}
        text = _("Permit of %(by)s. %(conditions)s") % said
        told = JournalEntry.objects.only("at").get(order_id=row.order_id, seq=row.seq)
        day = office_calendar().local_date(told.at)
        yield Known(day, text.strip(), numbers[row.order_id], "good")


def _refused(orders: QuerySet[Order]) -> Iterable[Known]:
    for row in orders.filter(closed="refused").order_by("-closed_at")[:MOST]:
        assert row.closed_at, "a closed order has its moment"
        day = office_calendar().local_date(row.closed_at)
        yield Known(day, _("Refused in writing"), row.number, "bad")
