"""A provider at work: programs for its people, and everything real that stands round it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.api.programs import Office, open_office
from tests.journeys.plant import Plant, running_plant
from turnup.papers.rusnet import write_beginnings
from turnup.postgres.place import Place


@pytest.fixture
def office(transactional_db: None, settings: Settings, tmp_path: Path) -> Office:
    settings.DATA = tmp_path
    write_beginnings()
    return open_office()


@pytest.fixture
def plant(office: Office, postgres: Place, settings: Settings, tmp_path: Path) -> Iterator[Plant]:
    with running_plant(postgres, tmp_path) as plant:
        settings.RADIUS_DATABASE_URL = plant.radius.url
        settings.SMTP_URL = plant.post.url
        yield plant
