"""Lists of tasks and of orders for the pages: filters, counts, and pages by keyset.

Tasks are rows of open steps alone, so that what they cost depends on the work at hand and not on
the orders that are finished.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT, KeyTextTransform, KeyTransform
from django.utils import timezone

from turnup.customers.models import Customer, Site
from turnup.customers.search_text import words
from turnup.orders.models import OpenStep, Order
from turnup.orders.queries import visible_orders
from turnup.people.actor import Actor

PAGE: Final = 25
Row = TypeVar("Row", bound=models.Model)
ENDED: Final[Mapping[str, tuple[str, ...]]] = {
    "served": ("completed",),
    "ended": ("cancelled", "refused"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks a list for; blank means everything."""

    text: str = ""
    stage: str = ""
    technology: str = ""
    due: str = ""  # overdue or today
    whose: str = ""  # lead: of the orders that the reader leads
    end: str = ""  # of orders: blank for live ones, served, ended or all
    after: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any], **fixed: str) -> "Asked":
        """Read the query of an address."""
        names = {"q": "text"} | {n: n for n in ("stage", "technology", "due", "whose", "end")}
        said = {field: str(given.get(name, ""))[:200].strip() for name, field in names.items()}
        return cls(**{**said, "after": str(given.get("after", ""))[:200], **fixed})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows, and the cursor of the next one."""

    rows: list[Any]
    next: str = ""


# ------------------------------------------------------------------ tasks
def narrowed_tasks(
    rows: QuerySet[OpenStep], asked: Asked, actor: Actor, now: datetime
) -> QuerySet[OpenStep]:
    """Keep the tasks that were asked for."""
    if asked.stage:
        rows = rows.filter(stage=asked.stage)
    if asked.technology:
        rows = rows.filter(order__technology=asked.technology)
    if asked.whose == "lead":
        rows = rows.filter(lead_id=actor.id)
    if asked.due:
        rows = rows.filter(_due(asked.due, now))
    return rows.filter(matching(asked.text, "order__")) if asked.text else rows


def _due(asked: str, now: datetime) -> Q:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    return Q(due_at__lt=now) if asked == "overdue" else Q(due_at__gte=now, due_at__lte=tomorrow)


def task_page(rows: QuerySet[OpenStep], after: str) -> Page:
    """Give a page of tasks: what is due first comes first, what has no term last."""
    rows = rows.annotate(urgent=_said("survey_requested", "urgent")).order_by("due_at", "id")
    if cursor := _read_cursor(after):
        moment, last = cursor
        beyond = Q(due_at=None, id__gt=last)
        if moment:
            beyond = Q(due_at__gt=moment) | Q(due_at=moment, id__gt=last) | Q(due_at=None)
        rows = rows.filter(beyond)
    return _page(rows, lambda row: _cursor(row.due_at, row.id))


def task_counts(rows: QuerySet[OpenStep], now: datetime) -> dict[str, Any]:
    """Count tasks: all, overdue, due today, and by stage."""
    counted = rows.order_by().aggregate(
        all=Count("id"),
        overdue=Count("id", filter=_due("overdue", now)),
        today=Count("id", filter=_due("today", now)),
    )
    stages = rows.order_by().values_list("stage").annotate(n=Count("id"))
    return {**counted, "stages": dict(stages)}


# ------------------------------------------------------------------ orders
def order_page(actor: Actor, asked: Asked) -> Page:
    """Give a page of the orders that the actor may read, the newest first."""
    rows = narrowed_orders(visible_orders(actor, "order.read").filter(version__gt=0), asked)
    if asked.whose == "lead":
        rows = rows.filter(lead_id=actor.id)
    if asked.after.isascii() and asked.after.isdigit():
        rows = rows.filter(number__lt=int(asked.after[:18]))
    rows = rows.select_related("customer", "site", "lead").defer("card").order_by("-number")
    rows = rows.annotate(held=KT("card__held"))
    page = _page(rows, lambda row: str(row.number))
    _attach_open_steps(page.rows)
    return page


def narrowed_orders(rows: QuerySet[Order], asked: Asked) -> QuerySet[Order]:
    """Keep the orders that were asked for; a search by text looks at ended ones too."""
    if asked.end in ENDED:
        rows = rows.filter(closed__in=ENDED[asked.end])
    elif asked.end != "all" and not asked.text:
        rows = rows.filter(closed=None)
    if asked.stage:
        rows = rows.filter(stage=asked.stage)
    if asked.technology:
        rows = rows.filter(technology=asked.technology)
    return rows.filter(matching(asked.text)) if asked.text else rows


def live_counts(actor: Actor) -> dict[str, int]:
    """Count the live orders that the actor may read, by stage."""
    rows = visible_orders(actor, "order.read").filter(closed=None, version__gt=0)
    return dict(rows.order_by().values_list("stage").annotate(n=Count("id")))


def _attach_open_steps(orders: Iterable[Order]) -> None:
    """Give each order `opened`: its open steps, what is due first before the others."""
    by_order: dict[UUID, list[OpenStep]] = {order.id: [] for order in orders}
    for step in OpenStep.objects.filter(order_id__in=by_order).order_by("due_at", "id"):
        by_order[step.order_id].append(step)
    for order in orders:
        order.opened = by_order[order.id]  # type: ignore[attr-defined]  # for the template


def matching(text: str, order: str = "") -> Q:
    """Find orders by number, or by words in the customer's name and contacts or the address."""
    found = Q()
    number = text.strip().lstrip("№#").strip()
    for word in words(text):
        at_customer = Customer.objects.filter(
            pk=OuterRef(f"{order}customer_id"), search_text__contains=word
        )
        at_site = Site.objects.filter(pk=OuterRef(f"{order}site_id"), search_text__contains=word)
        found &= Q(Exists(at_customer)) | Q(Exists(at_site))
    if number.isascii() and number.isdigit() and len(number) < 19:
        found |= Q(**{f"{order}number": int(number)})
    return found


def _said(step: str, fact: str) -> KeyTextTransform:
    """Read what a standing step says of a fact from the card of a task's order."""
    standing = KeyTransform(step, KeyTransform("standing", "order__card"))
    return KeyTextTransform(fact, KeyTransform("4", standing))


# ------------------------------------------------------------------ pages
def _page(rows: QuerySet[Row], cursor_of: Any) -> Page:
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    return Page(found[:PAGE], cursor_of(found[PAGE - 1]) if more else "")


def _cursor(moment: datetime | None, last: int) -> str:
    text = f"{moment.isoformat() if moment else ''}|{last}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[datetime | None, int] | None:
    """Read a cursor; one that was tampered with begins at the first page."""
    try:
        moment, last = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        return (datetime.fromisoformat(moment) if moment else None), int(last)
    except ValueError:
        return None
