"""Data folders for servers of a test's own, taken away with everything that grew in them."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from turnup.postgres import server
from turnup.postgres.place import kept_place


@pytest.fixture
def make_data() -> Iterator[Callable[[int], Path]]:
    """Give a maker of data folders with a mode; their servers are stopped at the end."""
    made: list[Path] = []

    def make(mode: int = 0o755) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="turnup-pg-"))
        folder.chmod(mode)
        made.append(folder)
        return folder

    yield make
    for folder in made:
        take_away(folder)


@pytest.fixture
def data(make_data: Callable[..., Path]) -> Path:
    """Give an empty data folder that the server's account can reach."""
    return make_data()


def take_away(folder: Path) -> None:
    """Stop the folder's server and remove its data, wherever that lies."""
    place = kept_place(folder)
    if place is not None:
        server.stop(place, mode="immediate")
        shutil.rmtree(place.folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
