"""Who looked at a customer's data is written down for ever; the data themselves may go."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from tests.customers.conftest import NOW, AddSite, Register
from turnup.customers.actions import (
    add_contact,
    add_site,
    note_read,
    set_bank_details,
)
from turnup.customers.forgetting import forget_customer
from turnup.customers.models import AccessRecord, BankDetails, Customer
from turnup.customers.queries import find_duplicates, search_customers
from turnup.people.actions import hire_person
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField

DEMAND = "заявление субъекта от 03.02.2026"
SECRETS = ("Белов", "Пётр", "7707", "5712", "belov", "4515", "Кирова", "код 48", "40702")


@pytest.fixture
def reader(db: None) -> Actor:
    person = hire_person(actor=None, email="r@rusnet.example", name="Читатель", at=NOW)
    return Actor(person.id, person.name, frozenset({"lawyer"}))


def fully_known(register: Register, kind: str) -> Customer:
    customer = register(
        kind=kind,
        name="Белов Пётр" if kind == "person" else "ООО «Ромашка»",
        inn="" if kind == "person" else "7707049388",
        contact_name="Белов Пётр",
        phone="+74842571234",
        email="belov@romashka.example",
        identity_document="паспорт 4515",
        birth_date=date(1980, 5, 1) if kind == "person" else None,
    )
    add_contact(customer=customer, name="Белов Пётр", phone="+74842571234")
    set_bank_details(customer=customer, account="40702810938120061991", bik="044525225")
    add_site(
        customer=customer, at=NOW, address="Калуга, Кирова 15", access_notes="код 48", locality="К"
    )
    return customer


def everything_said_of(customer: Customer) -> str:
    itself = Customer.objects.filter(pk=customer.pk).values()
    return str([*itself, *customer.sites.values(), *customer.contacts.values()])


def test_a_look_costs_one_statement(
    reader: Actor, register: Register, django_assert_num_queries: DjangoAssertNumQueries
):
    customer = register()
    with django_assert_num_queries(1):
        note_read(actor=reader, customer_id=customer.id, what="bank", at=NOW)
    record = customer.access.get()
    assert (record.actor_id, record.what, record.at) == (reader.id, "bank", NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers_accessrecord SET what = 'nothing'",
        "DELETE FROM customers_accessrecord",
        "TRUNCATE customers_accessrecord",
    ],
)
def test_a_look_cannot_be_unwritten(reader: Actor, register: Register, statement: str):
    note_read(actor=reader, customer_id=register().id, what="contacts", at=NOW)
    connection.check_constraints()  # or TRUNCATE would be refused for what is pending
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    assert AccessRecord.objects.count() == 1


def test_the_application_has_no_right_to_unwrite_a_look(register: Register, as_application: None):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AccessRecord.objects.all()._raw_delete("default")


def test_an_erased_person_leaves_a_row_and_nothing_personal(register: Register, reader: Actor):
    customer = fully_known(register, "person")
    note_read(actor=reader, customer_id=customer.id, what="contacts", at=NOW)
    assert all(secret in everything_said_of(customer) for secret in ("Белов", "Кирова", "код 48"))
    forget_customer(customer=customer, at=NOW + timedelta(days=1), ground=DEMAND)
    said = everything_said_of(customer)
    assert [secret for secret in SECRETS if secret in said] == []
    assert not BankDetails.objects.exists()
    assert customer.access.count() == 1
    assert str(Customer.objects.get()) != ""


def test_an_erased_companys_people_go_and_its_public_name_stays(register: Register):
    customer = fully_known(register, "company")
    forget_customer(customer=customer, at=NOW, ground=DEMAND)
    said = everything_said_of(customer)
    assert "Ромашка" in said
    assert "Кирова" in said
    assert [secret for secret in ("Белов", "5712", "belov", "код 48") if secret in said] == []


def test_erasing_again_changes_nothing(register: Register):
    customer = fully_known(register, "person")
    forget_customer(customer=customer, at=NOW, ground=DEMAND)
    again = forget_customer(customer=customer, at=NOW + timedelta(days=9), ground=DEMAND)
    assert again.forgotten_at == NOW


def test_the_erased_are_not_found_and_take_nothing_new(register: Register, site: AddSite):
    customer = fully_known(register, "company")
    forget_customer(customer=customer, at=NOW, ground=DEMAND)
    assert not search_customers("ромашка")
    assert find_duplicates(inn="7707049388") == []
    with pytest.raises(BadField, match="customer"):
        site(customer)


def test_nobody_looks_at_a_customer_who_is_not(reader: Actor, db: None):
    note_read(actor=reader, customer_id=uuid4(), what="bank", at=NOW)
    with pytest.raises(DatabaseError, match="foreign key"):
        connection.check_constraints()
