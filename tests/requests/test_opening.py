"""Opening an order: the customer, the site, the brief."""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from tests.requests.desk import Desk, data_of
from turnup.customers.models import Customer
from turnup.orders.models import Order
from turnup.orders.refusals import IdTaken
from turnup.requests.forms import ReceivedRequest
from turnup.requests.models import BriefItem, TechnicalBrief
from turnup.requests.queries import brief_items
from turnup.standard.refusals import BadField, NotYourRole


def test_a_request_opens_an_order_with_its_brief(desk: Desk) -> None:
    order = desk.open()
    assert (order.version, order.stage, order.technology) == (1, "request", "radio")
    assert order.lead_id == desk.company.staff["account_manager"].id
    assert order.customer.inn == "7707049388"
    assert order.site.address == "Калуга, ул. Кирова, 36"
    brief = TechnicalBrief.objects.get(order=order, seq=1)
    assert (brief.speed_kbit, brief.static_addresses) == (50_000, 1)
    assert [item.position for item in brief_items(order.id)] == [1, 2]


def test_personal_data_stay_out_of_the_journal(desk: Desk) -> None:
    order = desk.open()
    said = data_of(order, "request_received")
    assert said["customer_id"] == str(order.customer_id)
    assert "Иванова" not in str(said)


def test_the_caller_may_make_the_id_but_not_take_one(desk: Desk) -> None:
    mine = uuid4()
    assert desk.open(mine).id == mine
    with pytest.raises(IdTaken):
        desk.open(mine)
    assert Order.objects.count() == 1


def test_a_known_customer_and_site_are_taken_as_they_are(desk: Desk) -> None:
    first = desk.open()
    second = desk.open(
        customer=None, customer_id=first.customer_id, site=None, site_id=first.site_id
    )
    assert (second.customer_id, second.site_id) == (first.customer_id, first.site_id)
    assert Customer.objects.count() == 1


def test_a_customer_written_down_twice_is_not_blocked(desk: Desk) -> None:
    assert desk.open().customer.inn == desk.open().customer.inn


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"customer": None}, "customer"),
        ({"customer_id": uuid4()}, "customer"),
        ({"customer": None, "customer_id": uuid4()}, "customer_id"),
        ({"site": None}, "site"),
        ({"site": None, "site_id": uuid4()}, "site_id"),
        ({"customer": {"kind": "company", "name": "А", "inn": "7707049389"}}, "customer.inn"),
        ({"customer": {"kind": "person", "name": "А", "phone": "12"}}, "customer.phone"),
        ({"site": {"address": "А", "latitude": "91", "longitude": "0"}}, "site.latitude"),
    ],
)
def test_a_request_that_cannot_be_names_its_field(
    desk: Desk, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadField) as fault:
        desk.open(**said)
    assert fault.value.params["field"] == field
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    assert not BriefItem.objects.exists()


def test_only_who_leads_customers_opens_orders(desk: Desk) -> None:
    desk.company.staff["account_manager"] = desk.company.staff["installer"]
    with pytest.raises(NotYourRole):
        desk.open()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"technology": "pigeon"},
        {"speed_mbit": "-1"},
        {"speed_mbit": "1e12"},
        {"items": [""]},
        {"items": ["x" * 4001]},
        {"wishes": "нуль \x00"},
        {"wishes": "\ud800"},
        {"wanted_by": "31.02.2026"},
        {"static_addresses": 257},
        {"unheard_of": 1},
        {"customer": {"kind": "company", "name": "А", "unheard_of": 1}},
    ],
)
def test_the_form_refuses_what_is_no_request(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ReceivedRequest.read({**ReceivedRequest.example(), **said})
