"""The pages of the stock: who sees them, and what a form records."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.desk.readers import Office, open_office
from turnup.catalog.models import Unit
from turnup.orders.models import Order
from turnup.stock import actions
from turnup.stock.models import Balance, Count, Movement, Place, SpecialOrder
from turnup.stock.queries import find_device

LISTS = (
    "/stock",
    "/stock/places",
    "/stock/short",
    "/stock/special",
    "/stock/movements",
    "/stock/counts",
)


@pytest.fixture
def office(db: None) -> Office:
    office = open_office()
    actions.open_place(kind="warehouse", name="Склад")
    actions.open_place(kind="van", name="Бригада 1")
    actions.keep_item(code="router", title="Маршрутизатор", unit=Unit.PIECE, serial_numbered=True)
    actions.keep_item(code="cable", title="Кабель", unit=Unit.METRE)
    return office


def place(name: str) -> Place:
    return Place.objects.get(name=name)


def receive(office: Office, **said: str) -> int:
    form = {"place": str(place("Склад").pk), "supplier": "ООО «Связь»", **said}
    return int(office["chief_engineer"].post("/stock/receipts/new", form).status_code)


@pytest.mark.parametrize("path", LISTS)
def test_the_lists_are_seen_empty_and_by_nobody_without_a_reason(office: Office, path: str) -> None:
    assert office["crew_lead"].get(path).status_code == 200
    assert office["lawyer"].get(path).status_code == 403


def test_goods_are_received_as_they_are_scanned_issued_and_written_off(office: Office) -> None:
    assert receive(office, item="router", serials="ab-1\nab-2\n") == 302
    assert receive(office, item="cable", quantity="305,5") == 302
    assert receive(office, item="router", serials="AB-1") == 422
    lead = office["crew_lead"]
    form = {
        "serials": "AB-1",
        "source": str(place("Склад").pk),
        "target": str(place("Бригада 1").pk),
        "materials.0.code": "cable",
        "materials.0.quantity": "100",
    }
    assert lead.post("/stock/transfers/new", form).status_code == 302
    assert Balance.objects.get(place=place("Бригада 1"), item__code="cable").quantity == 100
    assert (
        lead.post("/stock/transfers/new", {**form, "materials.0.quantity": "999"}).status_code
        == 422
    )
    page = lead.get("/stock/devices/ab-1").content.decode()
    assert "Бригада 1" in page
    assert lead.get("/stock?q=ab-2").headers["Location"] == "/stock/devices/AB-2"
    gone = {"serial": "ab-2", "reason": "Разбит при перевозке"}
    assert lead.post("/stock/write-offs/new", gone).status_code == 302
    for path in ("/stock/items/router", "/stock/items/cable", f"/stock/places/{place('Склад').pk}"):
        assert lead.get(path).status_code == 200


def test_a_list_is_received_whole_or_not_at_all(office: Office) -> None:
    chief = office["chief_engineer"]

    def bring(text: str) -> None:
        file = SimpleUploadedFile("приход.csv", text.encode("cp1251"))
        assert chief.post("/stock/receipts/list", {"file": file}).status_code == 302

    bring("code;serial;quantity\nrouter;R-1;\ncable;;12,5\nrouter;R-1;\n")
    assert not Movement.objects.exists()
    bring("code;serial;quantity;place\nrouter;R-1;;склад\ncable;;12,5;Бригада 1\n")
    assert find_device("R-1") is not None
    assert Balance.objects.get(item__code="cable").quantity == 12.5
    told = chief.get("/stock").content.decode()
    assert "R-1" in told or "Маршрутизатор" in told


def test_a_count_is_typed_and_closed(office: Office) -> None:
    receive(office, item="router", serials="R-1")
    chief = office["chief_engineer"]
    begun = chief.post(f"/stock/places/{place('Склад').pk}/counts", {})
    path = begun.headers["Location"]
    assert chief.post(path, {"item": "router", "serials": "R-2"}).status_code == 302
    assert "R-1" not in chief.get(path).content.decode()
    assert chief.post(f"{path}/end", {}).status_code == 302
    assert Count.objects.get().closed_at is not None
    lost, found = find_device("R-1"), find_device("R-2")
    assert lost is not None and lost.place.kind == "count"  # noqa: PT018  # one thing
    assert found is not None and found.place == place("Склад")  # noqa: PT018  # one thing


def test_special_equipment_slips_and_arrives_on_the_page(office: Office) -> None:
    order = wanting(office)
    chief = office["chief_engineer"]
    day = timezone.localdate(timezone.now()) + timedelta(days=5)
    said = {"description": "Радиомост", "promised_date": day.isoformat(), "special_equipment": "on"}
    step = f"/orders/{order.number}/steps/equipment_ordered"
    assert chief.post(step, said).status_code in (200, 302)
    special = SpecialOrder.objects.get()
    later = {"promised_date": (day + timedelta(days=3)).isoformat(), "reason": "Таможня"}
    path = f"/stock/special/{special.pk}"
    assert chief.post(f"{path}/promises", later).status_code == 302
    assert "Таможня" in chief.get("/stock/special").content.decode()
    assert office["crew_lead"].post(f"{path}/arrival", {}).status_code == 422
    assert chief.post(f"{path}/arrival", {}).status_code == 302
    order.refresh_from_db()
    assert "equipment_ready" in order.card["standing"]
    assert chief.get(f"/orders/{order.number}/kit").status_code == 200


def wanting(office: Office) -> Order:
    order = office.until_open(office.open_order(), "installation_requested")
    office.record(order, "installation_requested", special_equipment=True)
    return order
