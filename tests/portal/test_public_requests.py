"""The public form: whom it takes in, whom not, and how a request becomes an order."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.desk.readers import Office, open_office
from turnup.customers.models import Customer
from turnup.orders.models import JournalEntry, Order
from turnup.portal import forms
from turnup.portal.forms import begun_at
from turnup.portal.views import public
from turnup.requests.models import PublicRequest, PublicRequestRead, TechnicalBrief

ASKED: dict[str, Any] = {
    "customer.kind": "company",
    "customer.name": "ООО «Калужские двигатели»",
    "customer.inn": "7707049388",
    "customer.contact_name": "Мария Петровна Иванова",
    "customer.phone": "+7 4842 57-12-34",
    "customer.email": "office@example.com",
    "site.address": "Калуга, ул. Кирова, 36",
    "site.latitude": "54,513845",
    "site.longitude": "36,261215",
    "technology": "radio",
    "speed_mbit": "50",
    "items": ["Не ниже 50 Мбит/с", "Статический адрес"],
    "consent": "on",
}


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def send(**changes: Any) -> Any:
    """Send the form as a person would who took a minute."""
    begun = begun_at(timezone.now() - timedelta(minutes=1))
    given = {**ASKED, "begun": begun, **changes}
    return Client().post("/request", {k: v for k, v in given.items() if v is not None})


def test_anybody_sees_the_form_and_the_consent(office: Office) -> None:
    page = Client().get("/request")
    assert page.status_code == 200
    assert "Заявка на подключение" in page.content.decode()
    consent = Client().get("/request/consent").content.decode()
    assert "Согласие на обработку персональных данных" in consent


def test_a_request_is_registered_under_a_number_and_followed(office: Office) -> None:
    answer = send()
    assert answer.status_code == 302
    made = PublicRequest.objects.get()
    assert made.number.endswith("-0001")
    page = Client().get(answer["Location"])
    assert made.number in page.content.decode()
    assert "57-12-34" not in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert Client().get("/request/" + "A" * 43).status_code == 404


def test_one_click_makes_an_order_whose_clock_began_with_the_request(office: Office) -> None:
    send()
    made = PublicRequest.objects.get()
    manager = office["account_manager"]
    assert "Калужские двигатели" in manager.get("/requests").content.decode()
    assert PublicRequestRead.objects.filter(request=made).exists()
    assert manager.post(f"/requests/{made.id}/order", {}).status_code == 302
    order = Order.objects.get()
    assert order.lead_id == manager.actor.id
    assert order.opened_at == made.received_at
    brief = TechnicalBrief.objects.get()
    assert (brief.channel, brief.items.count()) == ("site", 2)
    made.refresh_from_db()
    assert (made.said, made.order_id) == ({}, order.id)


def test_a_double_click_makes_one_order(office: Office) -> None:
    send()
    made = PublicRequest.objects.get()
    for _n in range(2):
        office["account_manager"].post(f"/requests/{made.id}/order", {})
    assert Order.objects.count() == 1


def test_a_known_customer_is_noticed_and_not_written_twice(office: Office) -> None:
    known = office.open_order().customer
    send(**{"customer.inn": known.inn, "customer.kind": known.kind})
    manager = office["account_manager"]
    assert "Возможно, этот клиент" in manager.get("/requests").content.decode()
    made = PublicRequest.objects.get()
    manager.post(f"/requests/{made.id}/order", {"customer": str(known.id)})
    assert Order.objects.latest("number").customer_id == known.id
    assert Customer.objects.count() == 1


def test_a_closed_request_is_forgotten(office: Office) -> None:
    answer = send()
    made = PublicRequest.objects.get()
    office["account_manager"].post(f"/requests/{made.id}/closing", {"because": "реклама"})
    made.refresh_from_db()
    assert made.said == {}
    assert "закрыто" in Client().get(answer["Location"]).content.decode()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("не сходится", {"customer.inn": "7707049389"}),
        ("телефон", {"customer.phone": None, "customer.email": None}),
        ("", {"customer.name": ""}),
        ("", {"site.address": ""}),
        ("", {"site.latitude": "154"}),
        ("", {"customer.name": "\u202eомоР"}),
        ("", {"customer.name": "а" * 5000}),
        ("согласия", {"consent": None}),
        ("пустым", {"website": "http://spam.example"}),
        ("открыта не целиком", {"begun": "мусор"}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    office: Office, fault: str, changes: dict[str, Any]
) -> None:
    answer = send(**changes)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not PublicRequest.objects.exists()
    assert not Customer.objects.exists()


def test_nul_is_refused(office: Office) -> None:
    assert send(wishes="a\x00b").status_code == 422
    assert not PublicRequest.objects.exists()


@pytest.mark.parametrize("age", [timedelta(seconds=0), forms.LONGEST + timedelta(minutes=1)])
def test_a_form_too_quick_or_too_old_is_refused(office: Office, age: timedelta) -> None:
    assert send(begun=begun_at(timezone.now() - age)).status_code == 422
    assert not PublicRequest.objects.exists()


def test_one_address_sends_few_requests(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "FROM_ONE", 2)
    assert [send().status_code for _n in range(3)] == [302, 302, 429]
    assert PublicRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "inn", "ogrn"),
    [("person", "772269878900", ""), ("sole_trader", "", "304500116000157"), ("company", "", "")],
)
def test_every_kind_of_customer_may_ask(office: Office, kind: str, inn: str, ogrn: str) -> None:
    given = {"customer.kind": kind, "customer.inn": "", "customer.ogrn": ogrn}
    assert send(**given).status_code == 302


def test_the_inbox_is_the_account_managers(office: Office) -> None:
    send()
    made = PublicRequest.objects.get()
    assert office["installer"].get("/requests").status_code == 403
    assert office["commercial_head"].get("/requests").status_code == 200
    answer = office["commercial_head"].post(f"/requests/{made.id}/order", {})
    assert answer.status_code == 403
    assert not Order.objects.exists()


def test_earlier_surveys_at_the_building_are_shown(office: Office) -> None:
    order = office.until_open(office.open_order(), "duties_explained")
    send(**{"site.address": order.site.address.upper()})
    page = office["account_manager"].get("/requests").content.decode()
    assert "Мы уже были в этом здании" in page
    fragment = office["account_manager"].post(
        "/orders/new/building", {"site.address": order.site.address}
    )
    assert "Экспертиза: " in fragment.content.decode()
