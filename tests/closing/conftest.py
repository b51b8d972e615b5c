"""The office of these tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.money_office import Office, agree_fee, open_office
from turnup.activation.models import Service
from turnup.billing.models import PersonalAccount
from turnup.orders.models import Order
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
    """Say what every service costs a month."""
    agree_fee("3100.00")
    return agree_fee
