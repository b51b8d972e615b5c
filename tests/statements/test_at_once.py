"""Two people, or a person and an import, credit money at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from tests.money_office import Office
from tests.statements.banks import Paid, one_c
from turnup.billing.advance_actions import use_advances
from turnup.billing.ledger import post_money
from turnup.billing.models import Remittance
from turnup.statements.actions import allocate_operation, set_aside_operation
from turnup.statements.models import BankOperation

HALF = Decimal(6000)


@pytest.mark.django_db(transaction=True)
def test_two_halves_credited_at_once_pay_the_invoice(office: Office) -> None:
    order, invoice = office.invoiced("7707049388")
    halves = [Paid(number=f"{n}", amount="6000.00", purpose="за интернет") for n in (1, 2)]
    office.imported(one_c(*halves))
    first, second = BankOperation.objects.order_by("id")
    kept, done = Event(), Event()

    def credit(operation: BankOperation) -> None:
        allocate_operation(
            actor=office.company.staff["subscriber_clerk"],
            now=office.company.now,
            operation_id=operation.pk,
            shares=[(invoice.number, HALF)],
        )

    def later() -> None:
        try:
            kept.wait(10)
            credit(second)
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(later)
        with transaction.atomic():
            credit(first)
            kept.set()
            done.wait(1)  # the other has to wait for our commit, or it would not see our half
        other.result(10)
    assert office.stands(order)


@pytest.mark.django_db(transaction=True)
def test_an_import_and_the_closing_of_a_month_do_not_wait_for_each_other(office: Office) -> None:
    """The import keeps money of one account and holds another; the closing holds both."""
    (_first, paid), (_second, held) = office.invoiced("7707049388"), office.invoiced("5024134230")
    assert paid.account_id < held.account_id
    now, kept, done = office.company.now, Event(), Event()

    def close() -> None:
        try:
            kept.wait(10)
            use_advances(accounts=[paid.account_id, held.account_id], at=now)
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        closing = pool.submit(close)
        with transaction.atomic():
            post_money(remittance=_money(office, paid.account_id))
            use_advances(accounts=[held.account_id], at=now)
            kept.set()
            done.wait(1)  # the other holds the first account by now, and waits for the second
        closing.result(10)
    assert Remittance.objects.filter(account=paid.account_id).exists()


def _money(office: Office, account_id: int) -> Remittance:
    return Remittance(
        account_id=account_id,
        amount=HALF,
        payer="ООО «Ромашка»",
        received_on=office.company.now.date(),
        bank_reference="1",
        recorded_at=office.company.now,
        recorded_by_id=office.company.staff["subscriber_clerk"].id,
    )


@pytest.mark.django_db(transaction=True)
def test_what_a_person_decides_meanwhile_no_later_file_decides_anew(office: Office) -> None:
    _order, invoice = office.invoiced("7707049388")
    paid = Paid(purpose=f"л/с {invoice.account.number}", arrived=False)
    office.imported(one_c(paid))
    operation = BankOperation.objects.get()
    assert operation.reason == "no_arrival_day"
    decided, done = Event(), Event()

    def tell_its_day() -> None:
        try:
            decided.wait(10)
            office.imported(one_c(replace(paid, arrived=True)))
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(tell_its_day)
        with transaction.atomic():
            set_aside_operation(
                actor=office.company.staff["subscriber_clerk"],
                now=office.company.now,
                operation_id=operation.pk,
                note="Заём учредителя",
            )
            decided.set()
            done.wait(2)
        other.result(10)
    operation.refresh_from_db()
    assert (operation.state, operation.note) == ("not_ours", "Заём учредителя")
    assert not Remittance.objects.exists()
