"""What may happen to an order at any stage."""

from datetime import timedelta

import pytest

from tests.requests.desk import Desk, data_of
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.standard.moments import moment_text
from turnup.standard.refusals import BadField, OrderClosed


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.open()


def test_a_waiver_holds_to_the_end_of_its_day(desk: Desk, order: Order) -> None:
    until = desk.today() + timedelta(days=3)
    desk.take(order, "waiver_granted", until=until.isoformat(), amount_at_risk=7000)
    order.refresh_from_db()
    (waiver,) = order.card["waivers"]
    assert waiver[-1] == moment_text(office_calendar().end_of(until))
    assert waiver[5] == "7000.00"
    assert data_of(order, "waiver_granted")["reason"]


def test_today_is_early_enough_for_a_waiver_and_yesterday_is_not(desk: Desk, order: Order) -> None:
    yesterday = desk.today() - timedelta(days=1)
    desk.take(order, "waiver_granted", until=desk.today().isoformat())
    with pytest.raises(BadField) as fault:
        desk.take(order, "waiver_granted", until=yesterday.isoformat())
    assert fault.value.params["field"] == "until"


def test_a_waiver_names_a_gate_that_can_be_waived(desk: Desk, order: Order) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "waiver_granted", gate="service_activated", until="2026-04-01")
    assert fault.value.params["field"] == "gate"


def test_a_hold_stops_the_clock_and_is_counted_for_its_reason(desk: Desk, order: Order) -> None:
    desk.take(order, "order_held", reason="weather")
    desk.take(order, "note_added")
    desk.take(order, "order_resumed")
    order.refresh_from_db()
    assert order.card["held_for"] == {"weather": 2 * 3600 * 1000}


def test_a_cancelled_order_takes_no_more_steps(desk: Desk, order: Order) -> None:
    desk.take(order, "order_cancelled", reason="price")
    order.refresh_from_db()
    assert order.closed == "cancelled"
    with pytest.raises(OrderClosed):
        desk.take(order, "terms_proposed")


def test_a_refusal_follows_a_decision_not_to_build(desk: Desk, order: Order) -> None:
    negative = {"verdict": "not_feasible", "reason_code": "no_line"}
    until = {"survey_done": negative, "development_decided": {"decision": "no"}}
    desk.take_open(order, until="order_refused", **until)
    desk.take(order, "order_refused")
    order.refresh_from_db()
    assert order.closed == "refused"
