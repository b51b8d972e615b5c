"""A crew's days: its week, single days, who is away; what is planned must lie within (I10)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from tests.walk import Provider, crew
from turnup.desk.invariants import crews_days
from turnup.installation import actions as installation
from turnup.installation.models import Visit
from turnup.installation.rosters import rosters
from turnup.orders.findings import Finding
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.people.models import Person
from turnup.standard.refusals import BadField

WEDNESDAY = date(2026, 4, 1)
NOON = "2026-04-01T12:00:00+03:00"


def verified() -> Finding:
    findings = {"I10": Finding()}
    crews_days(findings)
    return findings["I10"]


def ready(company: Provider) -> Order:
    return company.take_until(company.open_order(), "visit_planned")


def plan(company: Provider, starts_at: str = NOON) -> Visit:
    order = ready(company)
    company.take(order, "visit_planned", starts_at=starts_at)
    return Visit.objects.get(order=order, released_at=None)


def refused(company: Provider, starts_at: str = NOON) -> str:
    with pytest.raises(BadField) as caught:
        plan(company, starts_at)
    return str(caught.value.params["fault"])


def technician(name: str, *skills: str, height_until: date | None = None) -> Person:
    person = Person.objects.create(email=f"{name.lower()}@rusnet.example", name=name)
    installation.set_technician(person=person, skills=skills, height_until=height_until)
    return person


def week(company: Provider, **hours: tuple[time, time]) -> None:
    installation.set_week(
        crew=crew(),
        hours={int(k[1:]): v for k, v in hours.items()},
        keeps_holidays=True,
        at=company.now,
    )


def test_a_crew_works_on_saturday_where_its_week_says_so(company: Provider) -> None:
    week(company, d2=(time(9), time(18)), d5=(time(10), time(15)))
    assert plan(company, "2026-04-04T10:30:00+03:00").starts_at.day == 4
    assert "hours" in refused(company, "2026-04-02T12:00:00+03:00")  # a Thursday


def test_a_single_day_overrules_the_week(company: Provider) -> None:
    installation.set_day(
        crew=crew(), day=WEDNESDAY, works_from=None, works_until=None, note="ТО", at=company.now
    )
    assert "hours" in refused(company)
    installation.drop_day(crew=crew(), day=WEDNESDAY, at=company.now)
    assert plan(company)


def test_a_holiday_is_off_unless_the_crew_works_on_holidays(company: Provider) -> None:
    hours = {day: (time(9), time(18)) for day in range(5)}
    installation.set_week(crew=crew(), hours=hours, keeps_holidays=True, at=company.now)
    assert "hours" in refused(company, "2026-05-01T10:00:00+03:00")
    installation.set_week(crew=crew(), hours=hours, keeps_holidays=False, at=company.now)
    assert plan(company, "2026-05-01T10:00:00+03:00")


def test_a_roster_that_would_leave_a_visit_out_is_refused(company: Provider) -> None:
    visit = plan(company)
    with pytest.raises(BadField) as caught:
        week(company, d0=(time(9), time(18)))
    assert caught.value.params["order"] == visit.order.number
    with pytest.raises(BadField):
        installation.set_day(
            crew=crew(), day=WEDNESDAY, works_from=time(9), works_until=time(13), at=company.now
        )
    with pytest.raises(BadField):
        installation.change_crew(crew=crew(), skills=["lan"], at_height=True, at=company.now)


def test_a_day_without_anybody_takes_no_visit(company: Provider) -> None:
    only = technician("Анна", "radio")
    installation.join_crew(crew=crew(), person=only, at=company.now)
    installation.record_absence(person=only, first_day=WEDNESDAY, last_day=WEDNESDAY, kind="sick")
    assert "hours" in refused(company)
    assert plan(company, "2026-04-02T12:00:00+03:00")


def test_the_days_team_can_do_what_who_is_there_can(company: Provider) -> None:
    able, other = technician("Анна", "radio"), technician("Борис", "lan")
    for person in (able, other):
        installation.join_crew(crew=crew(), person=person, at=company.now)
    installation.record_absence(
        person=able, first_day=WEDNESDAY, last_day=WEDNESDAY, kind="holiday"
    )
    assert "team" in refused(company)
    helper = technician("Вера", "radio")
    installation.second(person=helper, crew=crew(), day=WEDNESDAY)
    assert plan(company)


def test_an_illness_is_recorded_whatever_is_planned(company: Provider) -> None:
    only = technician("Анна", "radio")
    installation.join_crew(crew=crew(), person=only, at=company.now)
    plan(company)
    installation.record_absence(person=only, first_day=WEDNESDAY, last_day=WEDNESDAY, kind="sick")
    assert verified().broken == 0


def test_height_needs_somebody_whose_permit_is_valid_that_day(company: Provider) -> None:
    person = technician("Анна", "radio", height_until=WEDNESDAY)
    installation.join_crew(crew=crew(), person=person, at=company.now)
    days = rosters([crew()], WEDNESDAY, WEDNESDAY + timedelta(days=1), office_calendar())
    climbs = [plan.shift.at_height for plan in days.values() if plan.shift]
    assert climbs == [True, False]


def test_verify_finds_a_visit_out_of_roster(company: Provider) -> None:
    visit = plan(company)
    night = timezone.now().replace(hour=1) + timedelta(days=30)
    Visit.objects.filter(pk=visit.pk).update(starts_at=night, ends_at=night + timedelta(hours=1))
    found = verified()
    assert [one["visit"] for one in found.violations] == [str(visit.pk)]
