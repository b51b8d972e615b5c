"""Two crews at one shelf: the constraint lets the last goods go to one of them only.

Switched off, it lets the stock go below nought: so this race can be seen.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from tests.stock.company import Store, store, there
from turnup.orders.models import Order
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import Reservation

RACERS = 4
GUARDS = ("stock_not_negative", "stock_reserved_is_there")


@pytest.fixture
def company(transactional_db: None) -> Store:
    """Give a company whose steps commit, for others to see."""
    return store()


def take_at_once(company: Store) -> list[object]:
    """Let each racer take three of ten sockets at the same moment."""
    start = Barrier(RACERS)
    warehouse, van = company.warehouse, company.van

    def run(_racer: int) -> object:
        try:
            start.wait(timeout=30)
            return actions.move_goods(
                actor=company.keeper,
                at=company.now,
                source=warehouse,
                target=van,
                goods=[Goods("socket", Decimal(3))],
            )
        except BadField as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def test_the_last_goods_go_to_one_crew_only(company: Store) -> None:
    company.receive("socket", 10)
    answers = take_at_once(company)
    assert sum(isinstance(answer, BadField) for answer in answers) == 1
    assert there(company.warehouse, "socket") == (1, 0)
    assert there(company.van, "socket") == (9, 0)


def test_without_the_constraint_the_race_would_be_lost(company: Store) -> None:
    company.receive("socket", 10)
    with connection.cursor() as cursor:
        for guard in GUARDS:
            cursor.execute(f"ALTER TABLE stock_balance DROP CONSTRAINT {guard}")
    try:
        answers = take_at_once(company)
        assert not any(isinstance(answer, BadField) for answer in answers)
        assert there(company.warehouse, "socket")[0] == -2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE stock_balance SET quantity = 0")
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(
                "ALTER TABLE stock_balance"
                " ADD CONSTRAINT stock_not_negative CHECK (quantity >= 0),"
                " ADD CONSTRAINT stock_reserved_is_there"
                " CHECK (reserved >= 0 AND reserved <= quantity)"
            )


def test_one_router_is_reserved_for_one_of_two_orders(company: Store) -> None:
    orders = [company.order_with_kit([("router", 1)]) for _ in range(2)]
    company.receive("router", serials=["R-1"])
    start = Barrier(len(orders))

    def request(order: Order) -> None:
        try:
            start.wait(timeout=30)
            company.take(order, "installation_requested")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as pool:
        list(pool.map(request, orders))
    assert Reservation.objects.count() == 1
    assert there(company.warehouse, "router") == (1, 1)
