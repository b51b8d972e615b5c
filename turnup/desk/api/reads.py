"""The REST door where orders, tasks, the standard and the permissions are read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from turnup.desk.api.moves import router  # one for both: an address has one router
from turnup.desk.describe import describe
from turnup.desk.queries import PAGE, my_orders, my_tasks
from turnup.desk.schemas import StandardRead, standard_read
from turnup.desk.shapes import CardShown, EntryShown, OrderPage, TaskPage
from turnup.desk.timeline import timeline
from turnup.orders.forms import ShortText
from turnup.orders.models import TECHNOLOGIES
from turnup.orders.office import standing_standard
from turnup.orders.queries import visible_order
from turnup.people.operations import table
from turnup.people.permissions import allows
from turnup.rest.door import (
    actor_of,
    etag_of,
    is_known,
    json_answer,
    language_of,
    read_query,
)
from turnup.rest.once import Strict
from turnup.rest.openapi import described

MOST: Final = 200  # rows of one page


# ------------------------------------------------------- what comes in
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Cursor = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]
Limit = Annotated[int, Field(ge=1, le=MOST)]


class CardQuery(Strict):
    """How to read a card."""

    personal: bool = Field(
        False, description="Contacts and address too; leaves an access record (who read, when)."
    )


class JournalQuery(Strict):
    """How to read a journal."""

    data: bool = Field(
        False, description="What was said too; leaves an access record (who read, when)."
    )


Personal = Annotated[
    bool,
    Field(description="Name people too; each who is leaves an access record (who read, when)."),
]


class TaskQuery(Strict):
    """Which of my tasks to read."""

    stage: Code | None = None
    step: Code | None = None
    technology: Literal[TECHNOLOGIES] | None = None  # type: ignore[valid-type]  # a tuple of codes
    overdue: bool | None = None
    q: ShortText | None = Field(None, description="An order's number, or words of its customer.")
    personal: Personal = False
    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    limit: Limit = PAGE


class OrderQuery(Strict):
    """Which orders to read."""

    stage: Code | None = None
    closed: Literal["no", "yes", "completed", "cancelled", "refused"] | None = None
    technology: Literal[TECHNOLOGIES] | None = None  # type: ignore[valid-type]  # a tuple of codes
    q: ShortText | None = Field(None, description="An order's number, or words of its customer.")
    personal: Personal = False
    cursor: Cursor | None = Field(None, description="`next` of the page before.")
    limit: Limit = PAGE


# ------------------------------------------------------- what goes out
@dataclass(frozen=True, slots=True)
class Permission:
    """One cell of the table; `own`: the orders that one leads; null: not at all."""

    role: str
    operation: str
    scope: Literal["all", "own"] | None


@router.get(
    "/orders",
    response={200: OrderPage},
    operation_id="list_orders",
    summary="Orders, the newest first",
    tags=["orders"],
    openapi_extra=described(query=OrderQuery, problems=(403,)),
)
@allows("order.read")
def list_orders(request: HttpRequest) -> HttpResponse:
    """List the orders that the caller may read, page by page."""
    asked = read_query(request, OrderQuery).model_dump(exclude_none=True)
    actor, language = actor_of(request), language_of(request)
    return json_answer(my_orders(actor=actor, at=timezone.now(), language=language, **asked))


@router.get(
    "/orders/{order_id}",
    response={200: CardShown},
    operation_id="read_order",
    summary="An order's card",
    tags=["orders"],
    openapi_extra=described(query=CardQuery, tagged=True, problems=(403, 404)),
)
@allows("order.read")
def read_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give stage, facts, and each step: standing, open, waiting for what, or not needed."""
    asked = read_query(request, CardQuery)
    actor, now, language = actor_of(request), timezone.now(), language_of(request)
    order = visible_order(actor, "order.read", order_id=order_id)
    tag = etag_of(order.version)
    if is_known(request, order.version) and not _overdue(order.open_steps, now):
        return HttpResponse(status=304, headers={"ETag": tag})
    card = describe(order, actor=actor, at=now, language=language, personal=asked.personal)
    return json_answer(card, ETag=tag)


def _overdue(open_steps: Any, now: datetime) -> bool:
    """Tell whether a step is past its time: the only thing on a card that time alone changes."""
    return open_steps.filter(due_at__lt=now).exists()


@router.get(
    "/orders/{order_id}/journal",
    response={200: list[EntryShown]},
    operation_id="read_journal",
    summary="An order's journal",
    tags=["orders"],
    openapi_extra=described(query=JournalQuery, problems=(403, 404)),
)
@allows("journal.read")
def read_journal(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give every entry with its hashes, and the steps that fell and opened by it."""
    asked = read_query(request, JournalQuery)
    actor, now, language = actor_of(request), timezone.now(), language_of(request)
    order = visible_order(actor, "journal.read", order_id=order_id)
    entries = timeline(order, actor=actor, at=now, language=language, with_data=asked.data)
    return json_answer(entries)


@router.get(
    "/tasks",
    response={200: TaskPage},
    operation_id="list_tasks",
    summary="My tasks, the longest due first",
    tags=["tasks"],
    openapi_extra=described(query=TaskQuery, problems=(403,)),
)
@allows("tasks.read")
def list_tasks(request: HttpRequest) -> HttpResponse:
    """List the open steps that the caller may take, page by page."""
    asked = read_query(request, TaskQuery).model_dump(exclude_none=True)
    actor, language = actor_of(request), language_of(request)
    return json_answer(my_tasks(actor=actor, at=timezone.now(), language=language, **asked))


@router.get(
    "/standard",
    response={200: StandardRead},
    operation_id="read_standard",
    summary="The standing standard",
    tags=["standard"],
    openapi_extra=described(problems=(403,)),
)
@allows("standard.read")
def read_standard(request: HttpRequest) -> HttpResponse:
    """Give stages, steps with their needs and roles, and what each step's data look like."""
    return json_answer(standard_read(standing_standard(), language_of(request)))


@router.get(
    "/permissions",
    response={200: list[Permission]},
    operation_id="list_permissions",
    summary="Who may do what",
    tags=["people"],
    openapi_extra=described(problems=(403,)),
)
@allows("permissions.read")
def list_permissions(request: HttpRequest) -> HttpResponse:
    """Give the whole table: every role × operation with its scope."""
    return json_answer([Permission(c.role, c.operation, c.scope) for c in table()])
