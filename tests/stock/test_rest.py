"""The stock and the permits through the REST door."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.programs import Office, open_office
from turnup.stock import actions


@pytest.fixture
def office(db: None) -> Office:
    office = open_office()
    actions.open_place(kind="warehouse", name="Склад")
    actions.open_place(kind="van", name="Бригада 1")
    actions.keep_item(code="router", title="Маршрутизатор", unit="piece", serial_numbered=True)
    actions.keep_item(code="cable", title="Кабель", unit="metre")
    return office


def posted(office: Office, role: str, path: str, body: dict[str, Any]) -> Any:
    return office[role].post(f"/api/v1{path}", body)


def test_goods_are_received_moved_and_written_off(office: Office) -> None:
    received = {"code": "router", "serials": ["ab-1", "ab-2"], "supplier": "ООО «Связь»"}
    assert posted(office, "chief_engineer", "/stock/receipts", received).status_code == 201
    again = posted(office, "chief_engineer", "/stock/receipts", received)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "serials")
    cable = {"code": "cable", "quantity": "30.5", "place": "Бригада 1"}
    assert posted(office, "crew_lead", "/stock/receipts", cable).status_code == 201
    moved = posted(
        office, "crew_lead", "/stock/moves", {"target": "Бригада 1", "serials": ["AB-1"]}
    )
    assert [one["kind"] for one in moved.json()] == ["issue"]
    gone = {"serial": "AB-2", "reason": "Разбит"}
    assert posted(office, "crew_lead", "/stock/write-offs", gone).status_code == 201
    assert posted(office, "lawyer", "/stock/write-offs", gone).status_code == 403
    rows = {one["code"]: one for one in office["owner"].get("/api/v1/stock/items").json()}
    assert Decimal(rows["router"]["there"]) == 1
    assert Decimal(rows["cable"]["free"]) == Decimal("30.5")
    device = office["owner"].get("/api/v1/stock/devices/ab-1").json()
    assert (device["place"], len(device["history"])) == ("Бригада 1", 2)
    assert office["owner"].get("/api/v1/stock/devices/none").status_code == 404


def test_a_program_sees_the_kit_and_the_ground_and_asks_for_a_permit(office: Office) -> None:
    order = office.open_order()
    kit = office["account_manager"].get(f"/api/v1/orders/{order}/kit").json()
    assert kit == {"complete": True, "items": [], "special": []}
    asked = posted(
        office,
        "account_manager",
        f"/orders/{order}/permit-requests",
        {"party": "ТСЖ «Мир»", "subject": "Кабель по чердаку"},
    )
    assert asked.status_code == 201
    permit = asked.json()
    answer = {"answer": "granted", "answered_date": "2026-02-03", "hours": ["mon 13:00-18:00"]}
    path = f"/permits/{permit['id']}/answer"
    bad = posted(office, "account_manager", path, {**answer, "hours": ["mon 18:00-13:00"]})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "hours")
    assert posted(office, "account_manager", path, answer).status_code == 201
    ground = office["account_manager"].get(f"/api/v1/orders/{order}/ground").json()
    assert ground["hours"] == ["mon 13:00-18:00"]
    assert [one["number"] for one in ground["offered"]] == [permit["number"]]
