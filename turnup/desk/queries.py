"""Lists across rooms: my tasks, and the orders one may see, page by page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.customers.models import Customer
from turnup.customers.search_text import words
from turnup.desk.rows import note_people_read
from turnup.desk.shapes import OrderPage, OrderShown, Somebody, TaskPage, TaskShown
from turnup.desk.words import SIDES
from turnup.orders.models import OpenStep, Order
from turnup.orders.office import standard_version
from turnup.orders.queries import visible_orders
from turnup.people.actor import Actor
from turnup.people.models import Person
from turnup.people.operations import OPERATIONS
from turnup.rest.shapes import Named
from turnup.standard.refusals import BadField

PAGE: Final = 50


def my_tasks(
    *,
    actor: Actor,
    at: datetime,
    language: str,
    cursor: str | None = None,
    limit: int = PAGE,
    stage: str | None = None,
    step: str | None = None,
    technology: str | None = None,
    overdue: bool | None = None,
    q: str = "",
    personal: bool = False,
) -> TaskPage:
    """Give a page of the open steps that the actor may take: the longest due first.

    With `personal`, people are named too, and each who is leaves an access record (I23).

    An account manager sees the steps of the orders they lead; see `people.operations`.
    """
    rows = tasks_of(actor)
    if stage:
        rows = rows.filter(stage=stage)
    if step:
        rows = rows.filter(step=step)
    if technology:
        rows = rows.filter(order__technology=technology)
    if overdue is not None:
        late = Q(due_at__lt=at)
        rows = rows.filter(late) if overdue else rows.exclude(late)
    if q:
        rows = rows.filter(_named(q, "order__"))
    found = list(_after(rows, cursor)[: limit + 1])
    if personal:
        note_people_read((row.order for row in found[:limit]), actor=actor, at=at)
    with translation.override(language):
        items = [_task(row, at, language, personal) for row in found[:limit]]
    return TaskPage(items, _cursor(_place(found[limit - 1])) if len(found) > limit else None)


def tasks_of(actor: Actor) -> QuerySet[OpenStep]:
    """Select the open steps that the actor may take, the longest due first."""
    scopes = OPERATIONS["tasks.read"].scopes
    everywhere = [role for role in actor.roles if scopes.get(role) == "all"]
    own = [role for role in actor.roles if scopes.get(role) == "own"]
    mine = Q(roles__overlap=everywhere) if everywhere else Q(pk__in=())
    if own:
        mine |= Q(roles__overlap=own, lead_id=actor.id)
    return (
        OpenStep.objects.filter(mine)
        .select_related("order__customer", "order__site", "order__lead")
        .defer("order__card")
        .annotate(held=KeyTextTransform("held", "order__card"))
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def my_orders(
    *,
    actor: Actor,
    at: datetime,
    language: str,
    cursor: str | None = None,
    limit: int = PAGE,
    stage: str | None = None,
    closed: str | None = None,
    technology: str | None = None,
    q: str = "",
    personal: bool = False,
) -> OrderPage:
    """Give a page of the orders that the actor may read, the newest first.

    With `personal`, people are named too, and each who is leaves an access record (I23).

    `closed`: `no` for those under way, `yes` for all others, or one of the three ends.
    """
    rows = visible_orders(actor, "order.read").filter(version__gt=0)
    if stage:
        rows = rows.filter(stage=stage)
    if closed in ("no", "yes"):
        rows = rows.filter(closed__isnull=closed == "no")
    elif closed:
        rows = rows.filter(closed=closed)
    if technology:
        rows = rows.filter(technology=technology)
    if q:
        rows = rows.filter(_named(q, ""))
    if cursor is not None:
        rows = rows.filter(number__lt=_read_cursor(cursor, 1)[0])
    rows = rows.select_related("customer", "site", "lead").defer("card")
    found = list(
        rows.annotate(held=KeyTextTransform("held", "card")).order_by("-number")[: limit + 1]
    )
    if personal:
        note_people_read(found[:limit], actor=actor, at=at)
    items = [_order(row, language, personal) for row in found[:limit]]
    return OrderPage(items, _cursor([found[limit - 1].number]) if len(found) > limit else None)


def _named(q: str, order: str) -> Q:
    """Select by an order's number, or by all words in the customer's data or the address."""
    number = q.strip().removeprefix("№").strip()
    if number.isdecimal() and number.isascii() and len(number) <= 9:
        return Q(**{f"{order}number": int(number)})
    asked = words(q)
    found = Q() if asked else Q(pk__in=())
    for word in asked:
        found &= Q(**{f"{order}customer__search_text__contains": word}) | Q(
            **{f"{order}site__search_text__contains": word}
        )
    return found


# ------------------------------------------------------- cursors
def _after(rows: QuerySet[OpenStep], cursor: str | None) -> QuerySet[OpenStep]:
    if cursor is None:
        return rows
    due, last = _read_cursor(cursor, 2)
    if due is None:
        return rows.filter(due_at__isnull=True, id__gt=last)
    later = Q(due_at__gt=due) | Q(due_at=due, id__gt=last) | Q(due_at__isnull=True)
    return rows.filter(later)


def _place(row: OpenStep) -> list[Any]:
    return [row.due_at.isoformat() if row.due_at else None, row.id]


def _cursor(place: Iterable[Any]) -> str:
    return urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, size: int) -> list[Any]:
    """Read a cursor as it was given out. Raises BadField for anything else."""
    try:
        place = json.loads(urlsafe_b64decode(cursor.encode() + b"=="))
        *due, last = place
        if len(place) != size or not isinstance(last, int) or not 0 <= last < 2**63:
            raise ValueError(cursor)
        return [*(one and datetime.fromisoformat(one) for one in due), last]
    except (ValueError, TypeError, RecursionError):
        raise BadField(
            "cursor",
            gettext_noop("is no cursor of this list"),
            gettext_noop("take `next` of the page before, or leave it out"),
        ) from None


# ------------------------------------------------------- rows
def _task(row: OpenStep, at: datetime, language: str, personal: bool) -> TaskShown:
    order = row.order
    standard = standard_version(order.standard_id)
    held: str | None = getattr(row, "held", None)
    return TaskShown(
        order=order.id,
        number=order.number,
        step=row.step,
        title=standard.steps[row.step].title[language],
        stage=row.stage,
        stage_title=standard.stages[row.stage].title[language],
        since=row.since,
        due=row.due_at,
        overdue=bool(row.due_at and row.due_at < at and not held),
        clock=Named(row.clock, _(SIDES[row.clock])) if row.clock else None,
        held=held,
        technology=order.technology,
        customer=shown_name(order.customer, personal),
        locality=order.site.locality,
        lead=_lead(order.lead, language),
        by=tuple(Named(role, standard.roles[role][language]) for role in row.roles),
    )


def _order(order: Order, language: str, personal: bool) -> OrderShown:
    standard = standard_version(order.standard_id)
    return OrderShown(
        id=order.id,
        number=order.number,
        version=order.version,
        stage=order.stage,
        stage_title=standard.stages[order.stage].title[language],
        closed=order.closed,  # type: ignore[arg-type]  # a check constraint keeps it so
        held=getattr(order, "held", None),
        technology=order.technology,
        opened_at=order.opened_at,
        moved_at=order.moved_at,
        closed_at=order.closed_at,
        customer=shown_name(order.customer, personal),
        locality=order.site.locality,
        lead=_lead(order.lead, language),
    )


def shown_name(customer: Customer, personal: bool) -> str | None:
    """Give a company's name; a person's is personal, and None unless it was asked for."""
    return customer.name if personal or customer.kind == "company" else None


def _lead(person: Person, language: str) -> Somebody:
    return Somebody(person.id, (person.name_en or person.name) if language == "en" else person.name)
