"""The pages of permits and leases: a request, its answer, its use for the next order."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.contracts.test_texts import PNG
from tests.desk.readers import Office, open_office
from turnup.ground.models import Lease, Permit, RentPayment, WeatherNote, WorkPermit
from turnup.ground.queries import access_hours
from turnup.orders.models import Order


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def waiting(office: Office, **facts: Any) -> Order:
    order = office.until_open(office.open_order(), "installation_requested")
    office.record(order, "installation_requested", **facts)
    return order


def test_a_permit_goes_its_way_and_serves_two_orders(office: Office) -> None:
    first, second = (waiting(office, permits_needed=True) for _ in range(2))
    manager = office["account_manager"]
    path = f"/orders/{first.number}/ground"
    assert manager.post(f"{path}/requests/new", {"party": "ТСЖ «Мир»"}).status_code == 422
    asked = {"party": "ТСЖ «Мир»", "building_kind": "residential", "subject": "Кабель по чердаку"}
    assert manager.post(f"{path}/requests/new", asked).status_code == 302
    permit = Permit.objects.get()
    page = f"/permits/{permit.pk}"
    assert manager.get(f"{page}/letter").content.startswith(b"%PDF")
    assert manager.post(f"{page}/sending", {"sent_date": "2030-02-01"}).status_code == 302
    answer = {
        "answer": "granted",
        "answered_date": "2020-02-03",
        "keys_at": "у консьержа",
        "begins_0": "13:00",
        "ends_0": "18:00",
    }
    assert manager.post(f"{page}/answer", {**answer, "ends_0": ""}).status_code == 422
    assert manager.post(f"{page}/answer", answer).status_code == 302
    scan = SimpleUploadedFile("письмо.png", PNG)
    assert manager.post(f"{page}/scans", {"file": scan}).status_code == 302
    assert manager.get(f"{page}/scan").status_code == 200
    for order in (first, second):
        use = f"/orders/{order.number}/ground/permits/{permit.number}"
        assert quote(use) in manager.get(f"/orders/{order.number}/ground").content.decode()
        assert manager.post(use, {}).status_code == 302
        order.refresh_from_db()
        assert "permits_obtained" in order.card["standing"]
    hours = access_hours(second.id)
    assert hours is not None
    assert set(hours) == {0}
    shown = office["crew_lead"].get(page).content.decode()
    assert "у консьержа" in shown
    assert f"/orders/{second.number}/ground" in shown
    assert manager.get(f"/buildings/{permit.building_id}").status_code == 200


def test_a_lease_is_agreed_paid_and_ended(office: Office) -> None:
    order = waiting(office, outdoor=True)
    manager = office["account_manager"]
    said = {
        "party": "ООО «Управдом»",
        "place": "Крыша",
        "place_kind": "roof",
        "monthly_rent": "1500",
        "months_paid_at_once": "3",
        "valid_from": "2026-01-15",
    }
    assert manager.post(f"/orders/{order.number}/ground/leases/new", said).status_code == 302
    lease = Lease.objects.get()
    assert "1 500" in manager.get(f"/leases/{lease.pk}").content.decode().replace("\xa0", " ")
    rent = RentPayment.objects.earliest("due_date")
    assert rent.amount == 4500
    assert manager.post(f"/rents/{rent.pk}/payment", {"paid_date": "2026-01-15"}).status_code == 302
    assert manager.post(f"/leases/{lease.pk}/end", {}).status_code == 302
    assert manager.get("/leases").status_code == 200
    climbing(office, order)


def climbing(office: Office, order: Order) -> None:
    lead, path = office["crew_lead"], f"/orders/{order.number}/ground"
    permit = {
        "supervisor": "Волков М. Ю.",
        "members": "Павлов Н. С.",
        "measures": "Привязи",
        "valid_from": "2030-01-01",
        "valid_until": "2030-01-31",
    }
    assert lead.post(f"{path}/work-permits/new", permit).status_code == 422
    permit["valid_until"] = "2030-01-05"
    assert lead.post(f"{path}/work-permits/new", permit).status_code == 302
    row = WorkPermit.objects.get()
    assert lead.get(f"{path}/work-permits/{row.number}").content.startswith(b"%PDF")
    assert lead.post(f"{path}/weather/new", {"wind_m_s": "3,5", "fog": "on"}).status_code == 302
    assert not WeatherNote.objects.get().is_safe
    assert "туман" in lead.get(path).content.decode()


@pytest.mark.parametrize("path", ["/permits", "/permits?position=ending", "/leases", "/buildings"])
def test_the_lists_are_seen_empty_and_not_by_the_administrator(office: Office, path: str) -> None:
    assert office["installer"].get(path).status_code == 200
    assert (
        office["installer"].get("/permits/0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e77").status_code == 404
    )


def test_an_installer_asks_nobody_for_permits(office: Office) -> None:
    order = waiting(office, permits_needed=True)
    path = f"/orders/{order.number}/ground/requests/new"
    assert office["installer"].get(path).status_code == 403
