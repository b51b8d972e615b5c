"""A program serves a subscriber: fees, pauses, corrections, refunds, the end; once for its key."""

from decimal import Decimal

import pytest

from tests.api.programs import Program
from tests.closing.test_month import run
from tests.statements.banks import Paid, one_c
from turnup.billing.models import Charge, Refund
from turnup.people.actions import issue_token
from turnup.people.models import Person


@pytest.fixture
def program(served) -> Program:
    office, _order, _service = served
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    return Program(issue_token(person=person, title="1C", at=office.company.now), person)


def test_a_service_is_paused_brought_back_and_ended(served, program: Program) -> None:
    _office, _order, service = served
    way = f"/api/v1/services/{service.pk}"
    assert program.post(f"{way}/resumptions").status_code == 422, "it is not paused"
    assert program.post(f"{way}/pauses", {"note": "Письмо № 5"}, key="p").status_code == 201
    again = program.post(f"{way}/pauses", {"note": "Письмо № 5"}, key="p")
    assert (again.status_code, service.suspensions.count()) == (201, 1)
    assert program.post(f"{way}/resumptions").status_code == 201
    early = {"since": "2020-01-01", "monthly_fee": "1.00"}
    assert program.post(f"{way}/fees", early).status_code == 422
    told = program.post(f"{way}/fees", {"since": "2100-01-01", "monthly_fee": "1.00"})
    assert (told.status_code, told.json()["on"]) == (201, "2100-01-01")
    assert program.post(f"{way}/ends", {"reason": "Заявление № 9"}).status_code == 201
    service.refresh_from_db()
    assert service.ended_at is not None
    for nobody in ("999999999", "9" * 30):
        answer = program.post(f"/api/v1/services/{nobody}/ends", {"reason": "x"})
        assert answer.status_code == 404


def test_a_charge_is_corrected_and_the_rest_given_back(served, fee, account, program) -> None:
    office, _order, _service = served
    run()
    charge = Charge.objects.get(kind="recurring")
    day = office.company.now.date()
    paid = Paid(amount=f"{charge.amount}", purpose=f"л/с {account.number}", day=day)
    office.imported(one_c(paid))
    right = {"amount": "100.00", "reason": "Простой линии"}
    done = program.post(f"/api/v1/charges/{charge.pk}/corrections", right)
    assert done.status_code == 201
    free = charge.amount - Decimal(100)
    back = {"amount": f"{free}", "on": day.isoformat(), "reason": "Заявление № 3"}
    way = f"/api/v1/accounts/{account.number}/refunds"
    assert program.post(way, back | {"amount": f"{free + 1}"}).status_code == 422
    given = program.post(way, back, key="r")
    assert (given.status_code, given.json()["account"]) == (201, account.number)
    assert program.post(way, back, key="r").status_code == 201
    assert Refund.objects.get().amount == free
    assert program.post("/api/v1/charges/999999999/corrections", right).status_code == 404
