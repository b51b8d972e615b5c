"""The REST door where orders move: opening one, and recording any step of it.

Views read the request, call one action, and answer once for its key (`orders.idempotency`).
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BeforeValidator, Field, ValidationError

from turnup.desk.steps import OPENING, STEPS, record_step
from turnup.orders.forms import Moment
from turnup.orders.idempotency import Answer, Declined, answer_once, checked_key, keyed_request
from turnup.orders.moves import Move, Receipt
from turnup.orders.problems import explain
from turnup.orders.refusals import IdTaken, OrderNotFound
from turnup.people.permissions import allows
from turnup.rest.door import (
    JSON,
    actor_of,
    etag_of,
    expected_version,
    explained,
    http_answer,
    language_of,
    read_body,
    stored_problem,
)
from turnup.rest.once import Strict
from turnup.rest.openapi import described
from turnup.rest.shapes import ReceiptShown
from turnup.standard.refusals import AlreadyStands, Refused

DOOR: Final = "rest"
router = Router()


# ------------------------------------------------------- what comes in
def _only_text(value: Any) -> Any:
    """Refuse numbers that pydantic would take for moments and ids."""
    if not isinstance(value, str) or value.lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError("not_text")
    return value


Happened = Annotated[Moment, BeforeValidator(_only_text)]


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
