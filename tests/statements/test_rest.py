"""Statements, accounts and months through the REST door: the pages' actions, the pages' rules."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.api.programs import Office, open_office
from tests.statements.banks import Paid, one_c
from turnup.billing.models import Invoice
from turnup.customers.models import AccessRecord, Customer
from turnup.papers.rusnet import write_beginnings
from turnup.statements.models import BankOperation

CLERK = "subscriber_clerk"


@pytest.fixture
def office(db: None, tmp_path, settings) -> Office:
    settings.DATA = tmp_path
    write_beginnings()
    return open_office()


def posted(office: Office, role: str, path: str, body: dict[str, Any]) -> Any:
    return office[role].post(f"/api/v1{path}", body)


def brought(office: Office, text: str) -> dict[str, Any]:
    content = base64.b64encode(text.encode("cp1251")).decode()
    answer = posted(office, CLERK, "/statements", {"name": "kl_to_1c.txt", "content": content})
    assert answer.status_code == 201
    return dict(answer.json())


def test_a_program_brings_a_statement_and_decides_about_what_waits(office: Office) -> None:
    order = office.open_order()
    office.drive(order, until="money_received")
    invoice = Invoice.objects.get(order_id=order)
    today = timezone.localdate()
    whole = Paid(purpose=f"Оплата по счету {invoice.number}", amount=f"{invoice.amount}", day=today)
    stray = Paid(purpose="За интернет", amount="300.00", number="9", day=today)
    told = brought(office, one_c(whole, stray))
    assert (told["state"], told["imported"]["count"], told["matched"]["count"]) == ("read", 2, 0)
    done = posted(office, CLERK, f"/statements/{told['id']}/import", {}).json()
    assert (done["matched"]["count"], done["parked"]["count"]) == (1, 1)
    (parked,) = office[CLERK].get("/api/v1/bank-operations?state=parked").json()
    assert parked["reason"] == "unknown_payer"
    path = f"/bank-operations/{parked['id']}"
    Customer.objects.filter(pk=invoice.account.customer_id).update(inn="7707049388")
    BankOperation.objects.filter(pk=parked["id"]).update(payer_inn="7707049388")
    card = office[CLERK].get(f"/api/v1{path}").json()
    assert card["operation"]["amount"] == "300.00"
    reads = AccessRecord.objects.filter(customer=invoice.account.customer, what="payer")
    assert reads.count() == 1, "who was shown as a possible payer is in the access records (I23)"
    number = f"{invoice.account.number}"
    share = {"shares": [{"target": number, "amount": "300.00"}]}
    assert posted(office, "lawyer", f"{path}/shares", share).status_code == 403
    assert posted(office, CLERK, f"{path}/shares", share).json()["state"] == "matched"
    ledger = office[CLERK].get(f"/api/v1/accounts/{number}").json()
    assert Decimal(ledger["account"]["balance"]) == invoice.amount + 300
    assert [one["kind"] for one in ledger["postings"]] == ["payment", "payment"]
    shown = office[CLERK].get(f"/api/v1/invoices/{invoice.number}").json()
    assert Decimal(shown["lacking"]) == 0
    undone = posted(office, CLERK, f"{path}/undoing", {"reason": "Не туда"}).json()
    assert (undone["state"], undone["credited"]) == ("parked", "0.00")
    aside = posted(office, CLERK, f"{path}/aside", {"note": "Проценты"}).json()
    assert aside["state"] == "not_ours"


def test_what_is_no_statement_says_why(office: Office) -> None:
    told = brought(office, "привет")
    assert (told["state"], told["refused"]["code"]) == ("refused", "not_a_statement")
    again = posted(office, CLERK, f"/statements/{told['id']}/import", {})
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "file")
    broken = posted(office, CLERK, "/statements", {"name": "x", "content": "%%%"})
    assert broken.json()["errors"][0]["field"] == "content"


def test_months_are_run_and_read(office: Office) -> None:
    future = posted(office, CLERK, "/months", {"month": "2090-01"})
    assert future.json()["errors"][0]["field"] == "month"
    begun = posted(office, CLERK, "/months", {"month": "2026-01"})
    assert (begun.status_code, begun.json()["month"]) == (201, "2026-01")
    assert office["director"].get("/api/v1/months/2026-01").json()["customers"] == 0
    assert office["director"].get("/api/v1/months/2026-01/papers").json() == []
    assert office["director"].get("/api/v1/months/2020-01").status_code == 404
    assert office["director"].get("/api/v1/transfer-documents/2026-1/pdf").status_code == 404
