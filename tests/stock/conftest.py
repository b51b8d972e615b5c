"""A provider with a warehouse, two vans and some goods."""

import pytest

from tests.stock.company import Store, store


@pytest.fixture
def company(db: None) -> Store:
    """Give a company that keeps stock."""
    return store()
