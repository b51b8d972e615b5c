"""The technical department's meeting through the REST door.

A decision to build or not is the step `development_decided`, a build done `network_built`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from turnup.customers.actions import note_reads
from turnup.orders.forms import BusinessDate, Text
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.papers.answers import file_answer
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, read_query
from turnup.rest.files import FILE, told_with
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.rest.shapes import ReceiptShown
from turnup.surveys.agenda import REACH_KM, Case, agenda
from turnup.surveys.meeting_actions import call_meeting, put_off_case, write_minutes
from turnup.surveys.minutes_actions import issue_minutes
from turnup.surveys.models import AgendaItem, Meeting

router = Router(tags=["surveys"])
LATEST = 12


class AgendaQuery(Strict):
    """How to group the cases."""

    reach_km: Annotated[float, Field(gt=0, le=50)] = Field(
        REACH_KM, description="How far two cases of one group may lie from one another."
    )


class MeetingBody(Strict):
    """The day of a meeting: a working day from today on."""

    meeting_date: BusinessDate


class MinutesBody(Strict):
    """The minutes' own text, and whether to issue them with a number."""

    minutes: Text
    issue: bool = False


class PutOffBody(Strict):
    """Until when a case is put off, and what was said."""

    review_on: BusinessDate
    minutes: Text = ""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A negative survey to decide; the fees are those of its latest terms, roubles with VAT."""

    order: UUID
    number: int
    surveyed_on: date
    reason_code: str | None
    connection_fee: Decimal | None
    monthly_fee: Decimal | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Cases near one another, what waits there, and how many other requests lie near."""

    cases: list[CaseShown]
    connection_fees: Decimal
    monthly_fees: Decimal
    nearby: int


@dataclass(frozen=True, slots=True)
class BuildShown:
    """A build that was decided and is not done."""

    order: UUID
    number: int
    responsible: str
    by_when: date | None


