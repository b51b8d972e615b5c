"""Staff for the stories of this room."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from turnup.people.actions import hire_person
from turnup.people.models import Person

HIRED = datetime(2026, 1, 12, 6, tzinfo=UTC)
PASSWORD = "серебряный-журавль-7"

Hire = Callable[..., Person]


@pytest.fixture
def hire(db: None) -> Hire:
    """Hire somebody; the story says only what matters to it."""

    def hired(*roles: str, **differing: Any) -> Person:
        usual: dict[str, Any] = {
            "actor": None,
            "email": "orlova@rusnet.example",
            "name": "Орлова Мария Сергеевна",
            "at": HIRED,
            "password": PASSWORD,
        }
        return hire_person(roles=roles, **usual | differing)

    return hired
