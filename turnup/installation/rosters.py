"""Reads over crews' days: who works when, with whom, and what that day's team can do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from turnup.installation.models import (
    Absence,
    Crew,
    CrewDay,
    CrewHours,
    CrewMember,
    Secondment,
    Technician,
)
from turnup.people.models import Person
from turnup.planner import Place, Shift
from turnup.planner.model import Span
from turnup.standard import WorkCalendar

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CrewDayPlan:
    """A crew's day: its hours by the roster, its team, who is away, and what it can do.

    `shift` is None on a day off, and where everybody of the team is away.
    """

    crew: Crew
    day: date
    rostered: Span | None
    shift: Shift | None
    team: tuple[Person, ...] = ()
    away: tuple[Absence, ...] = ()
    note: str = ""


def rosters(
    crews: Sequence[Crew], first: date, last: date, calendar: WorkCalendar
) -> dict[tuple[int, date], CrewDayPlan]:
    """Give the days of the crews from `first` to `last`, in the crews' order, day by day."""
    known = _Known(crews, first, last, calendar)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {(crew.id, day): known.plan(crew, day) for crew in crews for day in days}


def shifts_of(
    crews: Sequence[Crew], first: date, last: date, calendar: WorkCalendar
) -> list[Shift]:
    """Give the crews' working days as the planner takes them."""
    plans = rosters(crews, first, last, calendar).values()
    return [plan.shift for plan in plans if plan.shift]


@lru_cache(maxsize=8192)
def place_of(latitude: object, longitude: object) -> Place | None:
    """Give a pair of coordinates as the planner's place, or None."""
    if latitude is None or longitude is None:
        return None
    return Place(float(str(latitude)), float(str(longitude)))


class _Known:
    """All that the days rest on, read at once."""

    def __init__(self, crews: Sequence[Crew], first: date, last: date, calendar: WorkCalendar):
        self.calendar = calendar
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.working = {day: calendar.is_working(day) for day in days}
        self.week: dict[int, dict[int, CrewHours]] = defaultdict(dict)
        for hours in CrewHours.objects.filter(crew__in=crews):
            self.week[hours.crew_id][hours.weekday] = hours
        singles = CrewDay.objects.filter(crew__in=crews, day__range=(first, last))
        self.singles = {(one.crew_id, one.day): one for one in singles}
        members = CrewMember.objects.filter(crew__in=crews, left_at=None)
        self.members: dict[int, list[Person]] = defaultdict(list)
        for member in members.select_related("person"):
            self.members[member.crew_id].append(member.person)
        self.away: dict[object, list[Absence]] = defaultdict(list)
        for absence in Absence.objects.filter(first_day__lte=last, last_day__gte=first):
            self.away[absence.person_id].append(absence)
        lent = Secondment.objects.filter(day__range=(first, last)).select_related("person")
        self.lent: dict[tuple[int, date], list[Person]] = defaultdict(list)
        self.elsewhere: dict[tuple[object, date], int] = {}
        for one in lent:
            self.lent[one.crew_id, one.day].append(one.person)
            self.elsewhere[one.person_id, one.day] = one.crew_id
        self.cards = {card.person_id: card for card in Technician.objects.all()}

    def plan(self, crew: Crew, day: date) -> CrewDayPlan:
        span, note = self._span(crew, day)
        team, away = self._team(crew, day)
        shift = None
        if span and (team or not self.members[crew.id]):
            shift = self._shift(crew, day, span, team)
        return CrewDayPlan(crew, day, span, shift, tuple(team), tuple(away), note)

    def _span(self, crew: Crew, day: date) -> tuple[Span | None, str]:
        if single := self.singles.get((crew.id, day)):
            return self._hours(day, single.works_from, single.works_until), single.note
        if crew.keeps_holidays and self._is_holiday(day):
            return None, ""
        week = self.week.get(crew.id)
        if week is None:
            works = self.working[day]
            return self._hours(day, crew.works_from, crew.works_until) if works else None, ""
        hours = week.get(day.weekday())
        return (self._hours(day, hours.works_from, hours.works_until) if hours else None), ""

    def _is_holiday(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not self.working[day]

    def _hours(self, day: date, begin: time | None, end: time | None) -> Span | None:
        if begin is None or end is None:
            return None
        zone = self.calendar.zone
        moments = (datetime.combine(day, at, zone).astimezone(UTC) for at in (begin, end))
        return next(moments), next(moments)

    def _team(self, crew: Crew, day: date) -> tuple[list[Person], list[Absence]]:
        own = [p for p in self.members[crew.id] if (p.id, day) not in self.elsewhere]
        people = dict.fromkeys([*own, *self.lent.get((crew.id, day), [])])
        away = {p: a for p in people for a in self.away.get(p.id, []) if _covers(a, day)}
        return [p for p in people if p not in away], [*away.values()]

    def _shift(self, crew: Crew, day: date, span: Span, team: Sequence[Person]) -> Shift:
        cards = [self.cards.get(person.id) for person in team]
        whole = not cards or None in cards
        skills = {skill for card in cards if card for skill in card.skills}
        climbs = any(card and card.height_until and card.height_until >= day for card in cards)
        return Shift(
            crew=crew.id,
            day=day,
            begins=span[0],
            ends=span[1],
            skills=frozenset(crew.skills if whole else skills.intersection(crew.skills)),
            zone=self.calendar.zone,
            at_height=crew.at_height and (whole or climbs),
            base=place_of(crew.latitude, crew.longitude),
            crew_skills=len(crew.skills),
        )


def _covers(absence: Absence, day: date) -> bool:
    return absence.first_day <= day <= absence.last_day


def teams_on(crews: Iterable[Crew], day: date, calendar: WorkCalendar) -> Mapping[int, CrewDayPlan]:
    """Give each crew's day, by the crew's id."""
    found = rosters(list(crews), day, day, calendar)
    return {crew_id: plan for (crew_id, _day), plan in found.items()}
