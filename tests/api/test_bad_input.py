"""Bad input gets an answer that names the place and the mend, and nothing half-written."""

import json
from uuid import uuid4

import pytest

from tests.api.programs import ORDERS, Office
from tests.api.test_refusals import problem
from turnup.orders.models import JournalEntry


@pytest.fixture
def order(office: Office) -> str:
    return office.open_order()


def fault(office: Office, order: str, step: str, data, *, role: str = "account_manager"):
    told = problem(office[role].record(order, step, data), 422, "field.invalid")
    return {one["field"]: one for one in told["errors"]}


def test_each_fault_names_its_field_and_its_mend(office: Office, order: str) -> None:
    data = {"speed_mbit": "fast", "connection_fee": "1.234", "monthly_fee": -1, "extra": 1}
    faults = fault(office, order, "terms_proposed", data)
    assert faults["data.speed_mbit"]["fault"] == "Это не число."
    assert faults["data.connection_fee"]["mend"] == "Округлите, знаков после запятой не больше: 2."
    assert "0" in faults["data.monthly_fee"]["mend"]
    assert faults["data.extra"]["fault"] == "Такого поля здесь нет."


def test_a_choice_that_is_not_known_lists_the_known_ones(office: Office) -> None:
    body = {"data": {**office.example("request_received"), "technology": "pigeon"}}
    told = problem(office["account_manager"].post(ORDERS, body), 422, "field.invalid")
    assert told["errors"] == [
        {
            "field": "data.technology",
            "fault": "Такого значения здесь нет.",
            "mend": "Выберите одно из: lan, radio, leased_line, satellite, any.",
        }
    ]


def test_deep_fields_are_named_by_their_whole_path(office: Office) -> None:
    said = office.example("request_received")
    said["customer"]["kind"] = 5
    said["items"] = ["fine", 7]
    told = problem(office["account_manager"].post(ORDERS, {"data": said}), 422, "field.invalid")
    assert [one["field"] for one in told["errors"]] == ["data.customer.kind", "data.items.1"]


def test_no_words_of_the_library_get_out(office: Office, order: str) -> None:
    bodies = [{}, [], 5, "text", None, {"data": []}, {"data": {}, "at": 5}, {"data": {}, "at": "x"}]
    for body in bodies:
        answer = office["account_manager"].post(
            f"{ORDERS}/{order}/steps/terms_agreed", body or body
        )
        text = answer.content.decode()
        assert answer.status_code in (409, 422), text
        assert "pydantic" not in text
        assert "Input should" not in text
        assert "Field required" not in text


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 5000, 5, True, None, {}, []])
def test_texts_that_cannot_be_kept(office: Office, order: str, text: object) -> None:
    faults = fault(office, order, "note_added", {"text": text})
    assert set(faults) == {"data.text"}


@pytest.mark.parametrize("name", ["a\x00b", "\udfff", "x" * 5000])
def test_names_of_fields_that_cannot_be_kept(office: Office, order: str, name: str) -> None:
    fault(office, order, "note_added", {"text": "x", name: 1})


def test_bytes_that_are_no_json(office: Office, order: str) -> None:
    path = f"{ORDERS}/{order}/steps/note_added"
    program = office["account_manager"]
    told = problem(program.post(path, raw=b'{"data":\n {"text": }}'), 400, "body.malformed")
    assert "2" in told["detail"]
    for raw in (b" ", b"\xff", b'{"data": NaN}', b'{"a":1} x', b'{"data": {"text": "cut'):
        problem(program.post(path, raw=raw), 400, "body.malformed")
    problem(program.post(path, raw=b"[" * 100_000), 400, "body.too_deep")
    problem(program.post(path, raw=b"[" * 60 + b"]" * 60), 400, "body.too_deep")
    problem(program.post(path, raw=b'{"data": ' + b"1" * 5000 + b"}"), 400, "body.too_deep")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e-999", "9" * 400, "0.1e5000"])
