"""Stage 2 through the REST door: days, meetings, pictures, the template, papers."""

import base64
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from tests.api.programs import ORDERS, Office, open_office

DAYS, MEETINGS = "/api/v1/survey-days", "/api/v1/meetings"


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def spots(board: Any) -> dict[str, tuple[str, str, str]]:
    """Give each order's day, engineer and how it came there."""
    return {
        one["order"]: (day["day"], cell["engineer"], one["how"])
        for day in board["days"]
        for cell in day["engineers"]
        for one in cell["surveys"]
    }


def test_a_program_sees_moves_and_confirms_the_days(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="survey_scheduled")
    head = office["noc_head"]
    board = head.get(DAYS).json()
    day, engineer, how = spots(board)[order]
    assert how == "proposed"
    later = next(one["day"] for one in board["days"] if one["day"] > day)
    place = {"order": order, "survey_date": later, "engineer": engineer}
    assert head.post(f"{DAYS}/places", place).status_code == 201
    assert spots(head.get(DAYS).json())[order] == (later, engineer, "by_hand")
    confirmed = head.post(f"{DAYS}/confirmation", {"places": [place]})
    assert confirmed.json()["receipts"][0]["id"] == order
    again = head.post(f"{DAYS}/confirmation", {"places": [place]}).json()
    assert (again["receipts"], again["refused"][0]["code"]) == ([], "step.already_stands")
    assert spots(head.get(DAYS).json())[order] == (later, engineer, "set")


def test_a_faulty_place_names_its_field(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="survey_scheduled")
    engineer = next(iter(spots(office["noc_head"].get(DAYS).json()).values()))[1]
    said = {"order": order, "survey_date": "2020-01-09", "engineer": engineer}
    answer = office["noc_head"].post(f"{DAYS}/places", said)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "survey_date"
    assert office["installer"].get(DAYS).status_code == 403
    too_many = {"engineer": engineer, "surveys_a_day": 21}
    assert office["noc_head"].post(f"{DAYS}/capacities", too_many).status_code == 422


def picture() -> str:
    written = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def test_pictures_wait_for_the_result_and_the_act_is_issued(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="survey_done")
    engineer, path = office["survey_engineer"], f"{ORDERS}/{order}/survey-photos"
    assert engineer.post(path, {"content": "не base64!"}).status_code == 422
    kept = engineer.post(path, {"content": picture()}).json()
    assert [(one["width"], one["kind"]) for one in kept] == [(320, "photo")]
    assert engineer.post(f"{path}/{kept[0]['id']}/removal", {}).json() == []
    assert (
        office["noc_head"]
        .post(f"{ORDERS}/{order}/survey-papers", {"kind": "survey_act"})
        .status_code
        == 422
    )
    office.drive(order, until="estimate_made")
    lines = office["noc_head"].get(f"{ORDERS}/{order}/estimate-template").json()
    assert isinstance(lines, list)
    paper = (
        office["noc_head"].post(f"{ORDERS}/{order}/survey-papers", {"kind": "survey_act"}).json()
    )
    assert paper["number"].startswith("ТЭ-")


def test_the_meeting_is_called_decided_and_written_down(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="survey_done")
    said = {**office.example("survey_done"), "verdict": "not_feasible", "line_available": False}
    office["survey_engineer"].record(order, "survey_done", said)
    head = office["noc_head"]
    case = head.get(MEETINGS).json()["groups"][0]["cases"][0]
    assert (case["order"], case["reason_code"]) == (order, "no_line")
    later = (timezone.localdate() + timedelta(days=30)).isoformat()
    receipt = head.post(f"{ORDERS}/{order}/put-off", {"review_on": later})
    assert receipt.json()["id"] == order
    agenda = head.get(MEETINGS).json()
    assert (agenda["groups"], agenda["put_off"][0]["review_on"]) == ([], later)
    day = agenda["meetings"][0]["meeting_date"]
    written = head.post(f"{MEETINGS}/{day}/minutes", {"minutes": "Все были", "issue": True}).json()
    assert written["number"].startswith("ПС-")
    saved = head.get(f"{MEETINGS}/{day}/minutes")
    assert saved.content.startswith(b"%PDF")
    assert written["decisions"][0]["decision"] == "not_now"
    assert head.post(f"{MEETINGS}/1999-01-01/minutes", {"minutes": ""}).status_code == 404
    past = head.post(MEETINGS, {"meeting_date": date(2020, 1, 9).isoformat()})
    assert past.json()["errors"][0]["field"] == "meeting_date"
    assert office["account_manager"].get(MEETINGS).status_code == 403


def test_an_estimate_is_read_planned_against_actual_and_corrected(office: Office) -> None:
    order = office.open_order()
    path = f"{ORDERS}/{order}/estimate"
    office.drive(order, until="estimate_made")
    assert office["noc_head"].get(path).status_code == 404
    office.drive(order, until="contract_drafted")
    planned = office["noc_head"].get(path).json()
    assert [one["used_quantity"] for one in planned["lines"]] == [None, None]
    said = {"lines": [{"position": 1, "quantity": "52.5"}]}
    assert office["lawyer"].post(f"{path}/actuals", said).status_code == 403
    answer = office["noc_head"].post(f"{path}/actuals", said)
    assert answer.status_code == 201, answer.content.decode()
    line = answer.json()["lines"][0]
    assert (line["used_quantity"], line["used_amount"], line["by_ledger"]) == (
        "52.500",
        "2887.50",
        False,
    )
    wrong = {"lines": [{"position": 9, "quantity": "1"}]}
    assert office["noc_head"].post(f"{path}/actuals", wrong).status_code == 422


def test_a_program_moves_a_set_day_and_says_that_it_was_missed(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="survey_done")
    engineer = office["survey_engineer"]
    answer = engineer.record(order, "survey_moved", office.example("survey_moved"))
    assert answer.status_code == 201, answer.content.decode()
    assert engineer.record(order, "survey_moved", {}).status_code == 422
    answer = engineer.record(order, "survey_missed", office.example("survey_missed"))
    assert answer.json()["fallen"] == ["survey_scheduled"]


def test_limits_of_offers_are_read_and_written(office: Office) -> None:
    path = "/api/v1/catalog/limits"
    body = {
        "code": "discount_percent",
        "value": "5",
        "valid_from": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "ground": "Приказ № 14",
    }
    assert office["account_manager"].post(path, body).status_code == 403
    assert office["commercial_head"].post(path, body).status_code == 201
    rows = office["account_manager"].get(path).json()
    mine = [one for one in rows if one["code"] == "discount_percent"]
    assert [(one["value"], one["valid_until"]) for one in mine] == [
        ("5.00", None),
        ("0.00", body["valid_from"]),
    ]
