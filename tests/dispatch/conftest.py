"""The office of the pages of planning."""

import pytest

from tests.desk.readers import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    """Give a provider whose people are all signed in."""
    return open_office()
