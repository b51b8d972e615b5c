"""Blocks, ports and VLANs are given to orders on a page and through REST, and RADIUS follows."""

import pytest
from django.test import Client

from tests.api.programs import ORDERS, Office, open_office
from turnup.activation.models import Service
from turnup.activation.queries import accounts
from turnup.installation.actions import create_pool
from turnup.installation.address_queries import line_of
from turnup.installation.models import AddressPool
from turnup.orders.models import Order


@pytest.fixture
def office(db: None) -> Office:
    create = {"purpose": "link", "network": "10.41.0.0/29", "block_length": 30}
    office = open_office()
    create_pool(name="Стыки", **create)  # type: ignore[arg-type]  # one kind of pool
    create_pool(name="Сети", purpose="routed", network="203.0.113.0/28", block_length=29)
    return office


def page_of(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office[role].person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_line_is_given_and_taken_back_on_its_page(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="visit_agreed")
    number = Order.objects.get().number
    page = page_of(office, "noc_head")
    address = f"/orders/{number}/line"
    assert "Блоков за заявкой нет." in page.get(address).text
    assert page.post(f"{address}/blocks", {"purpose": "link"}).status_code == 302
    told = page.get(address).text
    assert "10.41.0.0/30" in told
    assert page.post(f"{address}/port", {"switch": "acc-1", "port": "12", "vlan": "2017"})
    assert "VLAN 2017" in page.get(address).text
    refused = page.post(f"{address}/blocks", {"purpose": "routed", "prefix": "203.0.113.4/29"})
    assert refused.status_code == 422
    assert "Это не сеть" in refused.text
    page.post(f"{address}/blocks/link/withdrawal")
    page.post(f"{address}/port/withdrawal")
    held = line_of(Order.objects.get().id)
    assert (held["blocks"], held["place"]) == ({}, None)
    assert "10.41.0.0/30" in page.get(address).text, "its history stays"
    seen = page_of(office, "subscriber_clerk")
    assert seen.get(address).status_code == 200
    assert seen.post(f"{address}/blocks", {"purpose": "link"}).status_code == 403


def test_a_program_gives_blocks_and_the_live_service_follows(office: Office) -> None:
    order = office.open_order()
    office.drive(order)
    service = Service.objects.get()
    Service.objects.update(provisioned_at=service.activated_at)
    line = f"{ORDERS}/{order}/line"
    given = office["noc_head"].post(f"{line}/blocks", {"purpose": "routed"})
    assert given.status_code == 201
    assert given.json()["blocks"] == {"routed": "203.0.113.0/29"}
    service.refresh_from_db()
    assert service.provisioned_at is None, "RADIUS has yet to hear"
    (reply,) = [account.reply for _login, account in accounts()]
    assert ("Framed-Route", "+=", f"203.0.113.0/29 {service.ip_address} 1") in reply
    again = office["noc_head"].post(
        f"{line}/blocks", {"purpose": "routed", "prefix": "203.0.113.8/29"}
    )
    assert again.status_code == 422
    office["noc_head"].post(f"{line}/blocks/withdrawals", {"purpose": "routed"})
    assert office["owner"].get(line).status_code == 403
    told = office["noc_head"].get(line).json()
    assert told["blocks"] == {}
    assert [span["what"] for span in told["history"]] == ["203.0.113.0/29", service.ip_address]


def test_two_lines_share_no_port_and_no_block(office: Office) -> None:
    lines = [f"{ORDERS}/{office.open_order()}/line" for _ in range(3)]
    noc = office["noc_head"]
    said = {"switch": "acc-1", "port": "1", "vlan": 100}
    assert noc.post(f"{lines[0]}/port", said).status_code == 201
    for taken in (said, {**said, "port": "2"}, {**said, "vlan": 101}):
        assert noc.post(f"{lines[1]}/port", taken).status_code == 422
    given = [noc.post(f"{line}/blocks", {"purpose": "link"}).status_code for line in lines]
    assert given == [201, 201, 422], "the pool has two"


def test_an_order_that_ended_gets_nothing(office: Office) -> None:
    order = office.open_order()
    office["account_manager"].record(order, "order_cancelled", office.example("order_cancelled"))
    for path, said in (("blocks", {"purpose": "link"}), ("port", {"switch": "a", "port": "1"})):
        refused = office["noc_head"].post(f"{ORDERS}/{order}/line/{path}", said)
        assert refused.status_code == 422, refused.json()


def test_a_block_is_kept_back_on_the_pools_page(office: Office) -> None:
    pool = AddressPool.objects.get(purpose="link")
    page = page_of(office, "noc_head")
    path = f"/addresses/{pool.pk}"
    page.post(f"{path}/reserved", {"what": "10.41.0.0/30", "reason": "Наш стык"})
    assert "Наш стык" in page.get(path).text
    order = office.open_order()
    given = office["noc_head"].post(f"{ORDERS}/{order}/line/blocks", {"purpose": "link"})
    assert given.json()["blocks"] == {"link": "10.41.0.4/30"}
    page.post(f"{path}/reserved", {"what": "10.41.0.4/30", "reason": "занят"})
    page.post(f"{path}/reserved/withdrawal", {"what": "10.41.0.0/30"})
    assert not pool.reserved_blocks.exists()
    static = AddressPool.objects.get(purpose="static")
    page.post(f"/addresses/{static.pk}/reserved", {"what": "100.64.8.77", "reason": "DNS"})
    assert "100.64.8.77" in page.get(f"/addresses/{static.pk}").text
    page.post(f"/addresses/{static.pk}/reserved/withdrawal", {"what": "100.64.8.77"})
    assert "100.64.8.77" not in page.get(f"/addresses/{static.pk}").text
