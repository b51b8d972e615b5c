"""Goods received, issued, installed, returned, written off, counted."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.stock.company import Store, held, there
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import Device, Movement, Place, PlaceKind
from turnup.stock.queries import find_device, history_of, installed_for


def field_of(refusal: pytest.ExceptionInfo[BadField]) -> str:
    return str(refusal.value.params["field"])


def place_of(serial: str) -> str:
    found = find_device(serial)
    assert found is not None
    return found.place.name


def test_a_serial_number_is_received_once(company: Store) -> None:
    company.receive("router", serials=["ab-1"])
    with pytest.raises(BadField) as refusal:
        company.receive("router", serials=[" AB-1 "])
    assert refusal.value.params["place"] == "Склад"
    with pytest.raises(BadField):
        company.receive("router", serials=["X", "x"])
    with pytest.raises(BadField):
        company.receive("router", 3, serials=["Y", "Z"])


def test_a_device_goes_from_the_warehouse_by_the_van_to_the_customer(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    company.receive("utp-indoor", 305)
    order = company.requested()
    told: dict[str, Any] = {"order_id": order.id, "actor": company.keeper, "at": company.now}
    actions.install_device(**told, serial="r-1", van=company.van)
    actions.install_device(**told, serial="R-1", van=company.van)  # a replay
    actions.install_material(**told, code="utp-indoor", quantity=Decimal("38.5"), van=company.van)
    device = find_device("R-1")
    assert device is not None
    assert [one.kind for one in history_of(device)] == ["install", "issue", "receive"]
    assert device.place.order == order
    assert installed_for(order.id)[device.item_id] == 1
    assert there(company.warehouse, "utp-indoor") == (Decimal("266.5"), Decimal("1.5"))
    assert held(order) == {("Склад", "utp-indoor"): Decimal("1.5")}


def test_a_device_of_another_customer_is_refused(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    first, second = company.requested(), company.requested()
    told: dict[str, Any] = {"actor": company.keeper, "at": company.now, "serial": "R-1"}
    actions.install_device(order_id=first.id, **told)
    with pytest.raises(BadField) as refusal:
        actions.install_device(order_id=second.id, **told)
    assert refusal.value.params["place"] == f"№ {first.number}"
    with pytest.raises(BadField):
        actions.install_device(order_id=second.id, **{**told, "serial": "R-2"})


def test_what_waits_for_another_order_is_not_to_be_had(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    company.requested()
    with pytest.raises(BadField) as refusal:
        actions.move_goods(
            actor=company.keeper,
            at=company.now,
            target=company.van,
            goods=[Goods(serials=("R-1",))],
        )
    assert field_of(refusal) == "quantity"
    assert refusal.value.params["free"] == "0"


def test_a_modem_is_lent_and_comes_back(company: Store) -> None:
    company.receive("lte-router", serials=["LTE-1"])
    order = company.requested(kit=[])
    told: dict[str, Any] = {
        "order_id": order.id,
        "actor": company.keeper,
        "at": company.now,
        "serial": "LTE-1",
    }
    actions.lend_device(**told, van=company.van)
    assert place_of("LTE-1") == f"№ {order.number}"
    assert installed_for(order.id) == {}, "it is lent, not installed"
    actions.take_back_device(**told)
    assert actions.take_back_device(**told) is None
    assert place_of("LTE-1") == "Склад"


def test_goods_come_back_and_are_written_off(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    company.receive("socket", 10)
    order = company.requested(kit=[("router", 1), ("socket", 4)])
    told: dict[str, Any] = {"actor": company.keeper, "at": company.now}
    actions.install_device(order_id=order.id, serial="R-1", **told)
    actions.return_to_stock(serial="R-1", order_id=order.id, **told)
    assert place_of("R-1") == "Склад"
    with pytest.raises(BadField):
        actions.write_off(serial="R-1", reason=" ", **told)
    actions.write_off(serial="R-1", order_id=order.id, reason="Залит водой", **told)
    device = find_device("R-1")
    assert device is not None
    assert device.place.kind == PlaceKind.WRITTEN_OFF
    actions.write_off(
        code="socket", quantity=Decimal(6), source=company.warehouse, reason="Брак", **told
    )
    with pytest.raises(BadField):
        actions.write_off(
            code="socket", quantity=Decimal(1), source=company.warehouse, reason="Брак", **told
        )


def test_a_count_books_what_differs(company: Store) -> None:
    company.receive("router", serials=["R-1", "R-2"])
    company.receive("socket", 10)
    keeper, at, items = company.keeper, company.now, {}
    for one in Device.objects.select_related("item"):
        items[one.item.code] = one.item
    count = actions.open_count(place=company.warehouse, actor=keeper, at=at)
    with pytest.raises(BadField):
        actions.open_count(place=company.warehouse, actor=keeper, at=at)
    socket = company.receive("socket", 1)[0].item
    actions.write_count_line(count=count, item=items["router"], serials=["r-2", "R-3"])
    actions.write_count_line(count=count, item=socket, found=Decimal(9))
    actions.close_count(count=count, actor=keeper, at=at)
    assert there(company.warehouse, "router") == (2, 0)
    assert there(company.warehouse, "socket") == (9, 0)
    assert place_of("R-1") == "count"
    assert list(count.lines.values_list("expected", flat=True)) == [2, 11]
    with pytest.raises(BadField):
        actions.write_count_line(count=count, item=socket, found=Decimal(9))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stock_movement SET quantity = 5",
        "DELETE FROM stock_movement",
        "UPDATE stock_balance SET quantity = 5",
        "UPDATE stock_device SET place_id = (SELECT id FROM stock_place WHERE kind = 'supplier')",
        "UPDATE stock_reservation SET place_id = (SELECT max(id) FROM stock_place)",
    ],
)
def test_the_books_are_not_written_by_hand(company: Store, change: str) -> None:
    company.receive("router", serials=["R-1"])
    company.van  # noqa: B018  # a question opens it
    company.requested()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_stock_never_goes_below_nought_whoever_writes(company: Store) -> None:
    movement = company.receive("socket", 10)[0]
    away = Place.objects.create(kind=PlaceKind.WAREHOUSE, name="Второй склад")
    with pytest.raises(IntegrityError, match="stock_not_negative"), transaction.atomic():
        Movement.objects.create(
            kind="transfer",
            item=movement.item,
            quantity=11,
            from_place=company.warehouse,
            to_place=away,
            at=company.now,
        )
