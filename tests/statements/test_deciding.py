"""A person decides about what waits; every decision is in the ledger, and can be undone."""

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection

from tests.money_office import Office
from tests.statements.banks import Paid, but, one_c
from turnup.billing.models import Invoice, Remittance
from turnup.desk.invariants import rooms
from turnup.orders.findings import Finding
from turnup.orders.models import JournalEntry, Order
from turnup.standard.refusals import BadField
from turnup.statements import actions
from turnup.statements.models import BankOperation
from turnup.statements.queries import sums_of
from turnup.statements.suggestions import suggestions_for, told_before


@pytest.fixture
def paid(office: Office) -> tuple[Office, Order, Invoice, BankOperation]:
    order, invoice = office.invoiced("7707049388")
    office.imported(one_c(Paid(amount="13000.00", purpose="за интернет", inn="7707049388")))
    return office, order, invoice, BankOperation.objects.get()


def decided(office: Office, decision: str, operation: BankOperation, **said) -> BankOperation:
    clerk = office.company.staff["subscriber_clerk"]
    act = getattr(actions, decision)
    return act(actor=clerk, now=office.company.now, operation_id=operation.pk, **said)


def broken() -> dict[str, int]:
    findings: dict[str, Finding] = defaultdict(Finding)
    rooms(findings)
    return {code: one.broken for code, one in findings.items() if one.broken}


def test_the_likeliest_invoice_is_suggested(paid) -> None:
    _office, _order, invoice, operation = paid
    first = suggestions_for(operation)[0]
    assert (first.target, first.why, first.amount) == (invoice.number, "inn", Decimal(12000))


def test_an_operation_that_may_be_known_shows_what_it_may_be(office: Office) -> None:
    _order, invoice = office.invoiced()
    paid = Paid(amount="500.00", purpose=f"л/с {invoice.account.number}")
    office.imported(one_c(paid, paid, but(paid, number="9", amount="501.00")))
    first = BankOperation.objects.get(state="matched", amount="500.00")
    again = BankOperation.objects.get(reason="told_again")
    assert told_before(again) == [first]
    assert told_before(first) == []


def test_a_number_that_is_an_account_is_suggested(office: Office) -> None:
    _order, invoice = office.invoiced()
    office.imported(one_c(Paid(amount="77.00", purpose=f"счет {invoice.account.number}")))
    first = suggestions_for(BankOperation.objects.get())[0]
    assert (first.target, first.why) == (str(invoice.account.number), "account")


def test_a_credit_is_shared_between_an_invoice_and_the_account(paid) -> None:
    office, order, invoice, operation = paid
    done = decided(
        office, "allocate_operation", operation, shares=[(invoice.number, Decimal(12000))]
    )
    assert (done.state, done.credited) == ("parked", Decimal(12000))
    assert office.stands(order)
    account = str(invoice.account.number)
    done = decided(office, "allocate_operation", operation, shares=[(account, Decimal(1000))])
    assert done.state == "matched"
    assert office.balance(order) == Decimal(13000)
    assert sums_of(done.file).agrees
    assert broken() == {}


def test_no_more_is_credited_than_came(paid) -> None:
    office, order, invoice, operation = paid
    with pytest.raises(BadField):
        decided(office, "allocate_operation", operation, shares=[(invoice.number, Decimal(13001))])
    with pytest.raises(BadField):
        decided(office, "allocate_operation", operation, shares=[("2026-99", Decimal(1))])
    assert not office.stands(order)
    assert not Remittance.objects.exists()


def test_a_decision_is_undone_with_counter_entries(paid) -> None:
    office, order, invoice, operation = paid
    decided(
        office,
        "allocate_operation",
        operation,
        shares=[(invoice.number, Decimal(12000)), (str(invoice.account.number), Decimal(1000))],
    )
    undone = decided(office, "undo_decision", operation, reason="Не тот клиент")
    assert (undone.state, undone.credited) == ("parked", 0)
    assert office.balance(order) == 0
    assert not office.stands(order)
    assert JournalEntry.objects.filter(order=order, step="payment_reversed").exists()
    decided(office, "allocate_operation", operation, shares=[(invoice.number, Decimal(12000))])
    assert office.stands(order)
    assert broken() == {}


def test_returned_and_foreign_money_leaves_the_list(paid) -> None:
    office, _order, _invoice, operation = paid
    day = operation.arrived_on
    back = decided(office, "return_operation", operation, on=day, reason="По письму клиента")
    assert back.state == "returned"
    sums = sums_of(back.file)
    assert (sums.rejected.amount, sums.agrees) == (Decimal(13000), True)
    with pytest.raises(BadField):
        decided(office, "set_aside_operation", operation, note="Заём")


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    ("invariant", "statement"),
    [
        ("I12", "UPDATE billing_posting SET amount = amount + 1"),
        ("I12", "UPDATE billing_remittance SET invoice_id = NULL"),
        ("I13", "UPDATE statements_allocation SET amount = amount - 1"),
        ("I14", "UPDATE statements_statementfile SET amount = amount + 0.01"),
        ("I14", "UPDATE statements_statementline SET amount = amount - 0.01"),
        ("I14", "DELETE FROM statements_statementline"),
    ],
)
def test_each_invariant_of_the_money_is_seen_broken(paid, invariant: str, statement: str) -> None:
    office, _order, invoice, operation = paid
    shares = [(invoice.number, Decimal(12000)), (str(invoice.account.number), Decimal(1000))]
    decided(office, "allocate_operation", operation, shares=shares)
    assert broken() == {}
    sql(statement)
    assert invariant in broken()
