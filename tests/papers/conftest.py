"""A shelf of its own for every story."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from turnup.papers.queries import shelf
from turnup.papers.shelf import Shelf

NOW = datetime(2026, 2, 3, 7, tzinfo=UTC)

LETTER: dict[str, Any] = {
    "title": "Заявка на подключение",
    "number": "17/2026",
    "date": "3 февраля 2026 г.",
    "company": {"name": "ООО «РусНет»", "details": "248000, Калуга, ул. Кирова, 1"},
    "paragraphs": ["Просим подключить наш офис."],
    "rows": [["Тариф", "Радио 30"]],
    "signatures": [{"post": "Директор", "name": "Петров П. П."}],
    "language": "ru",
}


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Shelf:
    settings.DATA = tmp_path
    return shelf()
