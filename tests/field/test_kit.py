"""The kit on the phone: reserved and issued, installed and taken back, or not in the books."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.desk.readers import Office
from tests.field.crew import ACT, SET_UP, Phone, carry, keep_stock, on_site
from turnup.field.models import Item
from turnup.installation.models import CompletionAct
from turnup.orders.models import Order
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import Device, Movement, Place
from turnup.stock.queries import kit_of

WHY = "Сверено с наклейкой по телефону"


@pytest.fixture
def site(office: Office) -> tuple[Office, Order, Phone]:
    """Give an order whose crew carries one terminal and 100 m of cable for it, and one to spare."""
    keep_stock()
    order, phone = on_site(office)
    assert phone.visit
    carry(order, phone.visit.crew.name)
    return office, order, phone


def goods(phone: Phone, order: Order, what: str = "installed", **said: Any) -> dict[str, Any]:
    return phone.act(order, "", kind="goods", what=what, **said)


def place_of(serial: str) -> Place:
    return Device.objects.select_related("place").get(serial=serial).place


def row(office: Office, order: Order, code: str) -> dict[str, Any]:
    """Give a line of the kit as the phone gets it."""
    visits = office["installer"].get("/field/day").json()["visits"]
    kit = next(one for one in visits if one["order"] == str(order.id))["kit"]
    found: dict[str, Any] = next(one for one in kit if one["code"] == code)
    return found


def test_the_phone_knows_what_is_reserved_and_issued_by_numbers(
    site: tuple[Office, Order, Phone],
) -> None:
    office, order, phone = site
    today(phone)
    found = row(office, order, "ont")
    assert (found["wanted"], found["in_van"], found["installed"]) == ("1", "1", "0")
    assert [(one["serial"], one["own"]) for one in found["devices"]] == [
        ("ONT-1", True),
        ("ONT-2", False),
    ]
    assert row(office, order, "cable")["in_van"] == "100"


def today(phone: Phone) -> None:
    assert phone.visit
    now = timezone.now()
    type(phone.visit).objects.filter(pk=phone.visit.pk).update(
        starts_at=now, ends_at=now + timedelta(hours=2)
    )
    phone.visit.refresh_from_db()


def test_installed_and_taken_back_move_the_books_once(site: tuple[Office, Order, Phone]) -> None:
    _office, order, phone = site
    put_in = goods(phone, order, serial="ont-1")
    assert phone.outcomes(put_in) == {"goods": "done"}
    assert phone.outcomes(put_in) == {"goods": "done"}
    assert place_of("ONT-1").order_id == order.id
    assert Movement.objects.filter(kind="install").count() == 1
    used = goods(phone, order, code="cable", quantity="62.5")
    phone.outcomes(used, used)
    assert {one.item.code: one.installed for one in kit_of(order.id)} == {
        "ont": Decimal(1),
        "cable": Decimal("62.5"),
    }
    assert phone.outcomes(goods(phone, order, "taken_back", serial="ONT-1")) == {"goods": "done"}
    assert place_of("ONT-1").kind == "van"


def test_the_act_names_what_the_phone_installed_already(site: tuple[Office, Order, Phone]) -> None:
    _office, order, phone = site
    act = {**ACT, "equipment": [{"name": "Терминал", "serial": "ONT-1"}]}
    found = phone.outcomes(
        goods(phone, order, serial="ONT-1"),
        phone.act(order, "line_connected"),
        phone.act(order, "line_set_up", **SET_UP),
        phone.act(order, "act_signed", **act),
    )
    assert set(found.values()) == {"done"}
    assert Movement.objects.filter(kind="install", device__serial="ONT-1").count() == 1


def test_a_number_that_nobody_knows_is_kept_for_the_lead(site: tuple[Office, Order, Phone]) -> None:
    office, order, phone = site
    told = phone.send(goods(phone, order, serial="ONT-77")).json()["items"][0]
    assert told["outcome"] == "conflict"
    assert "ONT-77" in told["problem"]["detail"]
    item = Item.objects.get()
    path = f"/from-site/{item.pk}"
    page = office["crew_lead"].get(path).content.decode()
    assert "Устройства с номером ONT-77 на учёте нет" in page
    decided = {"_how": "apply", "_reason": WHY}
    assert office["crew_lead"].post(path, decided).status_code == 422
    van = place_of("ONT-1")
    actions.receive_goods(
        actor=None, at=timezone.now(), place=van, goods=[Goods("ont", serials=("ONT-77",))]
    )
    assert office["crew_lead"].post(path, decided).status_code == 302
    assert place_of("ONT-77").order_id == order.id


def test_a_lead_corrects_a_number(site: tuple[Office, Order, Phone]) -> None:
    office, order, phone = site
    phone.outcomes(goods(phone, order, serial="0NT-1"))
    said = {"_how": "amend", "_reason": WHY, "what": "installed", "serial": "ONT-1"}
    path = f"/from-site/{Item.objects.get().pk}"
    assert office["crew_lead"].post(path, said).status_code == 302
    assert place_of("ONT-1").order_id == order.id


def test_a_device_at_another_customer_is_kept_for_the_lead(
    site: tuple[Office, Order, Phone],
) -> None:
    office, order, phone = site
    other, other_phone = on_site(office)
    assert other_phone.outcomes(goods(other_phone, other, serial="ONT-2")) == {"goods": "done"}
    assert phone.outcomes(goods(phone, order, serial="ONT-2")) == {"goods": "conflict"}
    kept = Item.objects.get(outcome="conflict")
    assert kept.said == {"what": "installed", "serial": "ONT-2"}
    assert kept.problem
    assert kept.problem["ru"]["code"] == "field.stock_differs"
    assert place_of("ONT-2").order_id == other.id


def test_more_than_the_van_has_is_kept_for_the_lead(site: tuple[Office, Order, Phone]) -> None:
    _office, order, phone = site
    too_much = goods(phone, order, code="cable", quantity="100000")
    assert phone.outcomes(too_much) == {"goods": "conflict"}
    assert not Movement.objects.filter(kind="install").exists()


def test_goods_of_an_order_that_is_over_are_kept(site: tuple[Office, Order, Phone]) -> None:
    office, order, phone = site
    office.record(order, "order_cancelled")
    assert phone.outcomes(goods(phone, order, serial="ONT-1")) == {"goods": "conflict"}
    assert place_of("ONT-1").order_id is None


@pytest.mark.parametrize("said", [{}, {"code": "cable"}, {"serial": "", "quantity": "-1"}])
def test_goods_that_say_nothing_are_refused_and_kept(
    site: tuple[Office, Order, Phone], said: dict[str, Any]
) -> None:
    _office, order, phone = site
    assert phone.outcomes(goods(phone, order, **said)) == {"goods": "refused"}
    assert Item.objects.count() == 1


def test_a_signed_act_with_an_unknown_number_stands_and_the_device_is_kept(
    site: tuple[Office, Order, Phone],
) -> None:
    office, order, phone = site
    act = {**ACT, "equipment": [{"name": "Терминал", "serial": "XX-9"}]}
    items = [
        phone.act(order, "line_connected"),
        phone.act(order, "line_set_up", **SET_UP),
        phone.act(order, "act_signed", **act),
    ]
    assert set(phone.outcomes(*items).values()) == {"done"}
    phone.outcomes(*items)
    assert CompletionAct.objects.get(order=order).equipment[0]["serial"] == "XX-9"
    kept = Item.objects.get(outcome="conflict")
    assert kept.said == {"what": "installed", "serial": "XX-9", "name": "Терминал"}
    assert "XX-9" in office["crew_lead"].get("/from-site").content.decode()


def test_a_device_that_came_back_may_stand_in_another_act(
    site: tuple[Office, Order, Phone],
) -> None:
    office, order, phone = site
    act = {**ACT, "equipment": [{"name": "Терминал", "serial": "ONT-1"}]}
    phone.outcomes(
        phone.act(order, "line_connected"),
        phone.act(order, "line_set_up", **SET_UP),
        phone.act(order, "act_signed", **act),
    )
    assert phone.outcomes(goods(phone, order, "taken_back", serial="ONT-1")) == {"goods": "done"}
    other, other_phone = on_site(office)
    found = other_phone.outcomes(
        other_phone.act(other, "line_connected"),
        other_phone.act(other, "line_set_up", **SET_UP),
        other_phone.act(other, "act_signed", **act),
    )
    assert found["act_signed"] == "done"
    assert place_of("ONT-1").order_id == other.id
