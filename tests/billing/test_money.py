"""Invoices, payments and the ledger: what is taken, what is refused, what a reversal leaves."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from tests.orders.company import Company
from tests.walk import Provider
from turnup.billing.models import Invoice, Payment, PersonalAccount, Posting
from turnup.billing.queries import balance_of
from turnup.contracts.clauses import policy_value
from turnup.orders.models import JournalEntry, Order
from turnup.orders.office import office_calendar
from turnup.orders.refusals import OrderNotFound
from turnup.standard.refusals import BadField, GateClosed


def invoiced(company: Provider) -> Order:
    return company.take_until(company.open_order(), "money_received")


def balance(order: Order) -> Decimal:
    return balance_of(PersonalAccount.objects.get(customer=order.customer))


def refused(company: Provider, order: Order, step: str, **said: object) -> BadField:
    """Take a step that must be refused for a field, and see that nothing of it stays."""
    before = (JournalEntry.objects.count(), Payment.objects.count(), Posting.objects.count())
    with pytest.raises(BadField) as caught:
        company.take(order, step, **said)
    after = (JournalEntry.objects.count(), Payment.objects.count(), Posting.objects.count())
    assert after == before
    return caught.value


def test_invoices_are_numbered_and_due(company: Provider) -> None:
    first, second = (invoiced(company) for _ in range(2))
    invoices = Invoice.objects.filter(order__in=[first, second]).order_by("issued_on", "id")
    assert [i.number for i in invoices] == ["2026-1", "2026-2"]
    term = int(policy_value("invoice_term", first.opened_at.date()))
    assert all(i.due_on == office_calendar().nth(i.issued_on, term) for i in invoices)


def test_one_customer_has_one_account(company: Provider) -> None:
    first, second = company.open_order(), company.open_order()
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    for order in (first, second):
        company.take_until(order, "money_received")
    assert PersonalAccount.objects.count() == 1


def test_an_invoice_without_terms_needs_its_amount(company: Provider) -> None:
    order = company.until_open(company.open_order(), "invoice_issued")
    fault = refused(company, order, "invoice_issued", amount=None)
    assert fault.params["field"] == "amount"


def test_an_invoice_is_not_due_before_its_day(company: Provider) -> None:
    order = company.until_open(company.open_order(), "invoice_issued")
    assert (
        refused(company, order, "invoice_issued", due_on="2026-01-05").params["field"] == "due_on"
    )


def test_part_of_the_money_is_not_the_money(company: Provider) -> None:
    fault = refused(company, invoiced(company), "money_received", amount="11999.99")
    assert fault.params["field"] == "amount"
    assert fault.params["lacking"] == Decimal("0.01")


def test_what_exceeds_the_invoice_stays_on_the_account(company: Provider) -> None:
    order = invoiced(company)
    company.take(order, "money_received", amount="12500.50")
    assert balance(order) == Decimal("12500.50")


def test_money_cannot_come_tomorrow_or_before_the_order(company: Provider) -> None:
    order = invoiced(company)
    for day in ("2027-01-01", "2026-02-01"):
        fault = refused(company, order, "money_received", received_on=day)
        assert fault.params["field"] == "received_on"


def test_one_bank_operation_credits_once(company: Provider) -> None:
    first, second = invoiced(company), invoiced(company)
    company.take(first, "money_received", bank_reference="ПП 417")
    fault = refused(company, second, "money_received", bank_reference="ПП 417")
    assert fault.params["field"] == "bank_reference"
    company.take(second, "money_received", bank_reference="ПП 418")


def test_a_reversed_payment_leaves_its_trace_and_opens_the_step_again(company: Provider) -> None:
    order = invoiced(company)
    company.take(order, "money_received", bank_reference="ПП 417")
    company.take(order, "payment_reversed", reason="Неверный счёт")
    assert balance(order) == 0
    assert [p.amount for p in Posting.objects.all()] == [Decimal("12000"), Decimal("-12000")]
    assert refused(company, order, "money_received", bank_reference="ПП 417")
    company.take(order, "money_received", bank_reference="ПП 420")
    assert balance(order) == Decimal("12000")


def test_a_free_connection_needs_no_posting(company: Provider) -> None:
    order = company.until_open(company.open_order(), "invoice_issued")
    company.take(order, "invoice_issued", amount="0")
    company.take(order, "money_received")
    assert not Posting.objects.exists()


def test_an_unpaid_invoice_falls_with_its_contract(company: Provider) -> None:
    order = invoiced(company)
    company.do(order, "contract_withdrawn")
    assert Invoice.objects.get(order=order).withdrawn_at == company.now


def test_a_paid_invoice_stays_when_its_contract_is_withdrawn(company: Provider) -> None:
    order = invoiced(company)
    company.take(order, "money_received")
    company.do(order, "contract_withdrawn")
    assert Invoice.objects.get(order=order).withdrawn_at is None


@pytest.mark.parametrize(
    "statement",
    ["UPDATE billing_posting SET amount = 1", "DELETE FROM billing_posting"],
)
def test_the_ledger_is_append_only(company: Provider, statement: str) -> None:
    company.take(invoiced(company), "money_received")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_closed_gate_is_said_before_any_field(company: Provider) -> None:
    order = company.open_order()
    with pytest.raises(GateClosed):
        company.take(order, "money_received", received_on="2027-01-01")


def test_anothers_order_is_hidden_whatever_is_said(company: Provider) -> None:
    order = company.open_order()
    company.staff["account_manager"] = Company.hire(company, "account_manager", "Другой")
    with pytest.raises(OrderNotFound):
        company.take(order, "invoice_issued", due_on="2020-01-01")
