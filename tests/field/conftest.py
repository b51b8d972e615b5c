"""The crew of this room's tests."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.desk.readers import Office
from tests.field.crew import office_with_a_crew


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    """Give a provider whose installer works in a crew."""
    return office_with_a_crew()
