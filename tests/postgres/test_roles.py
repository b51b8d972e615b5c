"""The application's user works on the tables but does not own them."""

import pytest
from django.db import ProgrammingError, connection

from turnup.postgres.place import Place

pytestmark = pytest.mark.django_db


def test_the_application_reads_and_writes(as_application: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("turnup",)
        cursor.execute("DELETE FROM django_session")


def test_the_application_changes_no_table(as_application: None) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("ALTER TABLE django_session ADD COLUMN x int")


def test_the_passwords_are_for_the_owner_only(postgres: Place) -> None:
    record = postgres.data / "postgres.json"
    assert record.stat().st_mode & 0o077 == 0
