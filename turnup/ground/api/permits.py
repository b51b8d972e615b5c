"""Permits and access through the REST door: what an order stands on, requests and their answers."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router
from pydantic import Field

from turnup.ground import actions
from turnup.ground.actions.permits import Access
from turnup.ground.height import climb_of
from turnup.ground.models import Building, Permit
from turnup.ground.queries import (
    access_hours,
    building_of_order,
    ended_on,
    lease_of,
    permit_of,
    valid_permits,
)
from turnup.orders.forms import BusinessDate, Line, ShortText, Text
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, language_of
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["ground"])
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOUR: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"
HoursText = Annotated[Line, Field(pattern=rf"^({'|'.join(DAYS)}) {_HOUR}-{_HOUR}$")]


class RequestBody(Strict):
    """A request to a holder at the order's building."""

    party: ShortText
    subject: Annotated[Text, Field(min_length=1)]
    party_address: Line = Field("", max_length=200)
    contact_name: Line = Field("", max_length=200)


class AnswerBody(Strict):
    """The holder's answer; `hours` as `mon 13:00-18:00`, none: at any time."""

    answer: Literal["granted", "refused"]
    answered_date: BusinessDate
    reason: Text = ""
    document: Line = Field("", max_length=200)
    conditions: Text = ""
    keys_at: Line = Field("", max_length=200)
    escort: Line = Field("", max_length=200)
    valid_from: BusinessDate | None = None
    valid_until: BusinessDate | None = None
    hours: list[HoursText] = Field(default_factory=list, max_length=28)


@dataclass(frozen=True, slots=True)
class PermitShown:
    """A permit; `hours` as `mon 13:00-18:00`, empty: at any time."""

    id: UUID
    number: str
    building: str
    party: str
    subject: str
    sent_date: date | None
    answer: str | None
    answered_date: date | None
    document: str
    conditions: str
    keys_at: str
    escort: str
    valid_from: date | None
    valid_until: date | None
    withdrawn_date: date | None
    hours: list[str]


@dataclass(frozen=True, slots=True)
class LeaseShown:
    """A place for our equipment and its rent."""

    id: UUID
    place: str
    place_kind: str
    party: str
    monthly_rent: Decimal
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class GroundShown:
    """What an order's installation stands on. `offered`: permits in force at its building that it
    does not use yet; `ended`: what is no longer in force today; `hours` null: at any time;
    `height_lacks` null: no work at height, else what is still missing before anybody climbs."""

    building: str | None
    permit: PermitShown | None
    offered: list[PermitShown]
    lease: LeaseShown | None
    ended: list[str]
    hours: list[str] | None
    height_lacks: list[str] | None


@router.get(
    "/orders/{order_id}/ground",
    response={200: GroundShown},
    operation_id="read_ground",
    summary="An order's permits, lease, access hours and work at height",
    openapi_extra=described(problems=(403, 404)),
)
@allows("ground.read")
def read_ground(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give what stands and what is missing, for planners and for crews."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)
    day = timezone.localdate(timezone.now())
    building = building_of_order(order.id)
    permit, lease, hours = permit_of(order.id), lease_of(order.id), access_hours(order.id)
    with translation.override(language_of(request)):
        climb = climb_of(order.id, timezone.now())
        shown = GroundShown(
            building=building.address if building else None,
            permit=_permit(permit) if permit else None,
            offered=_offered(building, day) if not permit else [],
            lease=LeaseShown(
                lease.id,
                lease.place,
                lease.place_kind,
                lease.party.name,
                lease.monthly_rent,
                lease.valid_from,
                lease.valid_until,
            )
            if lease
            else None,
            ended=ended_on(order.id, day),
            hours=None
            if hours is None
            else [
                _hours(weekday, window.begins, window.ends)
                for weekday, windows in sorted(hours.items())
                for window in windows
            ],
            height_lacks=list(climb.lacks) if climb else None,
        )
        return json_answer(shown)


def _offered(building: Building | None, day: date) -> list[PermitShown]:
    return [_permit(one) for one in valid_permits(building, day)] if building else []


@router.get(
    "/permits/{permit_id}",
    response={200: PermitShown},
    operation_id="read_permit",
    summary="A permit with its conditions",
    openapi_extra=described(problems=(403, 404)),
)
@allows("ground.read")
def read_permit(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Give a permit: it serves every order at its building."""
    return json_answer(_permit(_found(permit_id)))


@router.post(
    "/orders/{order_id}/permit-requests",
    response={201: PermitShown},
    operation_id="ask_permit",
    summary="Ask a holder for a permit",
    openapi_extra=described(
        body=RequestBody,
        example={"party": "ТСЖ «Ленина, 74»", "subject": "Кабель по чердаку, шкаф на площадке"},
        problems=(403, 404),
    ),
)
@allows("ground.edit")
def post_request(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Draw the request up; its letter is made where our company's details are known."""
    order = visible_order(actor_of(request), "order.read", order_id=order_id)

    def asked(said: RequestBody, actor: Actor, now: datetime) -> PermitShown:
        party = actions.keep_party(
            name=said.party, address=said.party_address, contact_name=said.contact_name
        )
        permit = actions.ask_permit(
            actor=actor,
            at=now,
            building=actions.building_for(site=order.site),
            party=party,
            subject=said.subject,
            order_id=order.id,
        )
        return _permit(permit)

    return written_once(request, RequestBody, asked)


@router.post(
    "/permits/{permit_id}/answer",
    response={201: PermitShown},
    operation_id="answer_permit",
    summary="Write a holder's answer down",
    openapi_extra=described(
        body=AnswerBody,
        example={
            "answer": "granted",
            "answered_date": "2026-02-03",
            "hours": ["mon 13:00-18:00", "tue 13:00-18:00"],
            "keys_at": "у консьержа",
        },
        problems=(403, 404),
    ),
)
@allows("ground.edit")
def post_answer(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Keep the answer with its conditions; it comes once."""
    permit = _found(permit_id)

    def answered(said: AnswerBody, actor: Actor, now: datetime) -> PermitShown:
        rest = said.model_dump(exclude={"answer", "answered_date", "hours"})
        actions.answer_permit(
            permit=permit,
            granted=said.answer == "granted",
            on=said.answered_date,
            hours=[_read(one) for one in said.hours],
            **rest,
        )
        return _permit(_found(permit_id))

    return written_once(request, AnswerBody, answered)


def _found(permit_id: UUID) -> Permit:
    found = Permit.objects.select_related("building", "party").filter(pk=permit_id).first()
    if found is None:
        raise Http404(str(permit_id))
    return found


def _read(text: str) -> Access:
    day, span = text.split(" ")
    begins, ends = span.split("-")
    return Access(DAYS.index(day), time.fromisoformat(begins), time.fromisoformat(ends))


def _hours(weekday: int, begins: time, ends: time) -> str:
    return f"{DAYS[weekday]} {begins:%H:%M}-{ends:%H:%M}"


def _permit(one: Permit) -> PermitShown:
    windows = one.windows.order_by("weekday", "begins")
    return PermitShown(
        id=one.id,
        number=one.number,
        building=one.building.address,
        party=one.party.name,
        subject=one.subject,
        sent_date=one.sent_date,
        answer=one.answer or None,
        answered_date=one.answered_date,
        document=one.document,
        conditions=one.conditions,
        keys_at=one.keys_at,
        escort=one.escort,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        withdrawn_date=one.withdrawn_date,
        hours=[_hours(each.weekday, each.begins, each.ends) for each in windows],
    )
