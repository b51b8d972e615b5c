"""The office of these tests, and files read as an import reads them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.money_office import Office, open_office
from tests.statements.banks import OURS, SECOND
from turnup.statements.formats.movements import Movement
from turnup.statements.formats.reading import Preview, opened, preview

TODAY = date(2026, 3, 10)


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Office:
    return open_office(tmp_path, settings)


class Bank:
    """Files of a bank, read as an import reads them."""

    def __init__(self, folder: Path):
        self.path = folder / "file"
        self.own = frozenset([OURS, SECOND])

    def write(self, content: str | bytes, charset: str = "cp1251") -> Path:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode(charset))
        return self.path

    def preview(self, content: str | bytes, charset: str = "cp1251") -> Preview:
        return preview(self.write(content, charset), self.own, TODAY)

    def movements(self, content: str | bytes, charset: str = "cp1251") -> list[Movement]:
        with opened(self.write(content, charset), self.own) as (reader, _kind, _charset):
            return list(reader.movements())


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return Bank(tmp_path)
