"""Crews' days: hours by weekday, single days, who is away, who helps out, what each can do.

What would leave a planned visit outside its crew's roster or skills is refused with that visit's
name (I10): it is moved first. Who falls ill is recorded whatever is planned; the board shows what
that day's team can no longer do.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.installation.models import (
    ALL_SKILLS,
    Absence,
    Crew,
    CrewDay,
    CrewHours,
    Secondment,
    Technician,
    Visit,
)
from turnup.installation.roster_checks import visits_out_of_roster
from turnup.orders.office import office_calendar
from turnup.people.models import Person
from turnup.standard.refusals import BadField

Hours = tuple[time, time]


@transaction.atomic
def set_week(*, crew: Crew, hours: Mapping[int, Hours], keeps_holidays: bool, at: datetime) -> None:
    """Set a crew's hours by weekday (Monday is 0); a weekday that is not named is off."""
    crew = _held(crew)
    for weekday, (begin, end) in hours.items():
        if end <= begin:
            raise _ends_before(f"until_{weekday}")
    CrewHours.objects.filter(crew=crew).delete()
    CrewHours.objects.bulk_create(
        CrewHours(crew=crew, weekday=weekday, works_from=begin, works_until=end)
        for weekday, (begin, end) in sorted(hours.items())
    )
    crew.keeps_holidays = keeps_holidays
    crew.save(update_fields=["keeps_holidays"])
    _refuse_if_left_out(crew, at, "from_0")


@transaction.atomic
def set_day(
    *,
    crew: Crew,
    day: date,
    works_from: time | None,
    works_until: time | None,
    at: datetime,
    note: str = "",
) -> CrewDay:
    """Let one day depart from the week; without hours it is a day off."""
    crew = _held(crew)
    if (works_from is None) != (works_until is None):
        raise BadField("works_until", _("A day has both hours or none."), _("Fill in both."))
    if works_from is not None and works_until is not None and works_until <= works_from:
        raise _ends_before("works_until")
    hours = {"works_from": works_from, "works_until": works_until, "note": note}
    single, _made = CrewDay.objects.update_or_create(crew=crew, day=day, defaults=hours)
    _refuse_if_left_out(crew, at, "day")
    return single


@transaction.atomic
def drop_day(*, crew: Crew, day: date, at: datetime) -> None:
    """Let a day be as its weekday is again."""
    crew = _held(crew)
    CrewDay.objects.filter(crew=crew, day=day).delete()
    _refuse_if_left_out(crew, at, "day")


@transaction.atomic
def change_crew(
    *,
    crew: Crew,
    skills: Iterable[str],
    at_height: bool,
    at: datetime,
    van: str = "",
    base: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    is_active: bool = True,
) -> Crew:
    """Change what a crew can do, its van and its base."""
    crew = _held(crew)
    crew.skills = _known_skills(skills)
    if (latitude is None) != (longitude is None):
        raise BadField("longitude", _("A place has both coordinates."), _("Fill in both or none."))
    crew.at_height, crew.van, crew.base, crew.is_active = at_height, van, base, is_active
    crew.latitude, crew.longitude = _degrees(latitude), _degrees(longitude)
    crew.save()
    _refuse_if_left_out(crew, at, "skills")
    return crew


@transaction.atomic
def set_technician(
    *, person: Person, skills: Iterable[str], height_until: date | None = None
) -> Technician:
    """Say what an installer can do, and until when they may work at height."""
    known = {"skills": _known_skills(skills), "height_until": height_until}
    return Technician.objects.update_or_create(person=person, defaults=known)[0]


@transaction.atomic
def record_absence(
    *, person: Person, first_day: date, last_day: date, kind: str, note: str = ""
) -> Absence:
    """Record that a technician is away; what is planned stays, and the board marks it."""
    if last_day < first_day:
        raise BadField(
            "last_day",
            _("The absence would end before it begins."),
            _("Choose a later day."),
        )
    return Absence.objects.create(
        person=person, first_day=first_day, last_day=last_day, kind=kind, note=note
    )


@transaction.atomic
def drop_absence(*, absence: Absence) -> None:
    """Take back an absence that was recorded by mistake or ends early."""
    absence.delete()


@transaction.atomic
def second(*, person: Person, crew: Crew, day: date) -> Secondment:
    """Let a technician work with another crew for a day."""
    return Secondment.objects.update_or_create(person=person, day=day, defaults={"crew": crew})[0]


def _held(crew: Crew) -> Crew:
    """Lock the crew, as whoever plans a visit does."""
    return Crew.objects.select_for_update(no_key=True).get(pk=crew.pk)


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.6f}")


def _known_skills(skills: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(skills))
    if unknown := [skill for skill in wanted if skill not in ALL_SKILLS]:
        raise BadField(
            "skills",
            _("There is no technology “%(unknown)s”."),
            _("Choose from: %(known)s."),
            unknown=unknown[0],
            known=", ".join(ALL_SKILLS),
        )
    return wanted


def _ends_before(field: str) -> BadField:
    return BadField(
        field, _("The crew's day would end before it begins."), _("Choose a later time.")
    )


def _refuse_if_left_out(crew: Crew, at: datetime, field: str) -> None:
    """Raise BadField where a coming visit would no longer fit; the transaction undoes it all."""
    left: Visit | None = next(iter(visits_out_of_roster([crew], at)), None)
    if left is None:
        return
    when = left.starts_at.astimezone(office_calendar().zone)
    raise BadField(
        field,
        _("A visit is planned that would no longer fit: order № %(order)s, %(when)s."),
        _("Move that visit first."),
        order=left.order.number,
        when=f"{when:%d.%m.%Y %H:%M}",
    )
