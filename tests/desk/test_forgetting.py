"""Forgetting a person: nothing they said or are called stays, and the chain stays valid."""

import json
import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from tests.desk.readers import Office, open_office
from turnup.activation.models import Service
from turnup.customers.forgetting import forget_customer
from turnup.customers.models import Customer
from turnup.desk.invariants import EVERY
from turnup.orders.findings import Finding
from turnup.orders.models import EntryData, Order
from turnup.standard.refusals import BadField

DEMAND = "требование субъекта данных"
PERSON = {
    "kind": "person",
    "name": "Незабудкина Прасковья Тихоновна",
    "birth_date": "1988-08-18",
    "birth_place": "посёлок Ферзиково",
    "identity_document": "паспорт 2908 777555",
    "contact_name": "Незабудкина Прасковья",
    "phone": "+79105557755",
    "email": "praskovya@nezabudka.example",
}
SITE = {
    "address": "Калуга, Незабудочная улица, 7",
    "access_notes": "код домофона 7755",
}
PUBLIC = {"surveys_estimateline"}  # works and devices
KEPT = PUBLIC | {
    # The law on accounting: primary documents and money (402-FZ, article 29).
    "contracts_contract",
    "contracts_contracttext",
    "contracts_dutiesexplanation",
    "contracts_signature",
    "contracts_settledclause",
    "contracts_disputedclause",
    "installation_completionact",
    # What the company decided and has: no word of the customer.
    "contracts_termsapproval",
    "installation_permit",
    "installation_lease",
    "installation_specialequipment",
    "installation_temporaryconnection",
    "surveys_survey",
    "requests_terms",
}


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def dump() -> dict[str, str]:
    """Give every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in tables:
            cursor.execute(f'SELECT string_agg(row_to_json(t)::text, chr(10)) FROM "{name}" t')
            found[name] = cursor.fetchone()[0] or ""
    return found


def texts(value: Any) -> set[str]:
    """Give the words of people in plain data: texts with Russian letters, in pieces."""
    if isinstance(value, dict):
        return set().union(*map(texts, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(texts, value), set())
    found = re.split(r"[\"\\\n]", value) if isinstance(value, str) else []
    return {one.strip() for one in found if len(one.strip()) > 4 and re.search("[а-я]", one)}


def said_in(office: Office, order: Order) -> set[str]:
    """Give all that people said on the order."""
    rows = EntryData.objects.filter(entry__order=order).values_list("data", flat=True)
    return set().union(*(texts(json.loads(json.dumps(data))) for data in rows))


def left(after: dict[str, str], before: dict[str, str], said: set[str]) -> dict[str, list[str]]:
    """Give what is still kept of what was said, by table; what was there before does not count."""
    known = "\n".join(before.values())
    own = [one for one in said if one not in known]
    assert own
    leaks = {name: [one for one in own if one in text] for name, text in after.items()}
    return {name: found for name, found in leaks.items() if found}


def opened(office: Office) -> Order:
    return office.open_order(customer=PERSON, site=SITE)


def forget(order: Order) -> datetime:
    now = timezone.now()
    customer = Customer.objects.get(pk=order.customer_id)
    forget_customer(customer=customer, at=now, ground=DEMAND)
    return now


def faults(invariant: str) -> Any:
    """Check as `turnup verify` does, but in the test's own transaction."""
    findings: dict[str, Finding] = defaultdict(Finding)
    for check in EVERY:
        check(findings)
    return findings[invariant].violations


def test_of_a_cancelled_order_nothing_stays(office: Office) -> None:
    before = dump()
    order = office.until_open(opened(office), "contract_signed_by_customer")
    office["lawyer"].get(f"/orders/{order.number}/contract/papers/contract")
    office.record(order, "order_cancelled")
    said = said_in(office, order) | texts(PERSON) | texts(SITE) | {"2908 777555", "9105557755"}

    forget(order)
    assert left(dump(), before, said).keys() <= PUBLIC
    assert (faults("I21"), faults("I22"), faults("I24"), faults("I1")) == ([], [], [], [])
    for path in ("", "/contract", "/terms"):
        assert office["owner"].get(f"/orders/{order.number}{path}").status_code in (200, 404)
    assert "данные удалены" in office["owner"].get(f"/orders/{order.number}").content.decode()


def test_of_a_served_customer_the_papers_of_account_stay(office: Office) -> None:
    before = dump()
    order = opened(office)
    while steps := office.opened(order):
        office.record(order, steps[0])
    said = said_in(office, order) | texts(SITE)
    with pytest.raises(BadField, match="customer"):
        forget(order)
    Service.objects.update(ended_at=timezone.now())
    forget(order)
    leaks = left(dump(), before, said)
    money = {name for name in leaks if name.startswith("billing_")}
    assert {name: found for name, found in leaks.items() if name not in KEPT | money} == {}
    assert (faults("I21"), faults("I22"), faults("I24")) == ([], [], [])
    assert office["owner"].get(f"/orders/{order.number}").status_code == 200
    assert office["owner"].get(f"/orders/{order.number}/contract").status_code == 200


def test_nobody_is_forgotten_while_an_order_is_under_way(office: Office) -> None:
    order = opened(office)
    with pytest.raises(BadField, match="customer"):
        forget(order)
    assert Customer.objects.get(pk=order.customer_id).name == PERSON["name"]


def test_verify_sees_what_was_not_erased(office: Office) -> None:
    order = opened(office)
    Customer.objects.filter(pk=order.customer_id).update(forgotten_at=timezone.now())
    assert [one["which"] for one in faults("I22")] == [str(order.customer_id)]
