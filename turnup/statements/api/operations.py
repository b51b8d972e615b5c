"""Operations of the bank through the REST door: what waits, and what is decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router
from pydantic import BaseModel, Field

from turnup.billing.api import LARGEST, PAGE, Query
from turnup.customers.actions import note_reads
from turnup.orders.forms import BusinessDate, Money, ShortText, Text
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, language_of, read_query
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.statements import actions
from turnup.statements.api.files import known_row
from turnup.statements.models import BankOperation
from turnup.statements.suggestions import suggestions_for
from turnup.statements.words import reason_text

router = Router(tags=["statements"])
Form = TypeVar("Form", bound=BaseModel)


class OperationsQuery(Query):
    """Which operations of the bank to list."""

    state: Literal["parked", "matched", "returned", "not_ours"] = "parked"
    after: int | None = Field(None, ge=0, le=LARGEST, description="The `id` before the page.")


class ShareBody(Strict):
    """A share of an operation: for an invoice or a personal account, by its number."""

    target: ShortText = Field(max_length=40)
    amount: Money


class SharesBody(Strict):
    """To what an operation is credited; what is left goes on waiting."""

    shares: list[ShareBody] = Field(min_length=1, max_length=50)


class ReturnBody(Strict):
    """That the money went back to its payer."""

    on: BusinessDate
    reason: Text = Field(min_length=1, max_length=400)


class NoteBody(Strict):
    """That what is left is no customer's money."""

    note: Text = Field("", max_length=400)


class ReasonBody(Strict):
    """Why a decision is taken back."""

    reason: Text = Field(min_length=1, max_length=400)


class OriginalBody(Strict):
    """Which credit an outgoing operation gives back."""

    original: int = Field(ge=1, le=LARGEST)


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """What an operation may be for, and why."""

    why: str
    invoice: str | None
    account: int
    lacking: Decimal | None


@dataclass(frozen=True, slots=True)
class OperationShown:
    """An operation of the bank; `credited` of it lies on customers' accounts."""

    id: int
    direction: str
    state: str
    reason: str
    reason_text: str
    number: str
    document_on: date | None
    arrived_on: date
    amount: Decimal
    credited: Decimal
    payer: str
    payer_inn: str
    purpose: str
    note: str
    statement: int
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class OperationCard:
    """An operation with what it may be for, best first."""

    operation: OperationShown
    suggestions: list[SuggestionShown]


def _operation(one: BankOperation) -> OperationShown:
    same = ("direction", "state", "reason", "number", "document_on", "arrived_on", "amount")
    more = ("credited", "payer", "payer_inn", "purpose", "note", "decided_at")
    return OperationShown(
        id=one.pk,
        reason_text=reason_text(one.reason),
        statement=one.file_id,
        **{name: getattr(one, name) for name in (*same, *more)},
    )


@router.get(
    "/bank-operations",
    response={200: list[OperationShown]},
    operation_id="list_operations",
    summary=f"Operations of the bank in a state, the earliest first, {PAGE} a page",
    openapi_extra=described(query=OperationsQuery, problems=(403,)),
)
@allows("statement.read")
def list_operations(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, or what was decided."""
    asked = read_query(request, OperationsQuery)
    rows = BankOperation.objects.filter(state=asked.state, pk__gt=asked.after or 0).order_by("pk")
    with translation.override(language_of(request)):
        return json_answer([_operation(one) for one in rows[:PAGE]])


@router.get(
    "/bank-operations/{int:operation_id}",
    response={200: OperationCard},
    operation_id="read_operation",
    summary="An operation of the bank, with what it may be for",
    openapi_extra=described(problems=(403, 404)),
)
@allows("statement.read")
def read_operation(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Give an operation; while it waits, with suggestions and the reason of each."""
    found = known_row(BankOperation, operation_id)
    waits = found.state == "parked" and found.direction == "in"
    suggested = suggestions_for(found) if waits else []
    payers = [one.account.customer_id for one in suggested]
    note_reads(actor=actor_of(request), customer_ids=payers, what="payer", at=timezone.now())
    offered = [
        SuggestionShown(one.why, one.invoice and one.invoice.number, one.account.number, one.amount)
        for one in suggested
    ]
    with translation.override(language_of(request)):
        return json_answer(OperationCard(_operation(found), offered))


def _decides(
    request: HttpRequest,
    operation_id: int,
    form: type[Form],
    decide: Callable[[Form, dict[str, Any]], BankOperation],
) -> HttpResponse:
    """Answer with the operation as it is after a decision."""
    known_row(BankOperation, operation_id)

    def act(said: Form, actor: Actor, now: datetime) -> OperationShown:
        return _operation(decide(said, {"actor": actor, "now": now, "operation_id": operation_id}))

    return written_once(request, form, act)


@router.post(
    "/bank-operations/{int:operation_id}/shares",
    response={201: OperationShown},
    operation_id="allocate_operation",
    summary="Credit an operation to invoices and personal accounts",
    openapi_extra=described(
        body=SharesBody,
        example={"shares": [{"target": "2026-12", "amount": "12000.00"}]},
        problems=(403, 404),
    ),
)
@allows("statement.import")
def allocate_operation(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Credit what waits; an order's payment is recorded where its invoice is covered."""
    return _decides(
        request,
        operation_id,
        SharesBody,
        lambda said, by: actions.allocate_operation(
            shares=[(one.target, one.amount) for one in said.shares], **by
        ),
    )


@router.post(
    "/bank-operations/{int:operation_id}/return",
    response={201: OperationShown},
    operation_id="return_operation",
    summary="Record that an operation’s money went back",
    openapi_extra=described(
        body=ReturnBody,
        example={"on": "2026-03-05", "reason": "Ошибочный платёж"},
        problems=(403, 404),
    ),
)
@allows("statement.import")
def return_operation(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Take back what was credited; an order that rested on it loses its payment."""
    return _decides(
        request,
        operation_id,
        ReturnBody,
        lambda said, by: actions.return_operation(on=said.on, reason=said.reason, **by),
    )


@router.post(
    "/bank-operations/{int:operation_id}/aside",
    response={201: OperationShown},
    operation_id="set_aside_operation",
    summary="Record that an operation is no customer’s money",
    openapi_extra=described(body=NoteBody, example={"note": "Проценты банка"}, problems=(403, 404)),
)
@allows("statement.import")
def set_aside_operation(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Leave what is left of it with nobody."""
    return _decides(
        request,
        operation_id,
        NoteBody,
        lambda said, by: actions.set_aside_operation(note=said.note, **by),
    )


@router.post(
    "/bank-operations/{int:operation_id}/undoing",
    response={201: OperationShown},
    operation_id="undo_decision",
    summary="Take back what was decided about an operation",
    openapi_extra=described(
        body=ReasonBody, example={"reason": "Зачислено не туда"}, problems=(403, 404)
    ),
)
@allows("statement.import")
def undo_decision(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Take what was credited off the accounts again; the operation waits."""
    return _decides(
        request,
        operation_id,
        ReasonBody,
        lambda said, by: actions.undo_decision(reason=said.reason, **by),
    )


@router.post(
    "/bank-operations/{int:operation_id}/original",
    response={201: OperationShown},
    operation_id="name_returned",
    summary="Say which credit an outgoing operation gives back",
    openapi_extra=described(body=OriginalBody, example={"original": 17}, problems=(403, 404)),
)
@allows("statement.import")
def name_returned(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Take that credit back."""
    return _decides(
        request,
        operation_id,
        OriginalBody,
        lambda said, by: actions.name_returned(original_id=said.original, **by),
    )
