"""An order's kit: reserved with the request, required by the plan, let go at the end."""

from decimal import Decimal

import pytest

from tests.stock.company import Store, held, there
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import KitLine, Movement, MovementKind, Reservation
from turnup.stock.queries import find_device, kit_of, short_items, short_of


def test_the_request_reserves_what_is_there(company: Store) -> None:
    company.receive("router", serials=["R-1", "R-2"])
    company.receive("utp-indoor", 305)
    order = company.requested()
    assert held(order) == {("Склад", "router"): 1, ("Склад", "utp-indoor"): 40}
    assert there(company.warehouse, "utp-indoor") == (305, 40)
    assert short_of(order.id) == []


def test_an_installation_whose_kit_is_short_is_not_planned(company: Store) -> None:
    company.receive("utp-indoor", 25)
    order = company.requested()
    with pytest.raises(BadField) as refusal:
        company.take(order, "visit_planned")
    assert refusal.value.params["field"] == "kit"
    assert "Маршрутизатор — 1" in refusal.value.params["items"]
    assert "Кабель UTP 5e внутренний — 15" in refusal.value.params["items"]


def test_goods_that_come_in_go_to_who_waits_longest(company: Store) -> None:
    first, second = company.requested(), company.requested()
    company.receive("router", serials=["R-1"])
    company.receive("utp-indoor", 60)
    assert held(first) == {("Склад", "router"): 1, ("Склад", "utp-indoor"): 40}
    assert held(second) == {("Склад", "utp-indoor"): 20}
    company.take(first, "visit_planned")
    assert {one.item.code: (one.short, one.orders) for one in short_items()} == {
        "router": (1, (second.number,)),
        "utp-indoor": (20, (second.number,)),
    }


def test_an_order_that_needs_no_stock_has_an_empty_kit(company: Store) -> None:
    order = company.requested(kit=[("work-visit", 1), ("switch-8", 1)])  # no stock of either kept
    assert kit_of(order.id) == []
    company.take(order, "visit_planned")


def test_what_is_cancelled_goes_to_the_next(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    company.receive("utp-indoor", 40)
    first, second = company.requested(), company.requested()
    company.do(first, "order_cancelled")
    assert held(first) == {}
    assert short_of(second.id) == []


def test_a_withdrawn_ground_lets_the_kit_go(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    order = company.requested()
    company.do(order, "survey_annulled")
    assert not Reservation.objects.exists()
    assert not KitLine.objects.filter(settled_at=None).exists()


def test_what_was_issued_and_not_used_stays_in_the_van_for_others(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    company.receive("utp-indoor", 305)
    order = company.requested()
    actions.move_goods(
        actor=company.keeper,
        at=company.now,
        source=company.warehouse,
        target=company.van,
        order_id=order.id,
        goods=[Goods(serials=("r-1",)), Goods("utp-indoor", Decimal(50))],
    )
    assert held(order) == {("Бригада 1", "router"): 1, ("Бригада 1", "utp-indoor"): 50}
    company.do(order, "order_cancelled")
    assert there(company.van, "utp-indoor") == (50, 0)
    kept = Movement.objects.filter(order=order, kind=MovementKind.KEEP)
    assert {(one.item.code, one.quantity) for one in kept} == {("router", 1), ("utp-indoor", 50)}


def test_material_nobody_spoke_of_counts_as_used_by_the_estimate(company: Store) -> None:
    company.receive("router", serials=["R-1"])
    company.receive("utp-indoor", 305)
    order = company.requested()
    company.take_all(order)
    assert order.closed == "completed"
    assert not Reservation.objects.exists()
    assert there(company.warehouse, "utp-indoor") == (265, 0)
    router = find_device("R-1")
    assert router is not None
    assert router.place == company.warehouse, "a device has to be named by who installs it"
