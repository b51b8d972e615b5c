"""The plan through the REST door: crews' days and visits, an order's slots, guaranteed terms.

Visits are planned, moved and agreed by the steps `visit_planned`, `visit_moved`, `visit_agreed`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router
from pydantic import Field

from turnup.dispatch.fits import offers_for
from turnup.dispatch.reasons import all_words
from turnup.dispatch.term_words import cause_words
from turnup.dispatch.terms import Term, breaches, terms_of
from turnup.dispatch.window import MOST_DAYS, Window, window_of
from turnup.installation.actions import record_absence, set_day
from turnup.installation.models import Crew, Visit
from turnup.orders.forms import BusinessDate, Line
from turnup.orders.office import office_calendar
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.models import Person
from turnup.people.permissions import allows, scope_of
from turnup.rest.door import actor_of, json_answer, language_of, read_query
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described

router = Router(tags=["plan"])
SOMEBODY = "0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e77"


@dataclass(frozen=True, slots=True)
class VisitShown:
    """A visit in the plan. `order` is null where it is not the caller's: the time is taken.

    In the caller's language: `conflicts` says what is wrong with its time, `lacks` what is not
    there for it, `moved_because` which delivery moved it, until the customer has agreed anew.
    """

    order: UUID | None
    number: int | None
    starts_at: datetime
    ends_at: datetime
    state: Literal["planned", "agreed", "done"]
    conflicts: list[str]
    lacks: list[str]
    moved_because: str


@dataclass(frozen=True, slots=True)
class CrewDayShown:
    """A crew's day; without a shift it takes no visits. `away` names who of the team is absent."""

    day: date
    works_from: datetime | None
    works_until: datetime | None
    skills: list[str]
    at_height: bool
    team: list[str]
    away: list[str]
    visits: list[VisitShown]


@dataclass(frozen=True, slots=True)
class CrewShown:
    """A crew with its days."""

    id: int
    name: str
    skills: list[str]
    van: str
    base: str
    days: list[CrewDayShown]


@dataclass(frozen=True, slots=True)
class SlotShown:
    """A feasible time of a crew, with its reasons in the caller's language."""

    crew: str
    starts_at: datetime
    ends_at: datetime
    travel_before_minutes: int
    travel_after_minutes: int
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class SlotsShown:
    """The next slots, best first; without any, `why_none` says why."""

    minutes: int
    slots: list[SlotShown]
    why_none: str


@dataclass(frozen=True, slots=True)
class TermShown:
    """A guaranteed term; hours by side, and those on hold counted apart.

    `working_days_left` counts to the term's last day; 0 is the last day itself, or later.
    """

    order: UUID
    number: int
    technology: str
    state: Literal["kept", "in_danger", "breached", "held"]
    due_at: datetime
    working_days_left: int
    forecast_at: datetime | None
    causes: list[str]
    hours: dict[str, float]
    held_hours: float


class PlanQuery(Strict):
    """Which days: from `first` (today), so many of them."""

    first: BusinessDate | None = None
    days: int = Field(10, ge=1, le=MOST_DAYS)


class TermsQuery(Strict):
    """Running terms, or those that were missed since a day."""

    missed_since: BusinessDate | None = None


class AbsenceBody(Strict):
    """Who is away, from when to when, and why."""

    person: UUID
    first_day: BusinessDate
    last_day: BusinessDate
    kind: Literal["holiday", "sick", "training", "other"] = "holiday"
    note: Line = Field("", max_length=200)


class CrewDayBody(Strict):
    """A day that departs from the crew's week; without hours it is a day off."""

    crew: int = Field(ge=1, le=2**31 - 1)
    day: BusinessDate
    works_from: time | None = None
    works_until: time | None = None
    note: Line = Field("", max_length=200)


@dataclass(frozen=True, slots=True)
class RecordedShown:
    """What was written down."""

    id: int


@router.get(
    "/plan",
    response={200: list[CrewShown]},
    operation_id="read_plan",
    summary="The crews' days with their visits",
    openapi_extra=described(query=PlanQuery, problems=(403,)),
)
@allows("plan.read")
def read_plan(request: HttpRequest) -> HttpResponse:
    """Give every crew's days: hours, team, who is away, visits and what is wrong with them."""
    asked, now = read_query(request, PlanQuery), timezone.now()
    first = asked.first or office_calendar().local_date(now)
    window = window_of(first, asked.days, now)
    with translation.override(language_of(request)):
        return json_answer([_crew(window, crew, actor_of(request)) for crew in window.crews])


def _crew(window: Window, crew: Crew, actor: Actor) -> CrewShown:
    days = [_day(window, crew, day, actor) for day in window.days]
    return CrewShown(crew.pk, crew.name, list(crew.skills), crew.van, crew.base, days)


