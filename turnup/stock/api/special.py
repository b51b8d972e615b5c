"""Special equipment through the REST door: what is on order, for when, and every promise."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from turnup.orders.office import office_calendar
from turnup.people.permissions import allows
from turnup.rest.door import json_answer, read_query
from turnup.rest.once import Strict
from turnup.rest.openapi import described
from turnup.stock.models import SpecialOrder

router = Router(tags=["stock"])
LATEST: Final = 200


class SpecialQuery(Strict):
    """What is still to come, or the latest that arrived or was given up."""

    state: Literal["waiting", "ended"] = "waiting"


@dataclass(frozen=True, slots=True)
class PromiseShown:
    """A day that the supplier promised, and why it changed."""

    promised_date: date
    reason: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """Special equipment of an order. `item` is its code where it is kept in stock; `promises` are
    the oldest first, the last one stands; `overdue`: its day is past and it is not there."""

    id: int
    order: UUID
    number: int
    description: str
    supplier: str
    document: str
    item: str | None
    quantity: Decimal
    promised_date: date
    promises: list[PromiseShown]
    overdue: bool
    arrived_at: datetime | None
    cancelled_at: datetime | None


@router.get(
    "/stock/special",
    response={200: list[SpecialRow]},
    operation_id="list_special_equipment",
    summary="Special equipment on order, by its promised day",
    openapi_extra=described(query=SpecialQuery, problems=(403,)),
)
@allows("stock.read")
def list_special(request: HttpRequest) -> HttpResponse:
    """Give what is on order; it is ordered, moved and received by the order's steps."""
    asked = read_query(request, SpecialQuery)
    rows = SpecialOrder.objects.select_related("order", "item").prefetch_related("promises")
    if asked.state == "waiting":
        found = rows.filter(arrived_at=None, cancelled_at=None).order_by("promised_date", "id")
    else:
        found = rows.exclude(arrived_at=None, cancelled_at=None).order_by("-id")
    today = office_calendar().local_date(timezone.now())
    return json_answer([_row(one, today) for one in found[:LATEST]])


def _row(one: SpecialOrder, today: date) -> SpecialRow:
    waiting = one.arrived_at is None and one.cancelled_at is None
    return SpecialRow(
        id=one.pk,
        order=one.order_id,
        number=one.order.number,
        description=one.description,
        supplier=one.supplier,
        document=one.document,
        item=one.item.code if one.item else None,
        quantity=one.quantity,
        promised_date=one.promised_date,
        promises=[PromiseShown(p.promised_date, p.reason, p.said_at) for p in one.promises.all()],
        overdue=waiting and one.promised_date < today,
        arrived_at=one.arrived_at,
        cancelled_at=one.cancelled_at,
    )
