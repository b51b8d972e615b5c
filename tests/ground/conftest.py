"""The provider of the ground's tests."""

import pytest

from tests.walk import Provider, provider


@pytest.fixture
def company(db: None) -> Provider:
    """Give a company with crews and addresses."""
    return provider()
