"""The provider of stage 5's tests, and FreeRADIUS on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytest_django import Settings

from tests.activation.radius_box import FreeRadius, radius_database, running_freeradius
from tests.walk import Provider, provider
from turnup.activation.models import Service
from turnup.orders.models import Order
from turnup.postgres.place import Place


def active(company: Provider) -> tuple[Order, Service]:
    """Take an order into service under the login 2026-17."""
    order = company.take_until(company.open_order(), "service_activated")
    company.take(order, "service_activated", login="2026-17")
    return order, Service.objects.get(order=order)


@pytest.fixture
def company(db: None) -> Provider:
    """Give a company with crews and addresses."""
    return provider()


@pytest.fixture(scope="package")
def running(postgres: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreeRadius]:
    """Have FreeRADIUS run for the tests of this folder."""
    run: Path = tmp_path_factory.mktemp("freeradius")
    with running_freeradius(radius_database(postgres, "freeradius"), run) as box:
        yield box


@pytest.fixture
def radius(running: FreeRadius, settings: Settings) -> FreeRadius:
    """Give FreeRADIUS with nobody let in and nothing counted."""
    with psycopg.connect(running.url) as database:
        database.execute("TRUNCATE radcheck, radreply, acctpacket, radacct, radpostauth")
    settings.RADIUS_DATABASE_URL = running.url
    return running
