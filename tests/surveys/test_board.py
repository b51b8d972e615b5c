"""The survey days: where each survey stands on the board, moving it, confirming, capacities."""

from datetime import date
from uuid import UUID

import pytest

from tests.requests.desk import Desk
from turnup.orders.models import Order
from turnup.standard.refusals import BadField
from turnup.surveys.board import BY_HAND, PROPOSED, SET, Board, survey_board
from turnup.surveys.day_actions import (
    Place,
    confirm_places,
    place_survey,
    set_capacity,
    unplace_survey,
)
from turnup.surveys.models import SurveyAppointment

TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.take_open(desk.open(), until="survey_scheduled")


def seen(board: Board, order: Order) -> tuple[date, UUID, str] | None:
    """Give where the order stands: the day, the engineer, how it came there."""
    for day in board.days:
        for cell in day.cells:
            for spot in cell.spots:
                if spot.wanted.order.id == order.id and cell.engineer:
                    return day.day, cell.engineer.id, spot.kind
    return None


def engineer_of(desk: Desk) -> UUID:
    return desk.company.staff["survey_engineer"].id


def test_what_waits_is_proposed_for_the_next_survey_day(desk: Desk, order: Order) -> None:
    found = seen(survey_board(desk.company.now), order)
    assert found == (TUESDAY, engineer_of(desk), PROPOSED)
    assert not SurveyAppointment.objects.exists()


def test_the_due_day_is_that_of_the_guaranteed_term(desk: Desk, order: Order) -> None:
    board = survey_board(desk.company.now)
    spot = next(s for d in board.days for c in d.cells for s in c.spots)
    assert spot.wanted.due == date(2026, 3, 10)  # five working days; the 9th is a day off


def test_a_full_day_sends_the_next_one_to_the_following(desk: Desk) -> None:
    set_capacity(engineer=engineer_of(desk), surveys_a_day=1, at=desk.company.now)
    orders = [desk.take_open(desk.open(), until="survey_scheduled") for _ in range(3)]
    board = survey_board(desk.company.now)
    days = sorted(found[0] for one in orders if (found := seen(board, one)))
    assert days == [TUESDAY, THURSDAY, date(2026, 3, 10)]


def test_who_is_on_leave_gets_no_proposal(desk: Desk, order: Order) -> None:
    set_capacity(engineer=engineer_of(desk), surveys_a_day=0, at=desk.company.now)
    board = survey_board(desk.company.now)
    assert [one.order.id for one in board.unplaced] == [order.id]


@pytest.mark.parametrize("count", [-1, 21])
def test_a_capacity_is_between_0_and_20(desk: Desk, count: int) -> None:
    with pytest.raises(BadField) as fault:
        set_capacity(engineer=engineer_of(desk), surveys_a_day=count, at=desk.company.now)
    assert fault.value.params["field"] == "surveys_a_day"


def placed(desk: Desk, order: Order, day: date) -> None:
    place_survey(
        order_id=order.id,
        actor=desk.company.staff["noc_head"],
        at=desk.company.now,
        survey_date=day,
        engineer=engineer_of(desk),
    )


def test_moved_by_hand_it_stays_until_it_is_given_back(desk: Desk, order: Order) -> None:
    placed(desk, order, THURSDAY)
    assert seen(survey_board(desk.company.now), order) == (THURSDAY, engineer_of(desk), BY_HAND)
    unplace_survey(order_id=order.id)
    assert seen(survey_board(desk.company.now), order) == (TUESDAY, engineer_of(desk), PROPOSED)


@pytest.mark.parametrize("day", [date(2026, 3, 4), date(2026, 2, 26)])
def test_nobody_moves_it_to_a_day_without_surveys(desk: Desk, order: Order, day: date) -> None:
    with pytest.raises(BadField) as fault:
        placed(desk, order, day)
    assert fault.value.params["field"] == "survey_date"


def test_an_urgent_one_may_go_to_any_working_day(desk: Desk) -> None:
    said = {"survey_requested": {"urgent": True}}
    urgent = desk.take_open(desk.open(), until="survey_scheduled", **said)
    assert survey_board(desk.company.now).days[0].day == TUESDAY
    placed(desk, urgent, date(2026, 3, 4))
    board = survey_board(desk.company.now)
    assert seen(board, urgent) == (date(2026, 3, 4), engineer_of(desk), BY_HAND)
    assert [day.day for day in board.days if day.urgent_only] == [date(2026, 3, 4)]


def test_what_asks_for_consent_has_no_place_yet(desk: Desk) -> None:
    said = {"survey_requested": {"urgent": True}}
    asking = desk.take_open(desk.open(), until="survey_urgency_allowed", **said)
    board = survey_board(desk.company.now)
    assert [one.order.id for one in board.asking] == [asking.id]
    assert seen(board, asking) is None


def test_a_refused_urgency_goes_to_the_survey_days(desk: Desk) -> None:
    said = {"survey_requested": {"urgent": True}}
    order = desk.take_open(desk.open(), until="survey_urgency_allowed", **said)
    desk.take(order, "survey_urgency_refused")
    assert desk.opened(order) == ["survey_scheduled"]
    assert seen(survey_board(desk.company.now), order) == (TUESDAY, engineer_of(desk), PROPOSED)
    with pytest.raises(BadField):
        placed(desk, order, date(2026, 3, 4))  # no longer urgent


def test_a_permission_is_withdrawn_while_no_day_is_set(desk: Desk) -> None:
    said = {"survey_requested": {"urgent": True}}
    order = desk.take_open(desk.open(), until="survey_scheduled", **said)
    desk.take(order, "survey_urgency_refused")
    order.refresh_from_db()
    assert "survey_urgency_allowed" not in order.card["standing"]
    assert desk.opened(order) == ["survey_scheduled"]


def test_confirming_sets_the_days_as_they_were_seen(desk: Desk, order: Order) -> None:
    other = desk.take_open(desk.open(), until="survey_scheduled")
    desk.take(other, "survey_scheduled")  # somebody was faster
    place = Place(THURSDAY, engineer_of(desk))
    done = confirm_places(
        places={order.id: place, other.id: place},
        actor=desk.company.staff["noc_head"],
        at=desk.company.now,
    )
    assert [one.id for one in done.receipts] == [order.id]
    assert done.refused[other.id].code == "step.already_stands"
    row = SurveyAppointment.objects.get(order=order)
    assert (row.survey_date, row.engineer_id) == tuple(place)
    assert seen(survey_board(desk.company.now), order) == (THURSDAY, place.engineer, SET)


def test_a_day_that_passed_without_a_result_is_named(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_scheduled", survey_date=TUESDAY.isoformat())
    later = desk.company.now.replace(day=6)
    assert [(o.order.id, d) for o, d in survey_board(later).overdue] == [(order.id, TUESDAY)]


def test_the_board_asks_as_little_of_many_as_of_one(
    desk: Desk, order: Order, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        desk.take_open(desk.open(), until="survey_scheduled")
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # pytest-django's own type
        survey_board(desk.company.now)
