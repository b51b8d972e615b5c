"""Two programs race for one step: one wins, the other hears who was first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.api.programs import Office, open_office
from tests.api.test_refusals import problem
from turnup.orders.models import JournalEntry

RACERS = 4


@pytest.mark.django_db(transaction=True)
def test_of_many_racers_exactly_one_wins() -> None:
    office = open_office()
    order = office.open_order()
    data = office.example("terms_proposed")
    answers = _race(office, order, "terms_proposed", data)
    won = [answer for answer in answers if answer.status_code == 201]
    assert len(won) == 1
    for answer in answers:
        if answer is not won[0]:
            told = problem(answer, 409, "step.already_stands")
            assert told["first"]["name"] == office["account_manager"].person.name
    assert JournalEntry.objects.filter(order_id=order, step="terms_proposed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_racers_with_one_key_exactly_one_computes() -> None:
    office = open_office()
    order = office.open_order()
    answers = _race(office, order, "note_added", {"text": "Раз"}, key="one")
    assert {answer.status_code for answer in answers} <= {201, 409}
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, "idempotency.in_flight")
    assert JournalEntry.objects.filter(order_id=order, step="note_added").count() == 1


def _race(office: Office, order: str, step: str, data: Any, **more: Any) -> list[Any]:
    start = Barrier(RACERS)

    def run(_: int) -> Any:
        start.wait(10)
        try:
            return office["account_manager"].record(order, step, data, **more)
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))
