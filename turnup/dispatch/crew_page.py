"""A crew's page as plain data: its week, single days, people, who is away, its feed."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.formats import date_format

from turnup.dispatch.board import ICONS, technologies
from turnup.dispatch.models import Feed
from turnup.installation.crew_models import Away
from turnup.installation.models import Absence, Crew, CrewDay, CrewHours, CrewMember, Technician
from turnup.installation.rosters import rosters
from turnup.orders.office import office_calendar
from turnup.people.models import Person

MONDAY: Final = date(2024, 1, 1)
AHEAD: Final = 14


def crews_page(now: datetime) -> list[dict[str, Any]]:
    """Give every crew with its people and today's state, those out of use last."""
    calendar = office_calendar()
    today = calendar.local_date(now)
    crews = list(Crew.objects.order_by("-is_active", "id"))
    plans = rosters(crews, today, today, calendar)
    return [
        {
            "crew": crew,
            "skills": [(skill, ICONS[skill]) for skill in crew.skills],
            "plan": plans[crew.id, today],
            "team": [person.name for person in plans[crew.id, today].team],
            "away": [_away(one) for one in plans[crew.id, today].away],
        }
        for crew in crews
    ]


def _away(absence: Absence) -> dict[str, Any]:
    return {"id": absence.pk, "absence": absence, "kind": Away(absence.kind).label}


def crew_page(crew: Crew, now: datetime) -> dict[str, Any]:
    """Give what a crew's page shows and what its forms begin with."""
    calendar = office_calendar()
    today = calendar.local_date(now)
    members = CrewMember.objects.filter(crew=crew, left_at=None).select_related("person")
    people = [member.person for member in members]
    away = Absence.objects.filter(person__in=people, last_day__gte=today).select_related("person")
    return {
        "crew": crew,
        "technologies": technologies(),
        "week": _week(crew),
        "days": CrewDay.objects.filter(crew=crew, day__gte=today).order_by("day"),
        "people": [_person(person, today) for person in people],
        "others": _others(crew),
        "away": [_away(one) for one in away],
        "kinds": Away.choices,
        "feed": Feed.objects.filter(crew=crew, revoked_at=None).first(),
        "ahead": [
            {"plan": plan, "hours": _hours(plan, calendar), "team": [p.name for p in plan.team]}
            for plan in rosters([crew], today, today + timedelta(days=AHEAD - 1), calendar).values()
        ],
        "today": today,
    }


def _hours(plan: Any, calendar: Any) -> str:
    span = plan.shift and (plan.shift.begins, plan.shift.ends)
    return "–".join(f"{moment.astimezone(calendar.zone):%H:%M}" for moment in span or ())


def _week(crew: Crew) -> list[dict[str, Any]]:
    own = {hours.weekday: hours for hours in CrewHours.objects.filter(crew=crew)}
    rows = []
    for weekday in range(7):
        hours = own.get(weekday)
        usual = not own and weekday < 5
        begin = hours.works_from if hours else crew.works_from if usual else None
        end = hours.works_until if hours else crew.works_until if usual else None
        day = MONDAY + timedelta(days=weekday)
        row = {"name": date_format(day, "l"), "short": date_format(day, "D")}
        rows.append({**row, "weekday": weekday, "from": begin, "until": end})
    return rows


def _person(person: Person, today: date) -> dict[str, Any]:
    card = Technician.objects.filter(person=person).first()
    return {
        "person": person,
        "card": card,
        "skills": card.skills if card else [],
        "height": card.height_until if card else None,
        "climbs": bool(card and card.height_until and card.height_until >= today),
    }


def _others(crew: Crew) -> list[Person]:
    """Give the installers of other crews and of none: who may join or help."""
    mine = CrewMember.objects.filter(crew=crew, left_at=None).values("person")
    installers = Person.objects.filter(assignments__role="installer", assignments__until=None)
    return list(installers.exclude(pk__in=mine).distinct().order_by("name"))
