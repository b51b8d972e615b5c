"""A customer is written down with data that can be right, or refused by the field's name."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.customers.conftest import NOW, AddSite, Register
from turnup.customers.actions import add_contact, change_contacts, set_bank_details
from turnup.customers.models import BankDetails, Customer, Site
from turnup.people.phones import displayed
from turnup.standard.refusals import BadField


def test_a_company_with_everything(register: Register):
    customer = register(
        legal_form="ООО",
        inn="7707 049 388",
        kpp="770701001",
        ogrn="1027700198767",
        phone="8 (4842) 57-12-34",
        email="office@romashka.example",
        contact_name="Белов Пётр",
    )
    customer.refresh_from_db()
    assert customer.inn == "7707049388"
    assert displayed(customer.phone) == "+7 (4842) 57-12-34"
    assert customer.registered_at == NOW


def test_a_person_needs_no_more_than_a_name(register: Register):
    person = register(kind="person", name="Белов Пётр Ильич", birth_date=date(1980, 5, 1))
    assert person.inn == ""
    assert str(person) == "Белов Пётр Ильич"


@pytest.mark.parametrize(
    ("kind", "field", "given"),
    [
        ("company", "inn", "7707049389"),
        ("company", "inn", "500100732259"),
        ("company", "ogrn", "304500116000157"),
        ("company", "kpp", "77070100"),
        ("company", "birth_date", date(1980, 5, 1)),
        ("person", "kpp", "770701001"),
        ("person", "ogrn", "1027700198767"),
        ("person", "inn", "7707049388"),
        ("person", "birth_date", date(2026, 2, 4)),
        ("person", "birth_date", date(1826, 2, 4)),
        ("sole_trader", "ogrn", "1027700198767"),
        ("company", "email", "office@"),
        ("company", "phone", "571234"),
        ("company", "name", ""),
        ("company", "name", "х" * 301),
        ("company", "legal_address", "\x00"),
        ("company", "contact_name", "Иван\ud800"),
        ("company", "language", "fr"),
    ],
)
def test_a_fault_names_its_field_and_nothing_is_written(
    register: Register, kind: str, field: str, given: Any
):
    with pytest.raises(BadField) as refusal:
        register(**{"kind": kind, field: given})
    assert refusal.value.params["field"] == field
    assert refusal.value.params["fault"] % refusal.value.params
    assert refusal.value.params["mend"] % refusal.value.params or True
    assert not Customer.objects.exists()


def test_a_kind_of_customer_that_does_not_exist(register: Register):
    with pytest.raises(BadField, match="kind"):
        register(kind="cooperative")


def test_the_database_refuses_what_slips_past_the_actions(register: Register):
    customer = register()
    for field, wrong in (("inn", "12"), ("phone", "8-800"), ("name", ""), ("kind", "x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Customer.objects.filter(pk=customer.pk).update(**{field: wrong})


def test_contacts_change_field_by_field(register: Register):
    customer = register(phone="+7 4842 57-12-34", contact_name="Белов")
    changed = change_contacts(customer=customer, email="new@romashka.example")
    assert (changed.contact_name, changed.phone) == ("Белов", "+74842571234")
    assert changed.email == "new@romashka.example"
    assert change_contacts(customer=customer, phone="").phone == ""


def test_further_people_at_the_customer(register: Register):
    customer = register()
    add_contact(customer=customer, name="Вахтёр", post="охрана", phone="8 910 520-11-22")
    assert [(c.name, c.phone) for c in customer.contacts.all()] == [("Вахтёр", "+79105201122")]
    with pytest.raises(BadField, match="name"):
        add_contact(customer=customer, name=" ")


def test_bank_details_stand_apart_and_fit_their_bank(register: Register):
    customer = register()
    for _again in range(2):
        details = set_bank_details(
            customer=customer,
            account="4070 2810 9381 2006 1991",
            bik="044525225",
            correspondent_account="30101810400000000225",
            bank_name="Банк",
        )
    assert BankDetails.objects.get() == details
    assert str(details) == "…1991"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("account", "40702810938120061992"),
        ("account", ""),
        ("bik", "044525226"),
        ("bik", "1"),
        ("correspondent_account", "30101810400000000224"),
    ],
)
def test_a_misprint_in_bank_details_is_found(register: Register, field: str, given: str):
    usual = {"account": "40702810938120061991", "bik": "044525225", "correspondent_account": ""}
    with pytest.raises(BadField) as refusal:
        set_bank_details(customer=register(), **usual | {field: given})
    assert refusal.value.params["field"] in (field, "account")
    assert not BankDetails.objects.exists()


def test_a_site_keeps_the_address_as_typed_and_its_place(site: AddSite):
    added = site(latitude=54.513845, longitude="36.261224", entrance="2", floor="3")
    added.refresh_from_db()
    assert str(added) == "Калуга, ул. Кирова, 15"
    assert (added.latitude, added.longitude) == (Decimal("54.513845"), Decimal("36.261224"))
    assert site().latitude is None


@pytest.mark.parametrize(
    ("field", "differing"),
    [
        ("latitude", {"latitude": 90.1, "longitude": 0}),
        ("latitude", {"latitude": float("nan"), "longitude": 0}),
        ("latitude", {"latitude": "север", "longitude": 0}),
        ("latitude", {"longitude": 36.2}),
        ("longitude", {"latitude": 54.5}),
        ("longitude", {"latitude": 54.5, "longitude": -181}),
        ("longitude", {"latitude": 54.5, "longitude": float("inf")}),
        ("address", {"address": "  "}),
        ("postal_code", {"postal_code": "2480001"}),
    ],
)
def test_a_site_off_the_earth_is_refused(site: AddSite, field: str, differing: dict[str, Any]):
    with pytest.raises(BadField) as refusal:
        site(**differing)
    assert refusal.value.params["field"] == field


def test_the_database_keeps_coordinates_on_earth_and_in_pairs(site: AddSite):
    added = site(latitude=54, longitude=36)
    for wrong in ({"latitude": 91}, {"longitude": None}):
        with pytest.raises(IntegrityError, match="site_on_earth"), transaction.atomic():
            Site.objects.filter(pk=added.pk).update(**wrong)
