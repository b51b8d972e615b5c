"""An invoice that says nothing asks for the connection fee of the terms that stand."""

from datetime import timedelta
from decimal import Decimal

from tests.walk import Provider
from turnup.billing.models import Invoice
from turnup.desk.steps import STEPS, record_step
from turnup.orders.models import Order
from turnup.orders.office import standing_standard
from turnup.requests.queries import connection_fee


def take_example(company: Provider, order: Order, step: str) -> None:
    company.now += timedelta(hours=1)
    actor = company.staff[standing_standard().steps[step].by[0]]
    record_step(move=company.move(order, actor), step=step, data=STEPS[step].form.example())


def test_the_invoice_asks_for_the_fee_of_the_terms(company: Provider) -> None:
    order = company.open_order()
    while "invoice_issued" not in (opened := company.open_steps(order)):
        take_example(company, order, opened[0])
    take_example(company, order, "invoice_issued")
    amount = Invoice.objects.get(order=order).amount
    assert amount == connection_fee(order.id)
    assert amount > Decimal(0)
