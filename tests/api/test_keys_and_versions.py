"""Idempotency keys and entity tags, as a program meets them."""

from uuid import uuid4

import pytest

from tests.api.programs import ORDERS, Office
from tests.api.test_refusals import problem
from turnup.orders.models import JournalEntry, StoredAnswer


@pytest.fixture
def order(office: Office) -> str:
    return office.open_order()


def note(office: Office, order: str, text: str = "Заметка", **more):
    return office["account_manager"].record(order, "note_added", {"text": text}, **more)


def test_a_receipt_proves_the_movement(office: Office, order: str) -> None:
    answer = note(office, order)
    receipt = answer.json()
    assert answer.status_code == 201
    entry = JournalEntry.objects.get(order_id=order, seq=2)
    assert receipt["id"] == order
    assert (receipt["version"], receipt["journal_seq"]) == (2, 2)
    assert receipt["journal_hash"] == entry.hash
    assert answer["ETag"] == '"2"'
    assert answer["Location"] == f"{ORDERS}/{order}"


def test_the_same_request_again_gets_the_same_answer(office: Office, order: str) -> None:
    first, second = note(office, order, key="one"), note(office, order, key="one")
    assert second.status_code == first.status_code == 201
    assert second.content == first.content
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert second["Location"] == first["Location"]
    assert second["Content-Type"] == first["Content-Type"]
    assert JournalEntry.objects.filter(order_id=order).count() == 2


def test_a_refusal_again_gets_the_same_refusal(office: Office, order: str) -> None:
    program = office["account_manager"]
    first = program.record(order, "contract_drafted", key="two")
    second = program.record(order, "contract_drafted", key="two")
    problem(second, 409, "gate.terms_missing")
    assert second.content == first.content
    assert second["Idempotency-Replayed"] == "true"


def test_a_key_for_another_body_or_step(office: Office, order: str) -> None:
    note(office, order, key="three")
    problem(note(office, order, "Другое", key="three"), 422, "idempotency.mismatch")
    answer = office["account_manager"].record(
        order, "order_held", office.example("order_held"), key="three"
    )
    problem(answer, 422, "idempotency.mismatch")
    other = office["owner"].record(order, "note_added", {"text": "Заметка"}, key="three")
    assert other.status_code == 201, "keys are scoped to their principal"


def test_opening_twice_under_one_key_opens_one_order(office: Office) -> None:
    body = {"data": office.example("request_received")}
    answers = [office["account_manager"].post(ORDERS, body, key="open") for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]


@pytest.mark.parametrize("key", [" ", "x" * 256, "два"])
def test_a_malformed_key(office: Office, order: str, key: str) -> None:
    encoded = key.encode().decode("latin-1")
    problem(note(office, order, key=encoded), 400, "idempotency.malformed")


def test_no_key(office: Office, order: str) -> None:
    problem(note(office, order, key=None), 400, "idempotency.missing")
    problem(office["account_manager"].post(ORDERS, {}, key=None), 400, "idempotency.missing")
    assert not StoredAnswer.objects.filter(key="").exists()


def test_an_overtaken_caller_looks_again(office: Office, order: str) -> None:
    tag = office["owner"].get(f"{ORDERS}/{order}")["ETag"]
    assert note(office, order, **{"If-Match": tag}).status_code == 201
    told = problem(note(office, order, key="late", **{"If-Match": tag}), 412, "order.overtaken")
    assert told["version"] == 2
    again = note(office, order, key="late", **{"If-Match": '"2"'})
    assert again.status_code == 201, "a precondition that failed has not used the key up"


@pytest.mark.parametrize("tag", ["*", '"1"', 'W/"1"'])
def test_tags_that_match(office: Office, order: str, tag: str) -> None:
    assert note(office, order, **{"If-Match": tag}).status_code == 201


@pytest.mark.parametrize("tag", ["", "1", "one", '"x"', '"1", "2"'])
def test_tags_that_are_none(office: Office, order: str, tag: str) -> None:
    problem(note(office, order, **{"If-Match": tag}), 400, "header.malformed")


def test_a_card_that_is_known_is_not_sent_again(office: Office, order: str) -> None:
    path, program = f"{ORDERS}/{order}", office["owner"]
    tag = program.get(path)["ETag"]
    known = program.get(path, **{"If-None-Match": tag})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", tag)
    note(office, order)
    assert program.get(path, **{"If-None-Match": tag}).status_code == 200


def test_an_absent_order_has_no_version(office: Office) -> None:
    data = office.example("request_received")
    answer = office["account_manager"].record(
        str(uuid4()), "request_received", data, **{"If-Match": '"3"'}
    )
    problem(answer, 412, "order.overtaken")
