"""A survey's day that is set: moved with its reason, taken back, missed."""

from datetime import date

import pytest

from tests.requests.desk import Desk, data_of
from tests.surveys.test_board import THURSDAY, TUESDAY, engineer_of, seen
from turnup.orders.models import Order
from turnup.standard.refusals import BadField, GateClosed, NotYourRole, OrderClosed, TooLate
from turnup.surveys.actions import move_survey
from turnup.surveys.board import PROPOSED, SET, survey_board
from turnup.surveys.models import MissedSurvey, SurveyAppointment, SurveyMove


@pytest.fixture
def order(desk: Desk) -> Order:
    """Give an order whose survey is set for Tuesday."""
    order = desk.take_open(desk.open(), until="survey_scheduled")
    day = {"survey_date": TUESDAY.isoformat(), "engineer": str(engineer_of(desk))}
    desk.take(order, "survey_scheduled", **day)
    return order


def test_a_set_day_is_moved_and_who_wished_it_and_why_is_kept(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_moved", survey_date=THURSDAY.isoformat(), reason="Ключ в четверг")
    assert SurveyAppointment.objects.get(order=order).survey_date == THURSDAY
    assert seen(survey_board(desk.company.now), order) == (THURSDAY, engineer_of(desk), SET)
    move = SurveyMove.objects.get(order=order)
    assert (move.from_date, move.to_date) == (TUESDAY, THURSDAY)
    assert (move.wished_by, move.reason) == ("customer", "Ключ в четверг")
    assert data_of(order, "survey_moved")["survey_date"] == "2026-03-05"


def test_the_moves_of_a_day_are_counted(desk: Desk, order: Order) -> None:
    for day in (THURSDAY, TUESDAY):
        desk.take(order, "survey_moved", survey_date=day.isoformat())
    spots = [s for d in survey_board(desk.company.now).days for c in d.cells for s in c.spots]
    assert [spot.wanted.changes for spot in spots] == [2]


def test_without_a_day_it_goes_to_the_next_survey_day_of_the_same_engineer(
    desk: Desk, order: Order
) -> None:
    desk.take(order, "survey_moved")
    row = SurveyAppointment.objects.get(order=order)
    assert (row.survey_date, row.engineer_id) == (THURSDAY, engineer_of(desk))


@pytest.mark.parametrize("day", [TUESDAY, date(2026, 3, 4), date(2026, 2, 26)])
def test_it_is_not_moved_to_where_it_is_or_to_a_day_without_surveys(
    desk: Desk, order: Order, day: date
) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "survey_moved", survey_date=day.isoformat())
    assert fault.value.params["field"] == "survey_date"
    assert not SurveyMove.objects.exists()


def test_an_urgent_one_is_moved_to_any_working_day(desk: Desk) -> None:
    said = {"survey_requested": {"urgent": True}}
    urgent = desk.take_open(desk.open(), until="survey_scheduled", **said)
    desk.take(urgent, "survey_scheduled", survey_date="2026-03-04")
    desk.take(urgent, "survey_moved", survey_date="2026-03-06")
    assert SurveyAppointment.objects.get(order=urgent).survey_date == date(2026, 3, 6)


def test_a_missed_survey_waits_for_a_new_day(desk: Desk, order: Order) -> None:
    desk.company.now = desk.company.now.replace(day=4)
    desk.take(order, "survey_missed")
    assert desk.opened(order) == ["survey_scheduled"]
    missed = MissedSurvey.objects.get(order=order)
    assert (missed.survey_date, missed.missed_by) == (TUESDAY, "customer")
    board = survey_board(desk.company.now)
    assert board.overdue == []
    assert seen(board, order) == (THURSDAY, engineer_of(desk), PROPOSED)
    spot = next(s for d in board.days for c in d.cells for s in c.spots)
    assert spot.wanted.changes == 1


def test_nothing_is_moved_or_missed_without_a_day(desk: Desk) -> None:
    order = desk.take_open(desk.open(), until="survey_scheduled")
    for step in ("survey_moved", "survey_missed"):
        with pytest.raises(GateClosed):
            desk.take(order, step)


def test_a_survey_that_was_done_is_neither_moved_nor_missed(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_done")
    for step in ("survey_moved", "survey_missed"):
        with pytest.raises(TooLate):
            desk.take(order, step)


def test_a_cancelled_order_moves_no_survey(desk: Desk, order: Order) -> None:
    desk.take(order, "order_cancelled")
    with pytest.raises(OrderClosed):
        desk.take(order, "survey_moved")


def test_the_account_manager_moves_it_and_the_lawyer_does_not(desk: Desk, order: Order) -> None:
    lawyer = desk.company.staff["lawyer"]
    with pytest.raises(NotYourRole):
        move_survey(move=desk.company.move(order, lawyer), reason="так")
    manager = desk.company.staff["account_manager"]
    move_survey(move=desk.company.move(order, manager), reason="Клиент просил")
    assert SurveyAppointment.objects.get(order=order).survey_date == THURSDAY
