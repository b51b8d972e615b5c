"""Survey days: Tuesdays and Thursdays, holidays, and urgent surveys on any working day."""

from dataclasses import replace
from datetime import date

import pytest

from tests.requests.desk import Desk
from turnup.orders.models import Order
from turnup.standard import WorkCalendar, packaged
from turnup.standard.refusals import BadField, GateClosed
from turnup.surveys.days import is_survey_day, next_survey_day
from turnup.surveys.models import SurveyAppointment

CALENDAR = WorkCalendar()
SKIPPING = packaged()
MOVING = replace(SKIPPING, holiday_surveys="next_working_day")


@pytest.mark.parametrize(
    ("after", "skipping", "moving"),
    [
        (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 3)),
        (date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 5)),
        (date(2025, 12, 30), date(2026, 1, 13), date(2026, 1, 12)),  # 1, 6, 8 January fall out
    ],
)
def test_the_next_survey_day(after: date, skipping: date, moving: date) -> None:
    assert next_survey_day(SKIPPING, CALENDAR, after) == skipping
    assert next_survey_day(MOVING, CALENDAR, after) == moving


def test_a_day_moved_by_a_holiday_is_a_survey_day() -> None:
    assert is_survey_day(MOVING, CALENDAR, date(2026, 1, 12))
    assert not is_survey_day(SKIPPING, CALENDAR, date(2026, 1, 12))
    assert not is_survey_day(MOVING, CALENDAR, date(2026, 1, 6))


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.take_open(desk.open(), until="survey_scheduled")


def day_of(order: Order) -> date:
    return SurveyAppointment.objects.get(order=order).survey_date


def test_without_a_day_it_is_the_next_survey_day(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_scheduled")
    assert day_of(order) == date(2026, 3, 3)


def test_a_day_and_an_engineer_may_be_chosen(desk: Desk, order: Order) -> None:
    engineer = desk.company.staff["survey_engineer"].id
    desk.take(order, "survey_scheduled", survey_date="2026-03-12", engineer=str(engineer))
    appointment = SurveyAppointment.objects.get(order=order)
    assert (appointment.survey_date, appointment.engineer_id) == (date(2026, 3, 12), engineer)


@pytest.mark.parametrize("day", ["2026-03-04", "2026-03-01", "2026-02-26"])
def test_another_day_needs_consent(desk: Desk, order: Order, day: str) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "survey_scheduled", survey_date=day)
    assert fault.value.params["field"] == "survey_date"
    assert not SurveyAppointment.objects.exists()


def test_who_does_no_surveys_is_refused(desk: Desk, order: Order) -> None:
    owner = desk.company.staff["owner"].id
    with pytest.raises(BadField) as fault:
        desk.take(order, "survey_scheduled", engineer=str(owner))
    assert fault.value.params["field"] == "engineer"


@pytest.fixture
def urgent(desk: Desk) -> Order:
    said = {"survey_requested": {"urgent": True}}
    return desk.take_open(desk.open(), until="survey_urgency_allowed", **said)


def test_an_urgent_survey_waits_for_the_technical_director(desk: Desk, urgent: Order) -> None:
    with pytest.raises(GateClosed):
        desk.take(urgent, "survey_scheduled", survey_date="2026-03-04")


def test_an_urgent_survey_is_done_on_any_working_day(desk: Desk, urgent: Order) -> None:
    desk.take(urgent, "survey_urgency_allowed")
    with pytest.raises(BadField):
        desk.take(urgent, "survey_scheduled", survey_date="2026-03-07")  # a Saturday
    desk.take(urgent, "survey_scheduled", survey_date="2026-03-04")
    assert day_of(urgent) == date(2026, 3, 4)


def test_an_urgent_survey_defaults_to_the_next_working_day(desk: Desk, urgent: Order) -> None:
    desk.company.now = desk.company.now.replace(day=5)  # a Thursday
    desk.take(urgent, "survey_urgency_allowed")
    desk.take(urgent, "survey_scheduled")
    assert day_of(urgent) == date(2026, 3, 6)
