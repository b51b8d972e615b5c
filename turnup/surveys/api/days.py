"""The survey days through the REST door: the proposal, moving by hand, confirming, capacities."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from turnup.orders.forms import BusinessDate
from turnup.orders.moves import Receipt
from turnup.orders.problems import explain
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import json_answer, language_of
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.rest.shapes import ReceiptShown
from turnup.surveys.board import Board, Cell, Spot, survey_board
from turnup.surveys.day_actions import (
    Place,
    confirm_places,
    place_survey,
    set_capacity,
    unplace_survey,
)
from turnup.surveys.wanted import Wanted

router = Router(tags=["surveys"])
SOMEBODY = "0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e77"


@dataclass(frozen=True, slots=True)
class SurveyShown:
    """A survey on a day: `set`, put there `by_hand`, or `proposed`. `due` ends the term."""

    order: UUID
    number: int
    technology: str
    urgent: bool
    due: date | None
    how: Literal["set", "by_hand", "proposed"]


@dataclass(frozen=True, slots=True)
class EngineersDay:
    """One engineer's day; `engineer` is null for surveys whose day was set for nobody."""

    engineer: UUID | None
    capacity: int
    surveys: list[SurveyShown]


@dataclass(frozen=True, slots=True)
class SurveyDayShown:
    """A day; `urgent_only`: no survey day of the standard, only for urgent ones."""

    day: date
    urgent_only: bool
    engineers: list[EngineersDay]


@dataclass(frozen=True, slots=True)
class BoardShown:
    """The coming days. The orders in `unplaced` found no room, those in `asking` wait for
    consent to be urgent, those in `overdue` have no result though their day has passed."""

    days: list[SurveyDayShown]
    unplaced: list[UUID]
    asking: list[UUID]
    overdue: list[UUID]


class PlaceBody(Strict):
    """Where a survey is to go; without day and engineer it is left to the proposal again."""

    order: UUID
    survey_date: BusinessDate | None = None
    engineer: UUID | None = None


class ConfirmedPlace(Strict):
    """A place as it was seen proposed."""

    order: UUID
    survey_date: BusinessDate
    engineer: UUID


class ConfirmBody(Strict):
    """The places to set: each is recorded by itself."""

    places: list[ConfirmedPlace] = Field(min_length=1, max_length=500)


class CapacityBody(Strict):
    """How many surveys an engineer does a day."""

    engineer: UUID
    surveys_a_day: int = Field(ge=0, le=20)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """Where a survey was put by hand; null is the proposal's."""

    order: UUID
    survey_date: date | None
    engineer: UUID | None


@dataclass(frozen=True, slots=True)
class RefusedPlace:
    """A survey whose day was not set, with the problem's code and its words."""

    order: UUID
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class ConfirmedShown:
    """What became of a confirmation."""

    receipts: list[ReceiptShown]
    refused: list[RefusedPlace]


@dataclass(frozen=True, slots=True)
class CapacityShown:
    """How many surveys an engineer does a day."""

    engineer: UUID
    surveys_a_day: int


@router.get(
    "/survey-days",
    response={200: BoardShown},
    operation_id="read_survey_days",
    summary="The coming survey days with every survey in its place",
    openapi_extra=described(problems=(403,)),
)
@allows("survey_days.read")
def read_survey_days(request: HttpRequest) -> HttpResponse:
    """Give what is set, what was put by hand, and the proposal for the rest."""
    return json_answer(_board(survey_board(timezone.now())))


def _board(found: Board) -> BoardShown:
    return BoardShown(
        days=[
            SurveyDayShown(one.day, one.urgent_only, [_cell(cell) for cell in one.cells])
            for one in found.days
        ],
        unplaced=[_id(one) for one in found.unplaced],
        asking=[_id(one) for one in found.asking],
        overdue=[_id(one) for one, _day in found.overdue],
    )


def _id(one: Wanted) -> UUID:
    return one.order.id


def _cell(cell: Cell) -> EngineersDay:
    engineer = cell.engineer.id if cell.engineer else None
    return EngineersDay(engineer, cell.capacity, [_survey(spot) for spot in cell.spots])


def _survey(spot: Spot) -> SurveyShown:
    one = spot.wanted
    return SurveyShown(
        order=one.order.id,
        number=one.order.number,
        technology=one.order.technology,
        urgent=one.urgent,
        due=one.due,
        how=spot.kind,  # type: ignore[arg-type]  # one of the three
    )


@router.post(
    "/survey-days/places",
    response={201: PlaceShown},
    operation_id="place_survey",
    summary="Put a survey on a day of an engineer, or leave it to the proposal",
    openapi_extra=described(
        body=PlaceBody,
        example={"order": SOMEBODY, "survey_date": "2026-12-01", "engineer": SOMEBODY},
        problems=(403, 404),
    ),
)
@allows("survey_days.plan")
def post_place(request: HttpRequest) -> HttpResponse:
    """Move a survey by hand: a proposal still, until it is confirmed."""
    return written_once(request, PlaceBody, _place)


def _place(said: PlaceBody, actor: Actor, now: datetime) -> PlaceShown:
    if said.survey_date is None or said.engineer is None:
        unplace_survey(order_id=said.order)
        return PlaceShown(said.order, None, None)
    row = place_survey(
        order_id=said.order,
        actor=actor,
        at=now,
        survey_date=said.survey_date,
        engineer=said.engineer,
    )
    return PlaceShown(said.order, row.survey_date, row.engineer_id)


@router.post(
    "/survey-days/confirmation",
    response={201: ConfirmedShown},
    operation_id="confirm_survey_days",
    summary="Set the days of surveys as they were seen proposed",
    openapi_extra=described(
        body=ConfirmBody,
        example={
            "places": [{"order": SOMEBODY, "survey_date": "2026-12-01", "engineer": SOMEBODY}]
        },
        problems=(403,),
    ),
)
@allows("survey_days.plan")
def post_confirmation(request: HttpRequest) -> HttpResponse:
    """Record `survey_scheduled` for each; one that has moved on meanwhile is named."""
    language = language_of(request)

    def confirmed(said: ConfirmBody, actor: Actor, now: datetime) -> ConfirmedShown:
        places = {one.order: Place(one.survey_date, one.engineer) for one in said.places}
        done = confirm_places(places=places, actor=actor, at=now, door="rest")
        told = {order: explain(fault, language=language) for order, fault in done.refused.items()}
        return ConfirmedShown(
            [_receipt(one) for one in done.receipts],
            [RefusedPlace(order, one.code, one.detail) for order, one in told.items()],
        )

    return written_once(request, ConfirmBody, confirmed)


def _receipt(one: Receipt) -> ReceiptShown:
    return ReceiptShown(
        one.id, one.version, one.journal_seq, one.journal_hash, one.recorded_at, list(one.fallen)
    )


@router.post(
    "/survey-days/capacities",
    response={201: CapacityShown},
    operation_id="set_survey_capacity",
    summary="Say how many surveys an engineer does a day",
    openapi_extra=described(
        body=CapacityBody, example={"engineer": SOMEBODY, "surveys_a_day": 6}, problems=(403,)
    ),
)
@allows("survey_days.set_capacity")
def post_capacity(request: HttpRequest) -> HttpResponse:
    """Change an engineer's capacity; the proposal follows it, what is set stays."""

    def kept(said: CapacityBody, actor: Actor, now: datetime) -> CapacityShown:
        set_capacity(engineer=said.engineer, surveys_a_day=said.surveys_a_day, at=now)
        return CapacityShown(said.engineer, said.surveys_a_day)

    return written_once(request, CapacityBody, kept)
