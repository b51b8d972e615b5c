"""Reads over what happens on site: visits of a day, the checklist, what did not fit, acts to hand
over, modems that are out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from turnup.field.models import Item, Mark, Outcome, RegisteredAct, Tick, VisitMark
from turnup.installation.models import CompletionAct, CrewMember, TemporaryConnection, Visit
from turnup.orders.occurrence import standing_rows
from turnup.people.actor import Actor
from turnup.portal.visit_news import News

LEFT_OVER: Final = timedelta(days=3)
"""So long a visit that nobody finished stays on the phone."""


def crews_of(person_id: UUID) -> list[int]:
    """Return the ids of the crews that the person works in now."""
    rows = CrewMember.objects.filter(person_id=person_id, left_at=None)
    return list(rows.values_list("crew_id", flat=True))


def midnight(day: date) -> datetime:
    """Return when a day of the office begins."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def visits_for(actor: Actor, now: datetime) -> QuerySet[Visit]:
    """Return the visits a phone has to know: today's and tomorrow's, and what was left over.

    A crew's member gets the crew's; support and crew leads, who are in none, get all.
    """
    today = timezone.localtime(now).date()
    begin, end = midnight(today), midnight(today + timedelta(days=2))
    rows = Visit.objects.filter(released_at=None, starts_at__lt=end).filter(
        Q(starts_at__gte=begin) | Q(done_at=None, starts_at__gte=begin - LEFT_OVER)
    )
    if crews := crews_of(actor.id):
        rows = rows.filter(crew__in=crews)
    return rows.select_related("crew", "order__customer", "order__site").order_by("starts_at", "id")


def ticks_of(orders: Iterable[UUID]) -> Mapping[UUID, dict[str, Tick]]:
    """Return the latest tick of each point, by order."""
    rows = (
        Tick.objects.filter(order__in=list(orders))
        .select_related("person")
        .order_by("order_id", "point", "-at", "-id")
        .distinct("order_id", "point")
    )
    found: dict[UUID, dict[str, Tick]] = {}
    for tick in rows:
        found.setdefault(tick.order_id, {})[tick.point] = tick
    return found


def open_items() -> QuerySet[Item]:
    """Return what came from phones and did not fit, and nobody has settled yet."""
    rows = Item.objects.filter(settlement=None).exclude(outcome=Outcome.DONE)
    return rows.select_related("person", "order__customer", "order__site")


def items_of_phone(person_id: UUID, since: datetime) -> QuerySet[Item]:
    """Return a person's items that did not fit at first, with how they were settled."""
    rows = Item.objects.filter(person_id=person_id).exclude(
        outcome=Outcome.DONE, settlement__isnull=True
    )
    return rows.filter(Q(settlement=None) | Q(settled_at__gte=since)).order_by("-arrived_at")


MARKED: Final = {
    Mark.ON_THE_WAY: gettext_noop("Our crew is on its way to you since %(at)s."),
    Mark.ARRIVED: gettext_noop("Our crew has been with you since %(at)s."),
}


def latest_mark(visit_id: int) -> News | None:
    """Return the latest that a crew marked of a visit, for the customer's page."""
    mark = VisitMark.objects.filter(visit=visit_id).order_by("-at", "-id").first()
    return News(MARKED[Mark(mark.mark)], mark.at) if mark else None


def put_right(order_id: UUID) -> QuerySet[Item]:
    """Return what was recorded of an order at another moment than its phone said."""
    rows = Item.objects.filter(order_id=order_id, outcome=Outcome.DONE).exclude(clock_note="")
    return rows.select_related("person", "order")


def acts_to_hand_over() -> QuerySet[CompletionAct]:
    """Return the acts that stand and nobody has handed over or listed."""
    listed = RegisteredAct.objects.filter(returned="").values("act_id")
    rows = standing_rows(CompletionAct, "act_signed").exclude(pk__in=listed)
    return rows.exclude(order__card__standing__has_key="act_handed_over").order_by("signed_at")


def modems() -> QuerySet[TemporaryConnection]:
    """Return the temporary connections, those that are out first and the oldest first."""
    rows = TemporaryConnection.objects.select_related("order__customer", "order__site")
    return rows.order_by("returned_at", "given_at")
