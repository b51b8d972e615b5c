"""Pools by purpose, blocks, prefixes, ports, reservations; and who held an address when."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.walk import Provider
from turnup.activation.models import Service
from turnup.activation.queries import accounts
from turnup.desk.invariants import rooms
from turnup.installation.actions import (
    assign_place,
    create_pool,
    give_block,
    release_blocks,
    reserve_address,
    reserve_block,
    unreserve_address,
    unreserve_block,
)
from turnup.installation.actions.addresses import give_address, release_line
from turnup.installation.address_queries import fills, holders, line_of
from turnup.installation.models import AddressPool, BlockAssignment, LinePlace
from turnup.orders.findings import Finding
from turnup.people.models import Person
from turnup.standard.refusals import BadField


def broken(invariant: str = "I9") -> list[str]:
    findings: dict[str, Finding] = defaultdict(Finding)
    rooms(findings)
    return [one["fault"] for one in findings[invariant].violations]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    ("purpose", "network", "length", "first", "second"),
    [
        ("link", "10.41.0.0/24", 30, "10.41.0.0/30", "10.41.0.4/30"),
        ("link", "10.41.0.0/24", 31, "10.41.0.0/31", "10.41.0.2/31"),
        ("routed", "203.0.113.0/24", 29, "203.0.113.0/29", "203.0.113.8/29"),
        ("ipv6", "2001:db8::/40", 56, "2001:db8::/56", "2001:db8:0:100::/56"),
    ],
)
def test_blocks_are_given_in_turn(
    company: Provider, purpose: str, network: str, length: int, first: str, second: str
) -> None:
    create_pool(name="Блоки", purpose=purpose, network=network, block_length=length)
    one, other = company.open_order(), company.open_order()
    for order, block in ((one, first), (other, second), (one, first)):
        assert give_block(order_id=order.id, purpose=purpose, at=company.now) == block
    release_line(order_id=one.id, at=company.now)


def test_a_block_rests_before_somebody_else_gets_it(company: Provider) -> None:
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/30", rest_days=7)
    one, other = company.open_order(), company.open_order()
    give_address(order_id=one.id, at=company.now)
    give_block(order_id=one.id, purpose="link", at=company.now)
    release_line(order_id=one.id, at=company.now)
    with pytest.raises(BadField):
        give_block(order_id=other.id, purpose="link", at=company.now + timedelta(days=6))
    later = company.now + timedelta(days=8)
    assert give_block(order_id=other.id, purpose="link", at=later) == "10.41.0.0/30"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purpose": "link", "network": "10.0.0.0/24", "block_length": 20}, "block_length"),
        ({"purpose": "ipv6", "network": "10.0.0.0/24"}, "network"),
        ({"purpose": "ipv6", "network": "2001:db8::/16"}, "network"),
        ({"purpose": "ipv6", "network": "2001::/16"}, "block_length"),
        ({"purpose": "link", "network": "100.64.8.0/25"}, "network"),
        ({"purpose": "anything", "network": "10.0.0.0/24"}, "purpose"),
        ({"name": "Клиенты", "network": "10.0.0.0/24"}, "name"),
    ],
)
def test_pools_that_cannot_be(company: Provider, said: dict[str, Any], field: str) -> None:
    with pytest.raises(BadField) as caught:
        create_pool(**{"name": "Другой", **said})
    assert caught.value.params["field"] == field


def test_the_database_itself_lets_no_blocks_and_no_pools_meet(company: Provider) -> None:
    pool = create_pool(name="Блоки", purpose="routed", network="203.0.113.0/24")
    one, other = company.open_order(), company.open_order()
    give_block(order_id=one.id, purpose="routed", at=company.now)
    for make in (
        lambda: BlockAssignment.objects.create(
            order=other, pool=pool, prefix="203.0.113.4/30", since=company.now
        ),
        lambda: AddressPool.objects.create(
            name="Внутри", network="203.0.113.128/25", gateway="203.0.113.129"
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_a_port_and_a_vlan_have_one_line_each(company: Provider) -> None:
    one, other = company.open_order(), company.open_order()
    at = company.now
    assign_place(order_id=one.id, switch="ru-klg-acc-017", port="12", vlan=217, at=at)
    for said, field in (
        ({"switch": "ru-klg-acc-017", "port": "12"}, "port"),
        ({"switch": "RU-KLG-ACC-017 ", "port": " 12"}, "port"),
        ({"switch": "ru-klg-acc-018", "port": "1", "vlan": 217}, "vlan"),
        ({"switch": "ru-klg-acc-018", "port": "1", "vlan": 4095}, "vlan"),
    ):
        with pytest.raises(BadField) as caught:
            assign_place(order_id=other.id, at=at, **said)
        assert caught.value.params["field"] == field
    release_line(order_id=one.id, at=at)
    give_address(order_id=one.id, at=at)
    release_line(order_id=one.id, at=at + timedelta(hours=1))
    assign_place(
        order_id=other.id, switch="ru-klg-acc-017", port="12", vlan=217, at=at + timedelta(hours=2)
    )
    assert LinePlace.objects.filter(until=None).count() == 1


def test_a_reserved_address_is_given_to_nobody(company: Provider) -> None:
    reserve_address(address="100.64.8.3", reason="Камера на крыше")
    order = company.open_order()
    assert give_address(order_id=order.id, at=company.now) == "100.64.8.4"
    with pytest.raises(BadField):
        reserve_address(address="100.64.8.4", reason="занят")
    with pytest.raises(BadField):
        reserve_address(address="8.8.8.8", reason="чужой")
    unreserve_address(address="100.64.8.3", at=company.now)
    other = company.open_order()
    assert give_address(order_id=other.id, at=company.now) == "100.64.8.3"
    assert broken() == []


def test_keeping_an_address_back_for_a_while_spares_it_no_rest(company: Provider) -> None:
    first, second = company.open_order(), company.open_order()
    held = give_address(order_id=first.id, at=company.now)
    release_line(order_id=first.id, at=company.now)
    reserve_address(address=held, reason="проверка")
    unreserve_address(address=held, at=company.now)
    assert give_address(order_id=second.id, at=company.now) != held


def test_who_held_an_address_is_answered_by_the_moment(company: Provider) -> None:
    create_pool(name="Блоки", purpose="routed", network="203.0.113.0/24")
    one, other = company.open_order(), company.open_order()
    began = company.now
    give_address(order_id=one.id, at=began)
    give_block(order_id=one.id, purpose="routed", at=began)
    ended = began + timedelta(days=3)
    release_line(order_id=one.id, at=ended)
    later = ended + timedelta(days=31)
    assert give_address(order_id=other.id, at=later) == "100.64.8.3"
    for at, holder in ((began, [one.id]), (ended, []), (later, [other.id])):
        assert [row.order_id for row in holders("100.64.8.3", at)] == holder
    assert [row.order_id for row in holders("100.64.8.3")] == [other.id, one.id]
    assert [row.prefix for row in holders("203.0.113.5", began)] == ["203.0.113.0/29"]


def test_pools_say_how_full_they_are(company: Provider) -> None:
    order = company.open_order()
    give_address(order_id=order.id, at=company.now)
    reserve_address(address="100.64.8.9", reason="x")
    (fill,) = fills(company.now)
    assert (fill.whole, fill.held, fill.reserved, fill.free) == (252, 1, 1, 250)
    release_line(order_id=order.id, at=company.now)
    (fill,) = fills(company.now)
    assert (fill.held, fill.resting) == (0, 1)


def test_an_ipv6_prefix_comes_with_the_visit_and_reaches_radius(company: Provider) -> None:
    create_pool(name="IPv6", purpose="ipv6", network="2001:db8:4000::/40")
    order = company.take_until(company.open_order(), "service_activated")
    company.take(order, "service_activated")
    ((_login, account),) = accounts(Service.objects.all())
    assert ("Delegated-IPv6-Prefix", ":=", "2001:db8:4000::/56") in account.reply


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE installation_blockassignment SET prefix = '10.9.0.0/30'",
        "UPDATE installation_address SET free_from = now() WHERE address = '100.64.8.3'",
        "UPDATE installation_address SET reserved_for = 'x' WHERE address = '100.64.8.3'",
        "UPDATE installation_address SET free_from = NULL WHERE address = '100.64.8.77'",
    ],
)
def test_verify_sees_what_is_broken(company: Provider, statement: str) -> None:
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/24")
    order = company.open_order()
    give_address(order_id=order.id, at=company.now)
    give_block(order_id=order.id, purpose="link", at=company.now)
    assert broken() == []
    sql(statement)
    assert broken() != []


def page(company: Provider, role: str) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(pk=company.staff[role].id),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def test_the_pages_show_pools_and_take_a_new_one(company: Provider) -> None:
    order = company.open_order()
    give_address(order_id=order.id, at=company.now)
    client = page(company, "noc_head")
    found = client.get("/addresses", {"address": "100.64.8.3"}).content.decode()
    assert f"/orders/{order.number}" in found
    assert "Клиенты" in found
    refused = client.post("/addresses/new", {"name": "x", "purpose": "static", "network": "z"})
    assert refused.status_code == 422
    said = {"name": "Стыки", "purpose": "link", "network": "10.41.0.0/24", "rest_days": "7"}
    assert client.post("/addresses/new", said).status_code == 302
    pool = AddressPool.objects.get(name="Стыки")
    assert (pool.block_length, pool.rest_days) == (30, 7)
    assert client.get(f"/addresses/{pool.pk}").status_code == 200
    assert page(company, "crew_lead").get("/addresses/new").status_code == 403
    assert page(company, "installer").get("/addresses").status_code == 403


# ------------------------------------------------------------------ chosen, reserved, kept
def test_a_block_is_chosen_by_its_prefix_and_one_that_is_not_free_is_refused(
    company: Provider,
) -> None:
    pool = create_pool(name="Стыки", purpose="link", network="10.41.0.0/29", block_length=30)
    one, other = company.open_order(), company.open_order()
    told: dict[str, Any] = {"purpose": "link", "at": company.now}
    assert give_block(order_id=one.id, prefix="10.41.0.4/30", **told) == "10.41.0.4/30"
    for wrong in ("10.41.0.4/30", "10.41.0.0/29", "10.42.0.0/30", "10.41.0.1/30", "x"):
        with pytest.raises(BadField) as caught:
            give_block(order_id=other.id, prefix=wrong, **told)
        assert caught.value.params["field"] == "prefix"
    reserve_block(pool=pool, prefix="10.41.0.0/30", reason="Наш маршрутизатор")
    with pytest.raises(BadField):
        give_block(order_id=other.id, **told)
    with pytest.raises(BadField):
        reserve_block(pool=pool, prefix="10.41.0.4/30", reason="занят")
    unreserve_block(prefix="10.41.0.0/30")
    assert give_block(order_id=other.id, **told) == "10.41.0.0/30"


def test_an_order_gets_its_own_resting_block_back(company: Provider) -> None:
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/29", block_length=30)
    one, other = company.open_order(), company.open_order()
    told: dict[str, Any] = {"purpose": "link", "at": company.now}
    give_block(order_id=other.id, **told)
    assert give_block(order_id=one.id, **told) == "10.41.0.4/30"
    release_blocks(order_id=one.id, at=company.now, purpose="link")
    release_blocks(order_id=other.id, at=company.now, purpose="link")
    assert give_block(order_id=one.id, **told) == "10.41.0.4/30"


def test_what_engineers_chose_outlasts_a_missed_visit_and_ends_with_the_order(
    company: Provider,
) -> None:
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/29", block_length=30)
    order = company.take_until(company.open_order(), "visit_agreed")
    company.take(order, "visit_agreed")
    give_block(order_id=order.id, purpose="link", at=company.now)
    assign_place(order_id=order.id, switch="acc-1", port="1", vlan=100, at=company.now)
    company.take(order, "visit_missed_by_crew")
    assert set(line_of(order.id)["blocks"]) == {"link"}
    company.do(order, "order_cancelled", {"reason": "customer_refused"})
    assert line_of(order.id) == {"address": None, "blocks": {}, "place": None}
    assert broken("I7") == []
