"""The office of these tests."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.money_office import Office, open_office
from turnup.activation.models import Service
from turnup.billing.models import PersonalAccount
from turnup.orders.models import Order
from turnup.orders.queries import folded
from turnup.requests.models import Terms


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Office:
    return open_office(tmp_path, settings)


@pytest.fixture
def served(office: Office) -> tuple[Office, Order, Service]:
    order = office.company.take_all(office.company.open_order())
    service = Service.objects.get(order=order)
    terms = Terms.objects.filter(order=order).first()
    assert terms is None, "the walk's bare orders have no terms"
    return office, order, service


@pytest.fixture
def account(served: tuple[Office, Order, Service]) -> PersonalAccount:
    _office, order, _service = served
    return PersonalAccount.objects.get(customer=order.customer)


@pytest.fixture
def fee(served: tuple[Office, Order, Service]) -> Callable[[str], Terms]:
    """Say what every service costs a month: the walk's orders have no terms that would."""

    def _fee(amount: str) -> Terms:
        told = {
            "version": 1,
            "speed_down_kbit": 1000,
            "speed_up_kbit": 1000,
            "connection_fee": 0,
            "monthly_fee": Decimal(amount),
            "valid_until": date(2100, 1, 1),
        }
        for order in Order.objects.filter(closed="completed"):
            seq = folded(order)[1].standing["terms_proposed"].seq
            terms, _made = Terms.objects.update_or_create(order=order, seq=seq, defaults=told)
        return terms

    _fee("3100.00")
    return _fee
