"""The REST door: orders, steps, tasks and the standard. docs/api.md tells a caller how.

Views read the request, call one action or one read, and answer. A request that may change
something is answered once for its key (`orders.idempotency`).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BeforeValidator, Field, ValidationError

from turnup.desk.describe import describe, timeline
from turnup.desk.queries import PAGE, my_orders, my_tasks
from turnup.desk.schemas import StandardRead, standard_read
from turnup.desk.shapes import CardShown, EntryShown, OrderPage, TaskPage
from turnup.desk.steps import OPENING, STEPS, record_step
from turnup.orders.forms import Moment, ShortText
from turnup.orders.idempotency import Answer, Declined, answer_once, checked_key, keyed_request
from turnup.orders.models import TECHNOLOGIES
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import standing_standard
from turnup.orders.problems import explain
from turnup.orders.queries import visible_order
from turnup.orders.refusals import IdTaken, OrderNotFound
from turnup.people.operations import table
from turnup.people.permissions import allows
from turnup.rest.door import (
    JSON,
    actor_of,
    etag_of,
    expected_version,
    explained,
    http_answer,
    is_known,
    json_answer,
    language_of,
    read_body,
    read_query,
    stored_problem,
)
from turnup.rest.once import Strict
from turnup.rest.openapi import described
from turnup.rest.shapes import ReceiptShown
from turnup.standard.refusals import AlreadyStands, Refused

DOOR: Final = "rest"
MOST: Final = 200  # rows of one page
router = Router()


# ------------------------------------------------------- what comes in
def _only_text(value: Any) -> Any:
    """Refuse numbers that pydantic would take for moments and ids."""
    if not isinstance(value, str) or value.lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError("not_text")
    return value


Happened = Annotated[Moment, BeforeValidator(_only_text)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Cursor = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]
Limit = Annotated[int, Field(ge=1, le=MOST)]


class StepBody(Strict):
    """What is posted to record a step: its data, and when it happened if not now."""

    data: dict[str, Any] = Field(
        default_factory=dict, description="The step's own data: see `schema` in GET /standard."
    )
    at: Happened | None = Field(
        None, description="When it happened, with its zone; left out: now. Never in the future."
    )


class OrderBody(StepBody):
    """What is posted to open an order: the data of the standard's opening step."""

    id: Annotated[UUID, BeforeValidator(_only_text)] | None = Field(
        None, description="The order's id, if the client makes it; left out: we do."
    )


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


# ------------------------------------------------------- movements
@router.post(
    "/orders",
    response={201: ReceiptShown},
    operation_id="open_order",
    summary="Open an order",
    tags=["orders"],
    openapi_extra=described(
        body=OrderBody,
        opens=True,
        problems=(403, 409),
        examples={OPENING: {"data": STEPS[OPENING].form.example()}},
    ),
)
@allows("order.open")
def open_order(request: HttpRequest) -> HttpResponse:
    """Open an order with the customer's request; who opens it leads it."""

    def opened(body: Any, now: datetime) -> Receipt:
        asked = OrderBody.model_validate(body)
        try:
            return _record(request, asked, asked.id or uuid4(), OPENING, now, None)
        except (AlreadyStands, OrderNotFound):  # whose it is, is nobody's business here
            raise IdTaken(order=str(asked.id)) from None

    return _moved(request, opened)


@router.post(
    "/orders/{order_id}/steps/{step}",
    response={201: ReceiptShown},
    operation_id="record_step",
    summary="Record a step",
    tags=["orders"],
    openapi_extra=described(
        body=StepBody,
        moves=True,
        problems=(403, 404, 409, 412),
        examples={code: {"data": row.form.example()} for code, row in STEPS.items()},
    ),
)
@allows("step.record")
def post_step(request: HttpRequest, order_id: UUID, step: str) -> HttpResponse:
    """Record any step of the order's standard with its data: the one form for them all."""
    version = expected_version(request)

    def recorded(body: Any, now: datetime) -> Receipt:
        asked = StepBody.model_validate(body)
        return _record(request, asked, order_id, step, now, version)

    return _moved(request, recorded)


class _InData(Exception):
    """A fault that lies in the step's data, not in what is around them."""

    def __init__(self, fault: Refused | ValidationError):
        super().__init__()
        self.fault = fault


def _record(
    request: HttpRequest,
    asked: StepBody,
    order_id: UUID,
    step: str,
    now: datetime,
    version: int | None,
) -> Receipt:
    move = Move(
        order_id=order_id,
        actor=actor_of(request),
        at=asked.at or now,
        now=now,
        expected_version=version,
        door=DOOR,
    )
    try:
        return record_step(move=move, step=step, data=asked.data, alone=False)
    except ValidationError as fault:
        raise _InData(fault) from None


def _moved(request: HttpRequest, act: Callable[[Any, datetime], Receipt]) -> HttpResponse:
    """Answer a movement once for its key."""
    now, language = timezone.now(), language_of(request)
    key = checked_key(request.headers.get("Idempotency-Key"))
    raw, body = read_body(request)

    def compute() -> Answer:
        try:
            return _receipt(act(body, now))
        except (_InData, Refused, ValidationError) as fault:
            raise Declined(partial(_declined, fault, language)) from None

    asked = keyed_request(
        principal=actor_of(request).id,
        key=key,
        method="POST",
        path=request.path,
        body=raw,
        at=now,
    )
    return http_answer(answer_once(asked, compute))


def _declined(fault: _InData | Refused | ValidationError, language: str) -> Answer:
    if isinstance(fault, ValidationError):
        return stored_problem(explain(fault, language=language))
    inner = fault.fault if isinstance(fault, _InData) else fault
    return stored_problem(explained(inner, language))


def _receipt(receipt: Receipt) -> Answer:
    headers = {
        "Content-Type": JSON,
        "Location": f"/api/v1/orders/{receipt.id}",
        "ETag": etag_of(receipt.version),
    }
    return Answer(201, json.dumps(receipt.to_json()), headers)


# ------------------------------------------------------- reads
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
