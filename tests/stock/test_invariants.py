"""What the stock promises is broken on purpose, and seen by `turnup verify`."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.stock.company import Store
from turnup.desk.invariants import rooms
from turnup.orders.findings import Finding
from turnup.orders.models import Order
from turnup.stock import actions
from turnup.stock.actions.goods import Goods


def faults() -> set[str]:
    """Check the rooms' rules; give what is broken as `I11 what`."""
    findings: dict[str, Finding] = defaultdict(Finding)
    rooms(findings)
    return {
        f"{code} {violation['fault']}"
        for code in ("I7", "I11")
        for violation in findings[code].to_json()["violations"]
    }


@pytest.fixture
def order(company: Store) -> Order:
    """Give an order in service, after whose installation some cable stayed in the van."""
    company.receive("router", serials=["R-1", "R-2"])
    company.receive("utp-indoor", 305)
    order = company.requested()
    told: dict[str, Any] = {"actor": company.keeper, "at": company.now, "order_id": order.id}
    goods = [Goods(serials=("R-1",)), Goods("utp-indoor", Decimal(60))]
    actions.move_goods(**told, source=None, target=company.van, goods=goods[:1])
    actions.move_goods(**told, source=company.warehouse, target=company.van, goods=goods[1:])
    actions.install_device(**told, serial="R-1", van=company.van)
    actions.install_material(**told, code="utp-indoor", quantity=Decimal(41), van=company.van)
    company.take_all(order)
    company.requested()  # another one, whose kit waits
    return order


def test_a_sound_stock_has_nothing_broken(order: Order) -> None:
    assert faults() == set()


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("UPDATE stock_reservation SET order_id = %(order)s", "closed order holds a reservation"),
        (
            "UPDATE stock_movement SET kind = 'lend' WHERE kind = 'install'",
            "lent device is still with the customer",
        ),
        ("UPDATE stock_balance SET quantity = quantity + 1", "not the sum of its movements"),
        ("DELETE FROM stock_balance WHERE reserved = 0", "not the sum of its movements"),
        ("UPDATE stock_balance SET reserved = 0", "not the sum of the reservations"),
        ("DELETE FROM stock_movement WHERE kind = 'receive'", "not the sum of its movements"),
        ("DELETE FROM stock_movement WHERE kind = 'keep'", "is not accounted for"),
        (
            "UPDATE stock_device SET place_id = (SELECT id FROM stock_place WHERE kind = 'van')",
            "not where its last movement took it",
        ),
        ("DELETE FROM stock_device WHERE serial = 'R-2'", "not as many as its balance says"),
        ("ALTER TABLE stock_movement DISABLE TRIGGER append_only", "guard of the ledger"),
    ],
)
def test_what_is_changed_behind_the_books_is_seen(order: Order, change: str, seen: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change, {"order": order.id})
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert any(seen in fault for fault in faults())