@dataclass(frozen=True, slots=True)
class DecidedShown:
    """What a meeting decided about an order."""

    order: UUID
    decision: str
    responsible: str
    by_when: date | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting with its decisions; `number` is that of the issued minutes."""

    meeting_date: date
    minutes: str
    number: str | None
    decisions: list[DecidedShown]


@dataclass(frozen=True, slots=True)
class AgendaShown:
    """The agenda of today, what was put off, what is being built, and the latest meetings."""

    groups: list[GroupShown]
    put_off: list[CaseShown]
    builds: list[BuildShown]
    meetings: list[MeetingShown]


@router.get(
    "/meetings",
    response={200: AgendaShown},
    operation_id="read_meetings",
    summary="The meeting's agenda, builds under way, and the latest meetings",
    openapi_extra=described(query=AgendaQuery, problems=(403,)),
)
@allows("meeting.read")
def read_meetings(request: HttpRequest) -> HttpResponse:
    """Give negative surveys to decide, grouped by neighbourhood with the money that waits."""
    asked = read_query(request, AgendaQuery)
    found = agenda(office_calendar().local_date(timezone.now()), asked.reach_km)
    rows = Meeting.objects.select_related("paper").prefetch_related("items__case")[:LATEST]
    shown = AgendaShown(
        groups=[
            GroupShown([_case(c) for c in one.cases], one.once, one.monthly, one.nearby)
            for one in found.groups
        ],
        put_off=[_case(one) for one in found.put_off],
        builds=[
            BuildShown(
                one.order.id, one.order.number, one.decision.responsible, one.decision.by_when
            )
            for one in found.builds
        ],
        meetings=[_meeting(one) for one in rows],
    )
    return json_answer(shown)


def _case(one: Case) -> CaseShown:
    return CaseShown(
        order=one.order.id,
        number=one.order.number,
        surveyed_on=one.survey.surveyed_on,
        reason_code=one.survey.reason_code,
        connection_fee=one.terms.connection_fee if one.terms else None,
        monthly_fee=one.terms.monthly_fee if one.terms else None,
        review_on=one.case.review_on,
    )


def _meeting(one: Meeting) -> MeetingShown:
    return MeetingShown(
        meeting_date=one.meeting_date,
        minutes=one.minutes,
        number=one.paper.number if one.paper else None,
        decisions=[_decided(item) for item in one.items.all()],
    )


def _decided(item: AgendaItem) -> DecidedShown:
    return DecidedShown(
        item.case.order_id, item.decision, item.responsible, item.by_when, item.review_on
    )


@router.post(
    "/meetings",
    response={201: MeetingShown},
    operation_id="call_meeting",
    summary="Call a meeting",
    openapi_extra=described(
        body=MeetingBody, example={"meeting_date": "2099-12-01"}, problems=(403,)
    ),
)
@allows("meeting.lead")
def post_meeting(request: HttpRequest) -> HttpResponse:
    """Call a meeting on a working day; one that is called already is given."""

    def called(said: MeetingBody, actor: Actor, now: datetime) -> MeetingShown:
        return _meeting(call_meeting(actor=actor, at=now, meeting_date=said.meeting_date))

    return written_once(request, MeetingBody, called)


@router.get(
    "/meetings/{meeting_date}/minutes",
    operation_id="read_minutes",
    summary="A meeting's issued minutes, to save",
    openapi_extra=told_with(**{"200": FILE}),
)
@allows("meeting.read")
def read_minutes(request: HttpRequest, meeting_date: date) -> HttpResponse:
    """Give the bytes as they were issued; leaves an access record of each customer they name."""
    found = Meeting.objects.filter(meeting_date=meeting_date).select_related("paper__file").first()
    if found is None or found.paper is None:
        raise Http404(str(meeting_date))
    customers = found.items.values_list("case__order__customer_id", flat=True)
    note_reads(actor=actor_of(request), customer_ids=customers, what="minutes", at=timezone.now())
    return file_answer(found.paper.file)


@router.post(
    "/meetings/{meeting_date}/minutes",
    response={201: MeetingShown},
    operation_id="write_minutes",
    summary="Write a meeting's minutes, and issue them",
    openapi_extra=described(
        body=MinutesBody,
        example={"minutes": "Присутствовали все приглашённые", "issue": True},
        problems=(403, 404),
    ),
)
@allows("meeting.lead")
def post_minutes(request: HttpRequest, meeting_date: date) -> HttpResponse:
    """Keep the text; issued again after a change they keep their number."""
    found = Meeting.objects.filter(meeting_date=meeting_date).first()
    if found is None:
        raise Http404(str(meeting_date))

    def written(said: MinutesBody, actor: Actor, now: datetime) -> MeetingShown:
        write_minutes(actor=actor, meeting=found, minutes=said.minutes)
        if said.issue:
            issue_minutes(meeting=found, actor=actor, at=now)
        return _meeting(Meeting.objects.select_related("paper").get(pk=found.pk))

    return written_once(request, MinutesBody, written)


@router.post(
    "/orders/{order_id}/put-off",
    response={201: ReceiptShown},
    operation_id="put_off_case",
    summary="Put a development case off until a day",
    openapi_extra=described(
        body=PutOffBody, example={"review_on": "2099-12-01"}, problems=(403, 404)
    ),
)
@allows("meeting.lead")
def post_put_off(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Decide nothing before the day, when the case comes back to the agenda."""

    def put_off(said: PutOffBody, actor: Actor, now: datetime) -> ReceiptShown:
        move = Move(order_id=order_id, actor=actor, now=now, at=now, door="rest")
        one = put_off_case(move=move, review_on=said.review_on, minutes=said.minutes)
        return ReceiptShown(
            one.id,
            one.version,
            one.journal_seq,
            one.journal_hash,
            one.recorded_at,
            list(one.fallen),
        )

    return written_once(request, PutOffBody, put_off)
