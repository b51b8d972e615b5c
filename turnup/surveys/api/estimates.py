"""An estimate as planned and as it came out, through the REST door; correcting what was used."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.surveys.actions import enter_actuals
from turnup.surveys.measuring import used_of
from turnup.surveys.models import Estimate
from turnup.surveys.queries import standing_estimate

router = Router(tags=["surveys"])
Used = Annotated[Decimal, Field(ge=0, le=10**7, decimal_places=3, max_digits=10)]


class ActualBody(Strict):
    """What was used of one line; null leaves it to the stock's ledger again."""

    position: int = Field(ge=1, le=200)
    quantity: Used | None


class ActualsBody(Strict):
    """Corrections of what was really used, by the lines' positions."""

    lines: list[ActualBody] = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True)
class EstimateLineShown:
    """A line as planned, and as it came out where that is known.

    `by_ledger`: the stock says it; else somebody typed it. Money is roubles with VAT.
    """

    position: int
    title: str
    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    used_quantity: Decimal | None
    used_amount: Decimal | None
    by_ledger: bool


@dataclass(frozen=True, slots=True)
class EstimateShown:
    """The estimate that stands; `used` sums up the lines that are known."""

    order: UUID
    service_date: date | None
    planned_cost: Decimal
    terms_changed: bool
    used: Decimal
    lines: list[EstimateLineShown]


@router.get(
    "/orders/{order_id}/estimate",
    response={200: EstimateShown},
    operation_id="read_estimate",
    summary="The estimate that stands, planned against actual",
    openapi_extra=described(problems=(403, 404)),
)
@allows("estimate.read")
def read_estimate(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the lines with what was used of each; 404 where no estimate stands."""
    order = visible_order(actor_of(request), "estimate.read", order_id=order_id)
    estimate = standing_estimate(order.id)
    if estimate is None:
        raise Http404("no estimate stands")
    return json_answer(_shown(estimate))


@router.post(
    "/orders/{order_id}/estimate/actuals",
    response={201: EstimateShown},
    operation_id="enter_actuals",
    summary="Correct what was really used of an estimate",
    openapi_extra=described(
        body=ActualsBody,
        example={"lines": [{"position": 1, "quantity": "52.5"}]},
        problems=(403, 404),
    ),
)
@allows("estimate.enter_actuals")
def post_actuals(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Keep the quantities; planned prices hold."""

    def kept(said: ActualsBody, actor: Actor, now: datetime) -> EstimateShown:
        order = visible_order(actor, "estimate.enter_actuals", order_id=order_id)
        quantities = {one.position: one.quantity for one in said.lines}
        return _shown(enter_actuals(order_id=order.id, actor=actor, at=now, quantities=quantities))

    return written_once(request, ActualsBody, kept)


def _shown(estimate: Estimate) -> EstimateShown:
    lines = list(estimate.lines.select_related("item").order_by("position"))
    used = used_of(estimate.order_id, lines)
    return EstimateShown(
        order=estimate.order_id,
        service_date=estimate.service_date,
        planned_cost=estimate.planned_cost,
        terms_changed=estimate.terms_changed,
        used=sum((one.amount for one in used.values()), Decimal("0.00")),
        lines=[
            EstimateLineShown(
                position=line.position,
                title=line.title,
                unit=line.unit,
                quantity=line.quantity,
                price=line.price,
                amount=line.amount,
                used_quantity=found.quantity if found else None,
                used_amount=found.amount if found else None,
                by_ledger=bool(found and found.by_ledger),
            )
            for line in lines
            for found in [used.get(line.position)]
        ],
    )
