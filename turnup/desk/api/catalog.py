"""The catalogue through the REST door: what is sold on a day, and a new version from a day on."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from turnup.catalog.actions import set_item, set_tariff
from turnup.catalog.models import Item, Tariff
from turnup.catalog.queries import items_on, tariffs_on
from turnup.orders.forms import BusinessDate, Line, Money, ShortText
from turnup.people.permissions import allows
from turnup.rest.door import (
    json_answer,
    read_query,
)
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["catalog"])
Technology = Literal["lan", "radio", "leased_line", "satellite"]
Kind = Literal["work", "equipment", "material", "fee"]
UnitCode = Literal["piece", "set", "metre", "hour", "visit", "point", "month"]
Vat = Literal["base", "reduced", "special5", "special7", "none"]


class TariffQuery(Strict):
    """Which tariffs to read."""

    day: BusinessDate | None = Field(None, description="On which day; left out: today.")
    technology: Technology | None = None


class ItemQuery(Strict):
    """Which works and equipment to read."""

    day: BusinessDate | None = Field(None, description="On which day; left out: today.")
    kind: Kind | None = None


class TariffBody(Strict):
    """A tariff from a day on. Money is roubles with VAT, speeds are kbit/s."""

    code: ShortText
    technology: Technology
    title: ShortText
    title_en: Line = Field("", max_length=200)
    speed_down_kbit: int = Field(gt=0, le=400_000_000)
    speed_up_kbit: int = Field(gt=0, le=400_000_000)
    connection_fee: Money
    monthly_fee: Money
    valid_from: BusinessDate


class ItemBody(Strict):
    """A work, device, material or third party's fee from a day on. Money is roubles with VAT."""

    code: ShortText
    kind: Kind
    title: ShortText
    title_en: Line = Field("", max_length=200)
    unit: UnitCode
    price: Money
    vat: Vat = "base"
    serial_numbered: bool = False
    valid_from: BusinessDate


TARIFF_EXAMPLE = {
    "code": "radio-50",
    "technology": "radio",
    "title": "Радио 50",
    "title_en": "Radio 50",
    "speed_down_kbit": 50_000,
    "speed_up_kbit": 50_000,
    "connection_fee": "25000.00",
    "monthly_fee": "11900.00",
    "valid_from": "2099-01-01",
}
ITEM_EXAMPLE = {
    "code": "mast-9",
    "kind": "material",
    "title": "Мачта 9 м",
    "title_en": "Mast 9 m",
    "unit": "set",
    "price": "24500.00",
    "valid_from": "2099-01-01",
}


@dataclass(frozen=True, slots=True)
class TariffShown:
    """A version of a tariff: `valid_until` is the first day on which it holds no more."""

    code: str
    technology: str
    title: str
    title_en: str
    speed_down_kbit: int
    speed_up_kbit: int
    connection_fee: Decimal
    monthly_fee: Decimal
    valid_from: date
    valid_until: date | None
    written_at: datetime
    written_by: UUID | None


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A version of a work or device: `valid_until` is the first day on which it holds no more."""

    code: str
    kind: str
    title: str
    title_en: str
    unit: str
    price: Decimal
    vat: str
    serial_numbered: bool
    valid_from: date
    valid_until: date | None
    written_at: datetime
    written_by: UUID | None


@router.get(
    "/catalog/tariffs",
    response={200: list[TariffShown]},
    operation_id="list_tariffs",
    summary="The tariffs on sale on a day",
    openapi_extra=described(query=TariffQuery, problems=(403,)),
)
@allows("catalog.read")
def list_tariffs(request: HttpRequest) -> HttpResponse:
    """List what is on sale on the day, cheapest first within a technology."""
    asked = read_query(request, TariffQuery)
    day = asked.day or timezone.localdate(timezone.now())
    return json_answer([tariff_shown(row) for row in tariffs_on(day, asked.technology)])


@router.get(
    "/catalog/items",
    response={200: list[ItemShown]},
    operation_id="list_items",
    summary="Works, equipment, materials and fees on a day",
    openapi_extra=described(query=ItemQuery, problems=(403,)),
)
@allows("catalog.read")
def list_items(request: HttpRequest) -> HttpResponse:
    """List what estimates are made of, with the prices of the day."""
    asked = read_query(request, ItemQuery)
    rows = items_on(asked.day or timezone.localdate(timezone.now()))
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    return json_answer([item_shown(row) for row in rows])


@router.post(
    "/catalog/tariffs",
    response={201: TariffShown},
    operation_id="set_tariff",
    summary="Put a tariff on sale from a day on",
    openapi_extra=described(body=TariffBody, example=TARIFF_EXAMPLE, problems=(403,)),
)
@allows("catalog.edit")
def post_tariff(request: HttpRequest) -> HttpResponse:
    """Write a version; the one in force ends on that day and stays in the history."""
    return written_once(
        request,
        TariffBody,
        lambda said, actor, at: tariff_shown(set_tariff(**said.model_dump(), actor=actor, at=at)),
    )


@router.post(
    "/catalog/items",
    response={201: ItemShown},
    operation_id="set_item",
    summary="Put a work, device, material or fee into the price list from a day on",
    openapi_extra=described(body=ItemBody, example=ITEM_EXAMPLE, problems=(403,)),
)
@allows("catalog.edit")
def post_item(request: HttpRequest) -> HttpResponse:
    """Write a version; the one in force ends on that day and stays in the history."""
    return written_once(
        request,
        ItemBody,
        lambda said, actor, at: item_shown(set_item(**said.model_dump(), actor=actor, at=at)),
    )


def tariff_shown(row: Tariff) -> TariffShown:
    """Give a version of a tariff as programs read it."""
    return TariffShown(
        code=row.code,
        technology=row.technology_id,
        title=row.title,
        title_en=row.title_en,
        speed_down_kbit=row.speed_down_kbit,
        speed_up_kbit=row.speed_up_kbit,
        connection_fee=row.connection_fee,
        monthly_fee=row.monthly_fee,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        written_at=row.written_at,
        written_by=row.written_by_id,
    )


def item_shown(row: Item) -> ItemShown:
    """Give a version of an item as programs read it."""
    return ItemShown(
        code=row.code,
        kind=row.kind,
        title=row.title,
        title_en=row.title_en,
        unit=row.unit,
        price=row.price,
        vat=row.vat,
        serial_numbered=row.serial_numbered,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        written_at=row.written_at,
        written_by=row.written_by_id,
    )
