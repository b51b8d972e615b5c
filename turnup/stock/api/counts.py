"""Stocktaking through the REST door: begin, note what is found, close with the differences."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from turnup.orders.forms import Line, ShortText
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import json_answer
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.api.goods import place_named
from turnup.stock.forms import Code, Serial
from turnup.stock.models import Count, CountLine, StockItem
from turnup.stock.queries import NOTHING

router = Router(tags=["stock"])
LATEST: Final = 100
LARGEST: Final = 2**31 - 1


class CountBody(Strict):
    """The warehouse or van that is counted."""

    place: ShortText


class FoundBody(Strict):
    """What was found of an item: serial numbers of devices, or a quantity."""

    item: Code
    serials: list[Serial] = Field(default_factory=list, max_length=2000)
    found: Annotated[Decimal, Field(ge=0, lt=10**8, decimal_places=3)] | None = None


class ClosingBody(Strict):
    """A word on the count as it is closed."""

    note: Line = Field("", max_length=300)


@dataclass(frozen=True, slots=True)
class CountLineShown:
    """What was found of an item; `expected` is what the books said as the count was closed."""

    item: str
    found: Decimal
    expected: Decimal | None
    serials: list[str]


@dataclass(frozen=True, slots=True)
class CountShown:
    """A stocktaking of a place; open while `closed_at` is null."""

    id: int
    place: str
    opened_at: datetime
    closed_at: datetime | None
    note: str
    lines: list[CountLineShown]


@router.get(
    "/stock/counts",
    response={200: list[CountShown]},
    operation_id="list_counts",
    summary="Stocktakings, the latest first",
    openapi_extra=described(problems=(403,)),
)
@allows("stock.read")
def list_counts(request: HttpRequest) -> HttpResponse:
    """Give the latest stocktakings with their lines."""
    rows = Count.objects.select_related("place").prefetch_related("lines__item")
    return json_answer([_count(one) for one in rows[:LATEST]])


@router.post(
    "/stock/counts",
    response={201: CountShown},
    operation_id="open_count",
    summary="Begin to count a place",
    openapi_extra=described(body=CountBody, example={"place": "Склад"}, problems=(403,)),
)
@allows("stock.move")
def post_count(request: HttpRequest) -> HttpResponse:
    """Begin a count; a place is counted once at a time."""

    def opened(said: CountBody, actor: Actor, now: datetime) -> CountShown:
        place = place_named("place", said.place)
        return _count(actions.open_count(place=place, actor=actor, at=now))

    return written_once(request, CountBody, opened)


@router.post(
    "/stock/counts/{count_id}/lines",
    response={201: CountShown},
    operation_id="write_count_line",
    summary="Note what was found of an item",
    openapi_extra=described(
        body=FoundBody, example={"item": "router", "serials": ["R-00417"]}, problems=(403, 404)
    ),
)
@allows("stock.move")
def post_line(request: HttpRequest, count_id: int) -> HttpResponse:
    """Note it; said again, the new word counts."""

    def noted(said: FoundBody, actor: Actor, now: datetime) -> CountShown:
        count = _found(count_id)
        item = StockItem.objects.filter(code=said.item, is_kept=True).first()
        if item is None:
            raise BadField("item", _("We keep no stock of “%(code)s”."), code=said.item)
        found = NOTHING if said.found is None else said.found
        actions.write_count_line(count=count, item=item, found=found, serials=said.serials)
        return _count(count)

    return written_once(request, FoundBody, noted)


@router.post(
    "/stock/counts/{count_id}/closing",
    response={201: CountShown},
    operation_id="close_count",
    summary="Close a count and book its differences",
    openapi_extra=described(body=ClosingBody, example={}, problems=(403, 404)),
)
@allows("stock.move")
def post_closing(request: HttpRequest, count_id: int) -> HttpResponse:
    """Book what was found; refused where less is there than waits for orders."""

    def closed(said: ClosingBody, actor: Actor, now: datetime) -> CountShown:
        count = _found(count_id)
        return _count(actions.close_count(count=count, actor=actor, at=now, note=said.note))

    return written_once(request, ClosingBody, closed)


def _found(count_id: int) -> Count:
    found = Count.objects.select_related("place").filter(pk=min(count_id, LARGEST)).first()
    if found is None:
        raise Http404("no such count")
    return found


def _count(one: Count) -> CountShown:
    lines = CountLine.objects.filter(count=one).select_related("item").order_by("item__code")
    return CountShown(
        id=one.pk,
        place=str(one.place),
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        note=one.note,
        lines=[
            CountLineShown(line.item.code, line.found, line.expected, list(line.serials))
            for line in lines
        ],
    )
