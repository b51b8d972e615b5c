"""Leases and rents through the REST door: what we rent where, what falls due, what was paid."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from turnup.ground import actions
from turnup.ground.models import Lease, RentPayment
from turnup.ground.queries import SOON_DAYS, is_valid, rents_due
from turnup.orders.forms import BusinessDate, Line
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import json_answer, read_query
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["ground"])
MOST: Final = 500
LARGEST: Final = 2**63 - 1


class RentsQuery(Strict):
    """Rents due by a day; left out: within a month."""

    until: BusinessDate | None = None


class PaidBody(Strict):
    """When a rent was paid, and by which payment order."""

    paid_date: BusinessDate
    document: Line = Field("", max_length=200)


class EndBody(Strict):
    """The last day of a lease that is ended early."""

    ended_date: BusinessDate


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A place for our equipment, its rent, and whether it is in force today."""

    id: UUID
    building: str
    party: str
    place: str
    place_kind: str
    monthly_rent: Decimal
    months_paid_at_once: int
    document: str
    valid_from: date
    valid_until: date | None
    ended_date: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class RentRow:
    """Rent for a span of months, due on its first day."""

    id: int
    lease: UUID
    place: str
    party: str
    due_date: date
    until_date: date
    amount: Decimal
    paid_date: date | None
    document: str
    overdue: bool


@router.get(
    "/leases",
    response={200: list[LeaseRow]},
    operation_id="list_leases",
    summary="Leases of places for our equipment",
    openapi_extra=described(problems=(403,)),
)
@allows("ground.read")
def list_leases(request: HttpRequest) -> HttpResponse:
    """Give the leases, the running ones first; a new one is agreed by the step `leases_agreed`."""
    rows = Lease.objects.select_related("building", "party").order_by("ended_date", "-valid_from")
    today = _today()
    return json_answer([_lease(one, today) for one in rows[:MOST]])


@router.post(
    "/leases/{lease_id}/end",
    response={201: LeaseRow},
    operation_id="end_lease",
    summary="End a lease early",
    openapi_extra=described(
        body=EndBody, example={"ended_date": "2026-12-31"}, problems=(403, 404)
    ),
)
@allows("ground.edit")
def post_end(request: HttpRequest, lease_id: UUID) -> HttpResponse:
    """End it; rents that were to come after that day fall away."""

    def ended(said: EndBody, actor: Actor, now: datetime) -> LeaseRow:
        lease = Lease.objects.select_related("building", "party").filter(pk=lease_id).first()
        if lease is None:
            raise Http404("no such lease")
        return _lease(actions.end_lease(lease=lease, on=said.ended_date), _today())

    return written_once(request, EndBody, ended)


@router.get(
    "/rents",
    response={200: list[RentRow]},
    operation_id="list_rents",
    summary="Rents that are unpaid and due by a day, the oldest first",
    openapi_extra=described(query=RentsQuery, problems=(403,)),
)
@allows("ground.read")
def list_rents(request: HttpRequest) -> HttpResponse:
    """Give what has to be paid."""
    asked, today = read_query(request, RentsQuery), _today()
    until = asked.until or today + timedelta(days=SOON_DAYS)
    return json_answer([_rent(one, today) for one in rents_due(until)[:MOST]])


@router.post(
    "/rents/{rent_id}/payment",
    response={201: RentRow},
    operation_id="pay_rent",
    summary="Note that a rent was paid",
    openapi_extra=described(
        body=PaidBody,
        example={"paid_date": "2026-12-01", "document": "п/п № 12"},
        problems=(403, 404),
    ),
)
@allows("ground.edit")
def post_payment(request: HttpRequest, rent_id: int) -> HttpResponse:
    """Note the payment; the rents of the year that follows are written down."""

    def paid(said: PaidBody, actor: Actor, now: datetime) -> RentRow:
        rent = RentPayment.objects.filter(pk=min(rent_id, LARGEST)).first()
        if rent is None:
            raise Http404("no such rent")
        actions.pay_rent(payment=rent, on=said.paid_date, document=said.document)
        row = RentPayment.objects.select_related("lease__party").get(pk=rent.pk)
        return _rent(row, _today())

    return written_once(request, PaidBody, paid)


def _today() -> date:
    return office_calendar().local_date(timezone.now())


def _lease(one: Lease, today: date) -> LeaseRow:
    return LeaseRow(
        id=one.id,
        building=one.building.address,
        party=one.party.name,
        place=one.place,
        place_kind=one.place_kind,
        monthly_rent=one.monthly_rent,
        months_paid_at_once=one.months_paid_at_once,
        document=one.document,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        ended_date=one.ended_date,
        in_force=is_valid(one, today),
    )


def _rent(one: RentPayment, today: date) -> RentRow:
    return RentRow(
        id=one.pk,
        lease=one.lease_id,
        place=one.lease.place,
        party=one.lease.party.name,
        due_date=one.due_date,
        until_date=one.until_date,
        amount=one.amount,
        paid_date=one.paid_date,
        document=one.document,
        overdue=one.paid_date is None and one.due_date < today,
    )
