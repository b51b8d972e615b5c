"""A provider, one of its orders, and the customer's link to it."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.desk.readers import open_office
from tests.portal.guests import Guests


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def guests(db: None) -> Guests:
    """Give a provider whose customers come by links."""
    return Guests(open_office())
