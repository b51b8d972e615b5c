"""The office of the REST door's tests."""

import pytest

from tests.api.programs import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    """Give a provider whose people all have programs."""
    return open_office()
