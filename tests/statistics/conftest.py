"""The provider of the statistics server's tests, with a service in use."""

import pytest

from tests.walk import Provider, provider
from turnup.activation.models import Service


@pytest.fixture
def company(db: None) -> Provider:
    return provider()


@pytest.fixture
def service(company: Provider) -> Service:
    """Give a service in use since an hour ago, by the company's clock."""
    order = company.take_until(company.open_order(), "service_activated")
    company.take(order, "service_activated", login="2026-17")
    return Service.objects.get(order=order)
