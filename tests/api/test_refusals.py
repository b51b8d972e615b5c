"""What the standard refuses reaches a program as a problem that says who can mend it."""

from uuid import uuid4

import pytest

from tests.api.programs import ORDERS, Office

PROBLEM = "application/problem+json"


def problem(answer, http: int, code: str):
    assert answer["Content-Type"] == PROBLEM
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (http, http, code), told
    assert told["title"]
    assert told["detail"]
    assert told["type"] == f"urn:turnup:problem:{code}"
    return told


def test_a_closed_gate_names_what_is_missing_and_who_can_give_it(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="money_received")
    told = problem(
        office["account_manager"].record(order, "installation_requested"), 409, "gate.money_missing"
    )
    assert "Деньги за подключение поступили" in told["detail"]
    assert "Сотрудник абонентского отдела" in told["detail"]
    money = told["missing"][0]
    assert money["step"] == "money_received"
    assert money["title"] == "Деньги за подключение поступили"
    assert money["role"] == "subscriber_clerk"
    assert money["roles"] == ["subscriber_clerk", "subscriber_head"]


def test_the_same_gate_in_english(office: Office) -> None:
    order = office.open_order()
    program = office["account_manager"]
    program.language = "en-GB,en;q=0.9,ru;q=0.5"
    told = problem(program.record(order, "contract_drafted"), 409, "gate.terms_missing")
    assert told["title"] == "Something is missing"
    assert "Preliminary terms agreed" in told["detail"]


def test_a_closed_gate_is_said_before_faulty_data(office: Office) -> None:
    order = office.open_order()
    answer = office["survey_engineer"].record(order, "survey_done", {"verdict": 7, "wrong": 1})
    problem(answer, 409, "gate.survey_missing")


def test_a_step_of_another_role_is_said_before_faulty_data(office: Office) -> None:
    order = office.open_order()
    told = problem(
        office["installer"].record(order, "terms_proposed", {"wrong": 1}), 403, "role.not_yours"
    )
    assert told["roles"] == ["account_manager"]
    assert "Сотрудник, ведущий клиента" in told["detail"]


def test_a_step_that_stands_says_who_was_first_and_when(office: Office) -> None:
    order = office.open_order()
    program = office["account_manager"]
    data = office.example("terms_proposed")
    first = program.record(order, "terms_proposed", data).json()
    told = problem(program.record(order, "terms_proposed", data), 409, "step.already_stands")
    assert told["first"]["actor"] == str(program.person.id)
    assert told["first"]["name"] == program.person.name
    assert told["first"]["role"] == "account_manager"
    assert told["first"]["at"][:19] == first["recorded_at"][:19]
    assert program.person.name in told["detail"]


def test_a_step_that_is_not_needed(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="contract_drafted")
    answer = office["technical_director"].record(order, "development_decided", {"decision": "no"})
    problem(answer, 409, "step.not_needed")


def test_a_closed_order_takes_no_step(office: Office) -> None:
    order = office.open_order()
    program = office["account_manager"]
    cancelled = program.record(order, "order_cancelled", office.example("order_cancelled"))
    assert cancelled.status_code == 201
    answer = program.record(order, "terms_proposed", office.example("terms_proposed"))
    assert problem(answer, 409, "order.closed")["closed"] == "cancelled"


def test_a_step_the_standard_does_not_know(office: Office) -> None:
    order = office.open_order()
    problem(office["account_manager"].record(order, "coffee_made"), 404, "step.unknown")
    problem(office["account_manager"].record(order, "%00"), 404, "step.unknown")


def test_hidden_orders_look_like_orders_that_never_were(office: Office) -> None:
    order = office.open_order()
    stranger = office.second
    never = str(uuid4())
    for path in (f"{ORDERS}/%s", f"{ORDERS}/%s/journal"):
        hidden, absent = stranger.get(path % order), stranger.get(path % never)
        problem(hidden, 404, "order.not_found")
        assert hidden.content == absent.content
    hidden, absent = (
        stranger.record(one, "terms_proposed", {"wrong": 1}) for one in (order, never)
    )
    problem(hidden, 404, "order.not_found")
    assert hidden.content == absent.content


def test_what_is_no_id_names_no_order(office: Office) -> None:
    problem(office["owner"].get(f"{ORDERS}/1001"), 404, "order.not_found")


def test_a_whole_operation_that_is_none_of_theirs(office: Office) -> None:
    told = problem(office["administrator"].get("/api/v1/tasks"), 403, "operation.not_yours")
    assert "administrator" not in told["detail"]
    problem(office["installer"].post(ORDERS, {}), 403, "operation.not_yours")


def test_a_moment_in_the_future_is_refused_by_its_name(office: Office) -> None:
    order = office.open_order()
    answer = office["account_manager"].record(
        order, "note_added", {"text": "x"}, at="2099-01-01T00:00:00Z"
    )
    assert problem(answer, 422, "field.invalid")["errors"][0]["field"] == "at"


def test_a_moment_before_its_ground_is_refused(office: Office) -> None:
    order = office.open_order()
    data = office.example("terms_proposed")
    answer = office["account_manager"].record(
        order, "terms_proposed", data, at="2020-01-01T00:00:00Z"
    )
    told = problem(answer, 422, "at.out_of_order")
    assert told["errors"][0]["field"] == "at"
    assert told["after"] == "request_received"


def test_an_id_in_use_opens_no_second_order(office: Office) -> None:
    order = office.open_order()
    body = {"id": order, "data": office.example("request_received")}
    problem(office["account_manager"].post(ORDERS, body), 409, "order.id_taken")
    problem(office.second.post(ORDERS, body), 409, "order.id_taken")
    problem(office.second.post(ORDERS, {"id": order, "data": {"no": 1}}), 409, "order.id_taken")


def test_an_order_opens_under_the_clients_id_by_either_way(office: Office) -> None:
    mine, other = str(uuid4()), str(uuid4())
    data = office.example("request_received")
    opened = office["account_manager"].post(ORDERS, {"id": mine, "data": data})
    assert opened.status_code == 201
    assert opened["Location"] == f"{ORDERS}/{mine}"
    recorded = office["account_manager"].record(other, "request_received", data)
    assert recorded.status_code == 201
    again = office["account_manager"].record(other, "request_received", data)
    problem(again, 409, "step.already_stands")


def test_a_refused_opening_leaves_nothing(office: Office) -> None:
    from turnup.customers.models import Customer

    before = Customer.objects.count()
    problem(
        office["commercial_head"].post(ORDERS, {"data": office.example("request_received")}),
        403,
        "role.not_yours",
    )
    assert Customer.objects.count() == before


def test_nobody_waives_for_an_order_that_they_lead(office: Office) -> None:
    from django.utils import timezone

    from turnup.people.actions import assign_role

    director = office["technical_director"]
    now = timezone.now()
    assign_role(actor=None, person=director.person, role="account_manager", since=now)
    data = office.example("request_received")
    order = director.post(ORDERS, {"data": data}).json()["id"]
    answer = director.record(order, "waiver_granted", office.example("waiver_granted"))
    problem(answer, 403, "waiver.own_order")


@pytest.mark.parametrize("token", ["", "tu_nobody", "Bearer", "ключ"])
def test_without_a_known_token_there_is_nothing(office: Office, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for path in ("/api/v1/tasks", f"{ORDERS}/{uuid4()}", "/api/v1/me"):
        answer = office.second.client.get(path, headers=headers)
        problem(answer, 401, "auth.required")
        assert answer["WWW-Authenticate"].startswith("Bearer")
