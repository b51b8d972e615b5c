"""The office of these tests."""

from pathlib import Path
from typing import Any

import pytest

from tests.money_office import Office, open_office


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Office:
    return open_office(tmp_path, settings)
