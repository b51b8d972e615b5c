"""Customers for the stories of this room."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from turnup.customers.actions import add_site, register_customer
from turnup.customers.models import Customer, Site

NOW = datetime(2026, 2, 3, 7, tzinfo=UTC)

Register = Callable[..., Customer]
AddSite = Callable[..., Site]


@pytest.fixture
def register(db: None) -> Register:
    """Register a company; the story says only what matters to it."""

    def registered(**differing: Any) -> Customer:
        usual: dict[str, Any] = {"at": NOW, "kind": "company", "name": "ООО «Ромашка»"}
        return register_customer(**usual | differing)

    return registered


@pytest.fixture
def site(register: Register) -> AddSite:
    """Add a site, of a new customer unless the story names one."""

    def added(customer: Customer | None = None, **differing: Any) -> Site:
        usual: dict[str, Any] = {"at": NOW, "address": "Калуга, ул. Кирова, 15"}
        return add_site(customer=customer or register(), **usual | differing)

    return added
