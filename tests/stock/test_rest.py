"""The stock and the permits through the REST door."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.api.programs import Office, open_office
from turnup.customers.models import Customer, Site
from turnup.ground import actions as ground
from turnup.stock import actions

SITE = {"address": "Калуга, ул. Ленина, 74"}


def customer() -> Customer:
    return Customer.objects.create(kind="company", name="ООО «Ромашка»")


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


def test_a_place_is_counted_and_its_differences_are_booked(office: Office) -> None:
    posted(office, "chief_engineer", "/stock/receipts", {"code": "router", "serials": ["A1", "A2"]})
    count = posted(office, "crew_lead", "/stock/counts", {"place": "Склад"}).json()
    again = posted(office, "crew_lead", "/stock/counts", {"place": "Склад"})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "place")
    path = f"/stock/counts/{count['id']}"
    unknown = posted(office, "crew_lead", f"{path}/lines", {"item": "nothing"})
    assert unknown.status_code == 422
    noted = posted(office, "crew_lead", f"{path}/lines", {"item": "router", "serials": ["a1"]})
    assert [(one["item"], one["serials"]) for one in noted.json()["lines"]] == [("router", ["A1"])]
    closed = posted(office, "crew_lead", f"{path}/closing", {"note": "Год"}).json()
    assert closed["closed_at"]
    assert Decimal(closed["lines"][0]["expected"]) == 2
    assert posted(office, "crew_lead", f"{path}/closing", {}).status_code == 422
    assert posted(office, "crew_lead", "/stock/counts/999/closing", {}).status_code == 404
    (listed,) = office["owner"].get("/api/v1/stock/counts").json()
    assert listed["id"] == count["id"]


def test_rents_fall_due_and_are_paid_by_a_program(office: Office) -> None:
    lease = ground.agree_lease(
        building=ground.building_for(site=Site.objects.create(**SITE, customer=customer())),
        party=ground.keep_party(name="ООО «Высота»", phone=""),
        place="Кровля",
        monthly_rent=Decimal(4000),
        valid_from=timezone.localdate(),
    )
    (shown,) = office["owner"].get("/api/v1/leases").json()
    assert (shown["id"], shown["in_force"]) == (str(lease.id), True)
    rents = office["owner"].get("/api/v1/rents").json()
    assert [(one["lease"], one["overdue"]) for one in rents][:1] == [(str(lease.id), False)]
    path, said = f"/rents/{rents[0]['id']}/payment", {"paid_date": rents[0]["due_date"]}
    assert posted(office, "account_manager", path, said).json()["paid_date"] == said["paid_date"]
    assert posted(office, "account_manager", path, said).status_code == 422
    assert posted(office, "account_manager", "/rents/999999/payment", said).status_code == 404
    end = {"ended_date": rents[0]["due_date"]}
    assert posted(office, "account_manager", f"/leases/{lease.id}/end", end).status_code == 201
    assert posted(office, "account_manager", f"/leases/{lease.id}/end", end).status_code == 422


def test_special_equipment_is_listed_with_every_promise(office: Office) -> None:
    assert office["owner"].get("/api/v1/stock/special").json() == []
    assert office["owner"].get("/api/v1/stock/special?state=ended").json() == []
    assert office["owner"].get("/api/v1/stock/special?state=lost").status_code == 422
