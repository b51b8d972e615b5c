"""Work at height: declared, permitted, let go or forbidden by the weather."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.ground.height import climb_of
from turnup.ground.law import WIND, WORK_PERMIT_DAYS, limit_on
from turnup.ground.models import (
    HeightWork,
    Lease,
    PlaceKind,
    SafetyLimit,
    WeatherNote,
    WorkPermit,
)
from turnup.ground.paper_words import work_permit_data
from turnup.orders.office import office_calendar
from turnup.papers.actions import make_paper, take_number
from turnup.papers.queries import company_on
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField

WORK_PERMIT = "work_permit"
HIGH = (PlaceKind.ROOF, PlaceKind.MAST)


@transaction.atomic
def declare_height_work(
    *, order_id: UUID, place: str, actor: Actor | None, at: datetime
) -> HeightWork:
    """Say that the order's installation needs work on a roof or mast. Once said, it stays."""
    work, _made = HeightWork.objects.get_or_create(
        order_id=order_id,
        defaults={
            "place": filled(HeightWork, "place", place),
            "declared_at": at,
            "declared_by_id": actor.id if actor else None,
        },
    )
    return work


def declare_by_lease(*, order_id: UUID, lease: Lease, at: datetime) -> None:
    """Declare work at height where the leased place is a roof or a mast."""
    if lease.place_kind in HIGH:
        declare_height_work(order_id=order_id, place=lease.place, actor=None, at=at)


@transaction.atomic
def issue_work_permit(
    *,
    order_id: UUID,
    actor: Actor,
    at: datetime,
    supervisor: str,
    members: str,
    measures: str,
    valid_from: date,
    valid_until: date,
) -> WorkPermit:
    """Issue the work permit (наряд-допуск) of a crew for an order, with its paper.

    Raises BadField for an order without work at height, blank fields, and a longer validity than
    the rules of that day allow.
    """
    limit = _checked(order_id, members, measures, valid_from, valid_until)
    year = office_calendar().local_date(at).year
    row = WorkPermit.objects.create(
        number=f"НД-{year}-{take_number(series=WORK_PERMIT, year=year):04}",
        order_id=order_id,
        issued_at=at,
        issued_by_id=actor.id,
        supervisor=filled(WorkPermit, "supervisor", supervisor),
        members=members.strip(),
        measures=measures.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        ground=limit.ground,
    )
    _typeset(row, actor, at)
    return row


def _checked(
    order_id: UUID, members: str, measures: str, valid_from: date, valid_until: date
) -> SafetyLimit:
    """Give the rule of the day that the validity keeps to. Raises BadField."""
    if not HeightWork.objects.filter(order_id=order_id).exists():
        raise BadField(
            "place", _("This order has no work at height."), _("Declare it first, with its place.")
        )
    for field, text in (("members", members), ("measures", measures)):
        if not text.strip():
            raise BadField(field, _("This is empty."), _("Fill it in."))
    limit = limit_on(WORK_PERMIT_DAYS, valid_from)
    if not valid_from <= valid_until < valid_from + timedelta(days=int(limit.value)):
        raise BadField(
            "valid_until",
            _("A work permit is valid for at most %(days)s days: %(ground)s."),
            _("Issue another one after it."),
            days=int(limit.value),
            ground=limit.ground,
        )
    return limit


def _typeset(row: WorkPermit, actor: Actor, at: datetime) -> None:
    """Give a work permit its paper, where the company's requisites are known."""
    if company_on(office_calendar().local_date(at)):
        row.paper = make_paper(
            actor=actor,
            at=at,
            kind=WORK_PERMIT,
            template="ground/work_permit",
            data=work_permit_data(row),
            order=row.order_id,
            number=row.number,
        )
        row.save(update_fields=["paper"])


@transaction.atomic
def close_work_permit(*, work_permit: WorkPermit, at: datetime) -> None:
    """Close a work permit: the work is done, people and tools are off the roof."""
    if not WorkPermit.objects.filter(pk=work_permit.pk, closed_at=None).update(closed_at=at):
        raise BadField("work_permit", _("It is closed already."))


@transaction.atomic
def note_weather(
    *,
    order_id: UUID,
    actor: Actor,
    at: datetime,
    wind_m_s: Decimal,
    thunderstorm: bool = False,
    precipitation: bool = False,
    ice: bool = False,
    fog: bool = False,
    dark: bool = False,
) -> WeatherNote:
    """Note the weather at the place; whether one may climb is by the limits of that day.

    Raises BadField for a wind that cannot be.
    """
    if not wind_m_s.is_finite() or not 0 <= wind_m_s <= 99:
        raise BadField("wind_m_s", _("This wind cannot be."), _("Give it in metres a second."))
    limit = limit_on(WIND, office_calendar().local_date(at))
    forbidden = thunderstorm or precipitation or ice or fog or dark
    return WeatherNote.objects.create(
        order_id=order_id,
        at=at,
        seen_by_id=actor.id,
        wind_m_s=round(wind_m_s, 1),
        thunderstorm=thunderstorm,
        precipitation=precipitation,
        ice=ice,
        fog=fog,
        dark=dark,
        is_safe=not forbidden and wind_m_s <= limit.value,
        ground=limit.ground,
    )


def require_safe_climb(*, order_id: UUID, at: datetime) -> None:
    """Refuse work at height that has no work permit, or no weather to climb in.

    Raises BadField that names what is lacking; an order without work at height passes.
    """
    climb = climb_of(order_id, at)
    if climb and climb.lacks:
        raise BadField(
            "height",
            _("Work at height is not let go yet. Missing: %(lacks)s."),
            _("Issue the work permit and note the weather on the order's page of permits."),
            lacks=", ".join(climb.lacks),
        )