def test_numbers_as_large_as_nobody_needs(office: Office, order: str, number: str) -> None:
    raw = f'{{"data": {{"speed_mbit": {number}, "connection_fee": {number}}}}}'.encode()
    path = f"{ORDERS}/{order}/steps/terms_proposed"
    assert office["account_manager"].post(path, raw=raw).status_code == 422


def test_a_body_over_the_limit(office: Office, order: str, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {"data": {"text": "x" * 1000}}
    path = f"{ORDERS}/{order}/steps/note_added"
    told = problem(office["account_manager"].post(path, body), 413, "body.too_large")
    assert "1000" in told["detail"]


def test_a_body_of_another_kind(office: Office, order: str) -> None:
    path = f"{ORDERS}/{order}/steps/note_added"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = office["account_manager"].post(path, raw=b"{}", content_type=kind)
        problem(answer, 415, "body.wrong_type")


def test_addresses_and_methods_that_are_not_there(office: Office, order: str) -> None:
    program = office["owner"]
    problem(program.get("/api/v1/nothing"), 404, "route.not_found")
    client, headers = program.client, program.headers()
    for method in (client.put, client.patch, client.delete, client.options):
        answer = method("/api/v1/tasks", headers=headers)
        problem(answer, 405, "method.not_allowed")
        assert answer["Allow"] == "GET, HEAD"
    assert client.get(f"{ORDERS}/{order}/steps/note_added", headers=headers)["Allow"] == "POST"


def test_head_is_get_without_its_body(office: Office, order: str) -> None:
    program = office["owner"]
    head = program.client.head(f"{ORDERS}/{order}", headers=program.headers())
    whole = program.get(f"{ORDERS}/{order}")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) == len(whole.content)
    assert head["ETag"] == whole["ETag"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "unknown=1",
        "stage=A",
        "overdue=maybe",
        "q=%00",
        "q=",
        "limit=1&limit=2",
        "cursor=!",
        "cursor=e30",
        "cursor=bnVsbA",
        "technology=pigeon",
    ],
)
def test_faulty_filters_are_refused_by_name(office: Office, query: str) -> None:
    told = problem(office["noc_head"].get(f"/api/v1/tasks?{query}"), 422, "field.invalid")
    assert told["errors"][0]["field"] == query.split("=")[0]


def test_nothing_half_written(office: Office) -> None:
    """A step that its room refuses after the journal took it leaves no entry."""
    order = office.open_order()
    office.drive(order, until="money_received")
    before = JournalEntry.objects.count()
    answer = office["subscriber_clerk"].record(
        order, "money_received", {"payer": "ООО «Ромашка»", "amount": "0.01"}
    )
    assert problem(answer, 422, "field.invalid")["errors"][0]["field"] == "data.amount"
    assert JournalEntry.objects.count() == before
    assert office.step(order, "money_received")["position"] == "open"


def test_unknown_ids_are_faults_of_their_fields(office: Office) -> None:
    data = {"customer_id": str(uuid4()), "site_id": str(uuid4())}
    answer = office["account_manager"].post(ORDERS, {"data": data})
    assert problem(answer, 422, "field.invalid")["errors"][0]["field"] == "data.customer_id"


def test_problems_are_json_that_any_parser_reads(office: Office, order: str) -> None:
    raw = b'{"data": {"\\ud800\\udead\\ud800": "\\udfff"}}'
    answer = office["account_manager"].post(f"{ORDERS}/{order}/steps/note_added", raw=raw)
    assert json.loads(answer.content.decode())["code"] == "field.invalid"


@pytest.mark.parametrize("path", ["/services?q=w%00", "/orders?q=%00", "/invoices?q=a%00b"])
def test_a_filter_that_no_text_can_match_is_named(office: Office, path: str) -> None:
    told = problem(office["subscriber_head"].get("/api/v1" + path), 422, "field.invalid")
    assert [one["field"] for one in told["errors"]] == ["q"]
