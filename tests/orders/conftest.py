"""The company of the spine's tests."""

import pytest

from tests.orders.company import Company, found


@pytest.fixture
def company(db: None) -> Company:
    """Give a company with one person a role."""
    return found()
