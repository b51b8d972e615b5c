"""The address plan: one holder at a time, rest before re-use, and what an act keeps."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.walk import Provider
from turnup.installation.actions import create_pool
from turnup.installation.actions.addresses import give_address, release_address
from turnup.installation.models import Address, AddressAssignment, CompletionAct
from turnup.installation.queries import assigned_address
from turnup.orders.models import Order
from turnup.standard.refusals import BadField


def small_pool(rest_days: int = 30) -> None:
    """Leave one address in the company: .2 of a /30 whose gateway is .1."""
    Address.objects.all().delete()
    create_pool(name="Мало", network="100.64.99.0/30", rest_days=rest_days)


def with_act(company: Provider) -> Order:
    return company.take_until(company.open_order(), "act_handed_over")


def test_a_pool_keeps_back_what_may_never_be_given(company: Provider) -> None:
    addresses = set(Address.objects.values_list("address", flat=True))
    assert len(addresses) == 252
    kept = {f"100.64.8.{last}" for last in (0, 1, 2, 255)}
    assert not addresses & kept


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"network": "100.64.8.0/28"}, "network"),  # inside the pool there is
        ({"network": "100.64.0.0/10"}, "network"),
        ({"network": "100.64.9.1/24"}, "network"),
        ({"network": "сеть"}, "network"),
        ({"network": "10.0.0.0/24", "gateway": "10.0.1.1"}, "gateway"),
        ({"network": "10.0.0.0/24", "gateway": "10.0.0.0"}, "gateway"),
        ({"network": "10.0.0.0/24", "gateway": "10.0.0.255"}, "gateway"),
        ({"network": "10.0.0.0/24", "reserved": ["10.0.0.999"]}, "reserved"),
    ],
)
def test_pools_that_cannot_be(company: Provider, said: dict[str, Any], field: str) -> None:
    with pytest.raises(BadField) as caught:
        create_pool(name="Другой", **said)
    assert caught.value.params["field"] == field


def test_orders_get_addresses_in_turn(company: Provider) -> None:
    orders = [company.open_order() for _ in range(3)]
    given = [give_address(order_id=order.id, at=company.now) for order in orders]
    assert given == ["100.64.8.3", "100.64.8.4", "100.64.8.5"]
    assert give_address(order_id=orders[0].id, at=company.now) == "100.64.8.3"


def test_an_address_rests_before_somebody_else_gets_it(company: Provider) -> None:
    small_pool()
    first, second = company.open_order(), company.open_order()
    give_address(order_id=first.id, at=company.now)
    release_address(order_id=first.id, at=company.now)
    soon, later = company.now + timedelta(days=29), company.now + timedelta(days=30)
    with pytest.raises(BadField) as caught:
        give_address(order_id=second.id, at=soon)
    assert caught.value.params["field"] == "pool"
    assert give_address(order_id=second.id, at=later) == "100.64.99.2"
    with pytest.raises(BadField):  # it was the first one's once, but somebody has it now
        give_address(order_id=first.id, at=later)


def test_the_database_itself_keeps_an_address_from_two_holders(company: Provider) -> None:
    first, second = company.open_order(), company.open_order()
    address = give_address(order_id=first.id, at=company.now)
    with pytest.raises(IntegrityError, match="address_"), transaction.atomic():
        AddressAssignment.objects.create(order=second, address_id=address, since=company.now)
    release_address(order_id=first.id, at=company.now + timedelta(hours=2))
    with pytest.raises(IntegrityError, match="address_no_overlap"), transaction.atomic():
        AddressAssignment.objects.create(
            order=second, address_id=address, since=company.now + timedelta(hours=1)
        )


def test_an_act_bears_the_assigned_address_and_no_other(company: Provider) -> None:
    order = company.take_until(company.open_order(), "act_signed")
    with pytest.raises(BadField) as caught:
        company.take(order, "act_signed", ip_address="203.0.113.77")
    assert caught.value.params["field"] == "ip_address"
    company.take(order, "act_signed", ip_address=assigned_address(order.id))
    assert CompletionAct.objects.get(order=order).ip_address == assigned_address(order.id)


def test_a_signed_act_keeps_its_address_when_the_money_goes_back(company: Provider) -> None:
    order = with_act(company)
    company.take(order, "payment_reversed")
    assert assigned_address(order.id) == CompletionAct.objects.get(order=order).ip_address


def test_an_address_lost_before_the_act_comes_back_for_it(company: Provider) -> None:
    order = company.take_until(company.open_order(), "act_signed")
    promised = assigned_address(order.id)
    company.take(order, "payment_reversed")  # the visit falls, the line stays connected
    assert assigned_address(order.id) is None
    company.take(order, "act_signed")
    assert assigned_address(order.id) == promised


def test_a_cancelled_order_gives_its_address_back_though_an_act_bears_it(company: Provider) -> None:
    order = with_act(company)
    company.do(order, "order_cancelled")
    assert assigned_address(order.id) is None
