"""A data folder of the test's own, so that terrain loaded by others does not matter."""

from pathlib import Path

import pytest
from pytest_django import Settings

from turnup.surveys.inventory_queries import terrain_shelf
from turnup.surveys.precheck.terrain_shelf import TerrainShelf


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Settings) -> TerrainShelf:
    """Give the shelf of tiles, empty at first."""
    settings.DATA = tmp_path / "data"
    return terrain_shelf()
