"""Choosing a visit's crew and time: the best free slot, or the named one if it may be.

A fault names the field, what is wrong with it and how to mend it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_noop as _

from turnup.installation.jobs import bookings_between
from turnup.installation.models import Crew, Visit
from turnup.installation.queries import Slot, crews_for
from turnup.installation.rosters import rosters, shifts_of
from turnup.orders.models import Order
from turnup.planner import Booking, Job, Reason, Shift, conflicts, next_slots, why_none
from turnup.planner.model import Span
from turnup.standard import WorkCalendar
from turnup.standard.refusals import BadField
from turnup.stock.queries import pending_specials

HORIZONS = (14, 60, 240, 730)
"""How many days ahead are looked at, one after the other, for a free time."""


def lock_crews(technology: str, name: str | None) -> Sequence[Crew]:
    """Lock the crews that come into question, so that no other planner takes their time.

    Raises BadField for an unknown crew and for one without the skill.
    """
    able = list(crews_for(technology).order_by("id"))
    if name is None:
        if not able:
            raise BadField(
                "crew", _("No crew installs this technology."), _("Set up a crew that does.")
            )
        return list(crews_for(technology).select_for_update(no_key=True).order_by("id"))
    choice = {"crews": ", ".join(crew.name for crew in able)}
    crew = Crew.objects.select_for_update(no_key=True).filter(name=name, is_active=True).first()
    if crew is None:
        raise BadField(
            "crew", _("There is no such crew."), _("Choose one of: %(crews)s."), **choice
        )
    if not crew.can_install(technology):
        raise BadField(
            "crew",
            _("This crew does not install this technology."),
            _("Choose one of: %(crews)s."),
            **choice,
        )
    return [crew]


def best_slot(
    job: Job,
    crews: Sequence[Crew],
    after: datetime,
    calendar: WorkCalendar,
    leaving: Visit | None = None,
) -> Slot:
    """Give the best slot of these crews. Raises BadField with the reason where there is none."""
    first = calendar.local_date(after)
    found: Reason | None = None
    for days in HORIZONS:
        last = first + timedelta(days=days)
        shifts = shifts_of(crews, first, last, calendar)
        booked = _booked(crews, first, last, calendar, leaving)
        if slots := next_slots(job, shifts, booked, after, 1):
            best, names = slots[0], {crew.id: crew for crew in crews}
            return Slot(names[best.crew], best.begins, best.ends)
        found = why_none(job, shifts, booked, after)
        if found.code not in ("all_taken", "past", "kit_later", "no_days"):
            break
    assert found is not None, "there are horizons"
    raise none_fault(found)


def slot_at(
    job: Job,
    crews: Sequence[Crew],
    starts_at: datetime,
    at: datetime,
    calendar: WorkCalendar,
    *,
    leaving: Visit | None = None,
    strict: bool = False,
) -> Slot:
    """Give the named time of the first of these crews that has it.

    Raises BadField for a time that is past, before the equipment, outside the building's hours,
    out of roster, taken, or beyond the day's team; with `strict`, also where ways are too short or
    the equipment comes on that very day.
    """
    span = starts_at, starts_at + job.lasts
    if span[0] < at:
        raise BadField("starts_at", _("This time is past."), _("Choose a coming hour."))
    day = calendar.local_date(span[0])
    if job.kit_ready_from and day < calendar.local_date(job.kit_ready_from):
        raise _before_the_equipment(job)
    if job.access and not _is_open(job, span, day, calendar):
        raise _closed(job, day, calendar)
    there = _at_work(crews, span, day, job, calendar)
    booked = _booked(crews, day - timedelta(days=1), day, calendar, leaving)
    if leaving is not None:
        there.sort(key=lambda one: one[0].id != leaving.crew_id)
    free = [(c, s) for c, s in there if not _is_taken(span, c, booked)]
    if not free:
        raise _taken(job, crews, span, calendar, leaving)
    faults = [_soft_faults(job, crew, shift, span, booked) for crew, shift in free]
    good = next((n for n, found in enumerate(faults) if not found), None)
    if strict and good is None:
        raise soft_fault(faults[0][0])
    return Slot(free[good or 0][0], *span)


def _at_work(
    crews: Sequence[Crew], span: Span, day: date, job: Job, calendar: WorkCalendar
) -> list[tuple[Crew, Shift]]:
    """Give the crews whose day holds the span and whose team can do the job."""
    plans = rosters(crews, day, day, calendar).values()
    working = [p for p in plans if p.shift and _holds(p.shift, span)]
    if not working:
        raise _out_of_hours(crews)
    able = [(plan.crew, plan.shift) for plan in working if plan.shift and plan.shift.can(job)]
    if not able:
        away = ", ".join(str(absence.person) for plan in working for absence in plan.away)
        raise BadField(
            "starts_at",
            _("That day the crew's team cannot do this work."),
            _("Choose another day or crew. Away: %(away)s."),
            away=away or "—",
        )
    return able


def _holds(shift: Shift, span: Span) -> bool:
    return shift.begins <= span[0] and span[1] <= shift.ends


def _out_of_hours(crews: Sequence[Crew]) -> BadField:
    return BadField(
        "starts_at",
        _("The visit does not fit into the crew's hours."),
        _("Choose a working day, between %(begin)s and %(end)s."),
        begin=min(crew.works_from for crew in crews).strftime("%H:%M"),
        end=max(crew.works_until for crew in crews).strftime("%H:%M"),
    )


def _booked(
    crews: Sequence[Crew],
    first: date,
    last: date,
    calendar: WorkCalendar,
    leaving: Visit | None,
) -> list[Booking]:
    booked = bookings_between(crews, first, last, calendar)
    left = None if leaving is None else (str(leaving.order_id), leaving.starts_at)
    return [one for one in booked if (one.job, one.begins) != left]


def _is_taken(span: Span, crew: Crew, booked: Sequence[Booking]) -> bool:
    mine = (one for one in booked if one.crew == crew.id)
    return any(one.begins < span[1] and span[0] < one.ends for one in mine)


def _soft_faults(
    job: Job, crew: Crew, shift: Shift, span: Span, booked: Sequence[Booking]
) -> list[Reason]:
    """List what a crew lead may overrule but nobody else."""
    mine = _neighbours([one for one in booked if one.crew == crew.id], span)
    here = Booking(job.id, crew.id, *span, job.place)
    found = conflicts([shift], [*mine, here], {job.id: replace(job, due=None)})
    return [one.reason for one in found if not one.hard]


def _neighbours(mine: Sequence[Booking], span: Span) -> list[Booking]:
    """Give the visit before the span and the one after it."""
    before = [one for one in mine if one.ends <= span[0]][-1:]
    return [*before, *[one for one in mine if one.begins >= span[1]][:1]]


def _before_the_equipment(job: Job) -> BadField:
    awaited = pending_specials(UUID(job.id)).last()
    return BadField(
        "starts_at",
        _("“%(what)s” is promised for %(day)s."),
        _("Choose a later day, or record first that it has arrived."),
        what=awaited.description if awaited else "—",
        day=f"{awaited.promised_date:%d.%m.%Y}" if awaited else "—",
    )


def _is_open(job: Job, span: Span, day: date, calendar: WorkCalendar) -> bool:
    hours = _hours_of(job, day, calendar)
    return any(opens <= span[0] and span[1] <= closes for opens, closes in hours)


def _hours_of(job: Job, day: date, calendar: WorkCalendar) -> list[Span]:
    """Give the spans in which the building lets a crew in on a day."""
    return [span for access in job.access if (span := access.on(day, calendar.zone))]


def _closed(job: Job, day: date, calendar: WorkCalendar) -> BadField:
    hours = [
        "–".join(f"{moment.astimezone(calendar.zone):%H:%M}" for moment in span)
        for span in _hours_of(job, day, calendar)
    ]
    return BadField(
        "starts_at",
        _("The building does not let the crew in then; its hours that day: %(hours)s."),
        _("Choose a time within them, or write down other hours that its owner allows."),
        hours=", ".join(hours) or "—",
    )


def _taken(
    job: Job, crews: Sequence[Crew], span: Span, calendar: WorkCalendar, leaving: Visit | None
) -> BadField:
    try:
        later = best_slot(job, crews, span[0], calendar, leaving).starts_at
        when = later.astimezone(calendar.zone).strftime("%d.%m.%Y %H:%M")
    except BadField:
        when = "—"
    return BadField(
        "starts_at",
        _("The crew is at another visit then."),
        _("Choose another time; the next free one is %(next)s."),
        next=when,
    )


def none_fault(reason: Reason) -> BadField:
    """Put into words why there is no slot at all."""
    match reason.code:
        case "too_long":
            return BadField(
                "minutes", _("No crew has so much free time."), _("Plan a shorter visit.")
            )
        case "no_skill" | "no_height":
            return BadField(
                "crew",
                _("No crew on duty can do this work."),
                _("Change a crew's roster or skills, or wait for who is away."),
            )
        case "building_closed":
            return BadField(
                "starts_at",
                _("The building is never open as long as the visit takes."),
                _("Agree other hours with its owner, or plan a shorter visit."),
            )
        case "kit_missing":
            return BadField(
                "starts_at",
                _("What is to be installed is not reserved."),
                _("Reserve the equipment first."),
            )
    return BadField(
        "starts_at", _("No crew has a free time."), _("Free a day or change a crew's roster.")
    )


def soft_fault(reason: Reason) -> BadField:
    """Put into words why a time that is free is not offered."""
    match reason.code:
        case "kit_late":
            told = _("What is to be installed comes on that very day.")
        case "kit_missing":
            told = _("What is to be installed is not reserved.")
        case _:
            told = _("The crew cannot drive there in time.")
    return BadField("starts_at", told, _("Choose one of the times that are offered."))


def order_for(order_id: UUID) -> Order | None:
    """Read the order with its site, for its job."""
    return Order.objects.select_related("site").filter(pk=order_id).first()
