"""Two people, or a person and an import, credit money at the same time."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from tests.money_office import Office
from tests.statements.banks import Paid, one_c
from turnup.statements.actions import allocate_operation
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