def _day(window: Window, crew: Crew, day: date, actor: Actor) -> CrewDayShown:
    plan = window.plans[crew.pk, day]
    shift = plan.shift
    mine = [
        visit
        for visit in window.visits
        if visit.crew_id == crew.pk and window.calendar.local_date(visit.starts_at) == day
    ]
    return CrewDayShown(
        day=day,
        works_from=shift.begins if shift else None,
        works_until=shift.ends if shift else None,
        skills=sorted(shift.skills) if shift else [],
        at_height=bool(shift and shift.at_height),
        team=[person.name for person in plan.team],
        away=[absence.person.name for absence in plan.away],
        visits=[_visit(window, visit, actor) for visit in mine],
    )


def _visit(window: Window, visit: Visit, actor: Actor) -> VisitShown:
    theirs = scope_of(actor, "plan.read") == "all" or visit.order.lead_id == actor.id
    agreed = "visit_agreed" in visit.order.card["standing"]
    faults = window.conflicts.get(str(visit.order_id), ()) if theirs else ()
    slip = window.slips.get(visit.order_id)
    return VisitShown(
        order=visit.order_id if theirs else None,
        number=visit.order.number if theirs else None,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        state="done" if visit.done_at else "agreed" if agreed else "planned",
        conflicts=all_words(faults),
        lacks=[one.words for one in window.lacks.get(visit.order_id, ())] if theirs else [],
        moved_because=slip.words if theirs and slip else "",
    )


@router.get(
    "/orders/{order_id}/slots",
    response={200: SlotsShown},
    operation_id="read_slots",
    summary="An order's next feasible times, best first, with the reason for each",
    openapi_extra=described(problems=(403, 404)),
)
@allows("plan.read")
def read_slots(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the next ten slots of the order, as its page and the customer's link offer them."""
    order = visible_order(actor_of(request), "plan.read", order_id=order_id)
    with translation.override(language_of(request)):
        found = offers_for(order, timezone.now())
        slots = [
            SlotShown(
                one.crew.name,
                one.slot.begins,
                one.slot.ends,
                one.slot.travel_before,
                one.slot.travel_after,
                one.reasons,
            )
            for one in found.offers
        ]
        return json_answer(SlotsShown(found.task.job.minutes, slots, found.why_none))


@router.get(
    "/terms",
    response={200: list[TermShown]},
    operation_id="read_terms",
    summary="Guaranteed terms: kept, in danger, breached, and why",
    openapi_extra=described(query=TermsQuery, problems=(403,)),
)
@allows("plan.read")
def read_terms(request: HttpRequest) -> HttpResponse:
    """Give the running terms, the worst first; with `missed_since`, lines connected too late."""
    asked, now, actor = read_query(request, TermsQuery), timezone.now(), actor_of(request)
    if asked.missed_since is None:
        found = terms_of(actor, now)
    else:
        since = datetime.combine(asked.missed_since, time.min, office_calendar().zone)
        found = breaches(actor, since, now)
    with translation.override(language_of(request)):
        return json_answer([_term(one, now) for one in found])


def _term(term: Term, now: datetime) -> TermShown:
    calendar = office_calendar()
    return TermShown(
        order=term.order.id,
        number=term.order.number,
        technology=term.order.technology,
        state=term.state,
        due_at=term.due_at,
        working_days_left=calendar.between(
            calendar.local_date(now), calendar.local_date(term.due_at)
        ),
        forecast_at=term.forecast_at,
        causes=[cause_words(term, cause) for cause in term.causes],
        hours=term.sides,
        held_hours=term.held_hours,
    )


@router.post(
    "/plan/absences",
    response={201: RecordedShown},
    operation_id="record_absence",
    summary="Record that a technician is away",
    openapi_extra=described(
        body=AbsenceBody,
        example={"person": SOMEBODY, "first_day": "2026-12-01", "last_day": "2026-12-05"},
        problems=(403, 404),
    ),
)
@allows("plan.edit")
def post_absence(request: HttpRequest) -> HttpResponse:
    """Record the absence; what is planned stays, and the plan marks it."""
    return written_once(request, AbsenceBody, _absence)


@router.post(
    "/plan/crew-days",
    response={201: RecordedShown},
    operation_id="set_crew_day",
    summary="Set a crew's single day: other hours, or a day off",
    openapi_extra=described(
        body=CrewDayBody,
        example={"crew": 1, "day": "2026-12-01", "note": "техосмотр"},
        problems=(403, 404),
    ),
)
@allows("plan.edit")
def post_crew_day(request: HttpRequest) -> HttpResponse:
    """Set the day. Refused where a planned visit would no longer fit."""
    return written_once(request, CrewDayBody, _crew_day)


def _absence(said: AbsenceBody, actor: Actor, now: datetime) -> RecordedShown:
    person = Person.objects.filter(pk=said.person, crews__isnull=False).first()
    if person is None:
        raise Http404("no such technician")
    known = said.model_dump(exclude={"person"})
    return RecordedShown(record_absence(person=person, **known).pk)


def _crew_day(said: CrewDayBody, actor: Actor, now: datetime) -> RecordedShown:
    crew = Crew.objects.filter(pk=said.crew).first()
    if crew is None:
        raise Http404("no such crew")
    known = said.model_dump(exclude={"crew"})
    return RecordedShown(set_day(crew=crew, at=now, **known).pk)
