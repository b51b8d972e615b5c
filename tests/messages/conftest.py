"""The provider of the letters' tests, and a mail server to post them at."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.messages.post_office import PostOffice, open_office
from tests.walk import Provider, provider


@pytest.fixture
def company(db: None) -> Provider:
    """Give a company with crews and addresses."""
    return provider()


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """Give a mail server that letters go to."""
    office, server = open_office()
    settings.SMTP_URL = office.url
    settings.PUBLIC_URL = "https://turnup.rusnet.example"
    yield office
    server.shutdown()
    server.server_close()
