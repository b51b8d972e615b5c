"""The limits of offers through the REST door."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from turnup.catalog.limit_actions import set_limit
from turnup.catalog.models import OfferLimit
from turnup.orders.forms import BusinessDate, Line
from turnup.people.permissions import allows
from turnup.rest.door import json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["catalog"])
EXAMPLE = {
    "code": "discount_percent",
    "value": "5",
    "valid_from": "2099-01-01",
    "ground": "Приказ № 14 от 01.12.2026",
}


class LimitBody(Strict):
    """A limit from a day on: a discount in percent, a validity in days."""

    code: Literal["discount_percent", "valid_days"]
    value: Annotated[Decimal, Field(ge=0, le=366, decimal_places=2, max_digits=6)]
    valid_from: BusinessDate
    ground: Line = Field(min_length=1, max_length=300)


@dataclass(frozen=True, slots=True)
class LimitShown:
    """A version of a limit: `valid_until` is the first day on which it holds no more."""

    code: str
    value: Decimal
    valid_from: date
    valid_until: date | None
    ground: str
    written_at: datetime
    written_by: UUID | None


@router.get(
    "/catalog/limits",
    response={200: list[LimitShown]},
    operation_id="list_limits",
    summary="What account managers may offer without asking, with its history",
    openapi_extra=described(problems=(403,)),
)
@allows("catalog.read")
def list_limits(request: HttpRequest) -> HttpResponse:
    """List every version of every limit, the latest of each first."""
    rows = OfferLimit.objects.order_by("code", "-valid_from")
    return json_answer([_shown(row) for row in rows])


@router.post(
    "/catalog/limits",
    response={201: LimitShown},
    operation_id="set_limit",
    summary="Put a limit of offers in force from a day on",
    openapi_extra=described(body=LimitBody, example=EXAMPLE, problems=(403,)),
)
@allows("catalog.edit")
def post_limit(request: HttpRequest) -> HttpResponse:
    """Write a version; the one in force ends on that day and stays in the history."""
    return written_once(
        request,
        LimitBody,
        lambda said, actor, at: _shown(set_limit(actor=actor, at=at, **said.model_dump())),
    )


def _shown(row: OfferLimit) -> LimitShown:
    return LimitShown(
        code=row.code,
        value=row.value,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        ground=row.ground,
        written_at=row.written_at,
        written_by=row.written_by_id,
    )
