"""The desk of stages 1 to 3."""

import pytest

from tests.requests.desk import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    """Give a company that works by its rooms' actions."""
    return Desk()
