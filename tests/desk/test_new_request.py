"""A new request: a customer we know or a new one, and one order however often it is sent."""

from html import unescape
from typing import Any

from tests.desk.readers import HTMX, Office
from turnup.customers.models import Customer
from turnup.orders.models import Order
from turnup.requests.models import TechnicalBrief

NEW = {
    "order_id": "0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e77",
    "customer.kind": "company",
    "customer.name": "ООО «Калужские окна»",
    "customer.inn": "7707049388",
    "customer.language": "ru",
    "customer.phone": "8 4842 57-12-34",
    "site.address": "Калуга, ул. Кирова, 36",
    "technology": "radio",
    "speed_mbit": "50",
    "static_addresses": "1",
    "items": ["Скорость не ниже 50 Мбит/с", "Один статический адрес"],
    "channel": "phone",
}


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_request_opens_an_order_with_its_brief(office: Office) -> None:
    answer = office["account_manager"].post("/orders/new", NEW)
    order = Order.objects.get()
    assert answer["Location"] == f"/orders/{order.number}"
    assert str(order.id) == NEW["order_id"]
    assert order.customer.phone == "+74842571234"
    assert TechnicalBrief.objects.get(order=order).items.count() == 2


def test_the_same_page_sent_twice_opens_one_order(office: Office) -> None:
    manager = office["account_manager"]
    first, second = manager.post("/orders/new", NEW), manager.post("/orders/new", NEW)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == Customer.objects.count() == 1


def test_a_wrong_inn_is_said_beside_its_field_and_nothing_is_written(office: Office) -> None:
    answer = office["account_manager"].post("/orders/new", NEW | {"customer.inn": "7707049389"})
    html = said(answer)
    assert answer.status_code == 422
    assert 'id="id_customer_inn_fault"' in html
    assert "ООО «Калужские окна»" in html
    assert not Order.objects.exists()
    assert not Customer.objects.exists()


def test_what_another_kind_has_is_left_out(office: Office) -> None:
    person = {"customer.kind": "person", "customer.kpp": "770701001", "customer.inn": ""}
    assert office["account_manager"].post("/orders/new", NEW | person).status_code == 302
    assert Order.objects.get().customer.kind == "person"


def test_a_known_customer_is_found_and_chosen(office: Office) -> None:
    manager = office["account_manager"]
    manager.post("/orders/new", NEW)
    known = Customer.objects.get()
    found = manager.get("/orders/new/customers?look_for=калужские", **HTMX)
    assert f'value="{known.id}"' in found.content.decode()
    chosen = said(manager.post("/orders/new", {"choose": str(known.id)}, **HTMX))
    assert "ООО «Калужские окна»" in chosen
    site = known.sites.get()
    assert f'value="{site.id}" checked' in chosen
    again = {
        "order_id": "0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e78",
        "customer_id": str(known.id),
        "site_id": str(site.id),
        "technology": "lan",
        "static_addresses": "0",
    }
    assert manager.post("/orders/new", again).status_code == 302
    assert Customer.objects.count() == 1
    assert known.orders.count() == 2


def test_without_scripts_the_search_keeps_what_was_typed(office: Office) -> None:
    manager = office["account_manager"]
    manager.post("/orders/new", NEW)
    looked = said(manager.post("/orders/new", {"look": "1", "look_for": "окна", "wishes": "К маю"}))
    assert "dk-found-button" in looked
    assert "К маю" in looked


def test_a_likely_duplicate_is_shown_and_blocks_nothing(office: Office) -> None:
    manager = office["account_manager"]
    manager.post("/orders/new", NEW)
    hint = said(manager.post("/orders/new/duplicates", {"customer.inn": NEW["customer.inn"]}))
    assert "тот же ИНН" in hint
    twin = NEW | {"order_id": "0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e79"}
    assert manager.post("/orders/new", twin).status_code == 302


def test_who_may_open_no_order_is_told_so(office: Office) -> None:
    assert office["installer"].get("/orders/new").status_code == 403
    assert office["installer"].post("/orders/new", NEW).status_code == 403
