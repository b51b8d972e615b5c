"""Two planners at the same moment: each crew, address and bank operation goes to one of them."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection

from tests.walk import Provider, provider
from turnup.billing.models import Payment
from turnup.installation.models import AddressAssignment, Visit
from turnup.orders.models import Order
from turnup.standard.refusals import BadField

RACERS = 4


@pytest.fixture
def company(transactional_db: None) -> Provider:
    """Give a company whose steps commit, for others to see."""
    return provider()


def race(company: Provider, orders: list[Order], step: str, **said: object) -> list[object]:
    """Take the step for all orders at once; give the receipts and refusals."""
    start = Barrier(len(orders))
    company.now = max(order.moved_at for order in orders)

    def run(order: Order) -> object:
        try:
            start.wait(timeout=30)
            return company.take(order, step, **said)
        except BadField as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(run, orders))


def at_step(company: Provider, step: str) -> list[Order]:
    return [company.take_until(company.open_order(), step) for _ in range(RACERS)]


def refusals(answers: list[object]) -> list[BadField]:
    return [answer for answer in answers if isinstance(answer, BadField)]


def test_planners_at_once_get_different_times_and_addresses(company: Provider) -> None:
    orders = at_step(company, "visit_planned")
    assert not refusals(race(company, orders, "visit_planned"))
    spans = sorted(Visit.objects.values_list("crew", "starts_at", "ends_at"))
    assert len(spans) == RACERS
    for (crew, _begin, end), (next_crew, begin, _end) in pairwise(spans):
        assert crew != next_crew or end <= begin
    assert AddressAssignment.objects.values("address").distinct().count() == RACERS


def test_one_time_that_all_want_goes_to_one(company: Provider) -> None:
    orders = at_step(company, "visit_planned")
    answers = race(company, orders, "visit_planned", starts_at="2026-04-01T10:00:00+03:00")
    assert len(refusals(answers)) == RACERS - 1
    assert {refusal.params["field"] for refusal in refusals(answers)} == {"starts_at"}
    assert Visit.objects.count() == AddressAssignment.objects.count() == 1


def test_one_bank_operation_that_is_told_at_once_credits_once(company: Provider) -> None:
    orders = at_step(company, "money_received")
    answers = race(company, orders, "money_received", bank_reference="ПП 417")
    assert len(refusals(answers)) == RACERS - 1
    assert Payment.objects.count() == 1
