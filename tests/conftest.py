"""One throw-away PostgreSQL for a whole run; every worker has a database of its own in it.

Tests connect as the owner. The fixture `as_application` becomes the application's user, whom
the database keeps from changing the journal.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations
from typer.testing import CliRunner

from turnup.postgres.address import django_database
from turnup.postgres.embedded import embedded_postgres
from turnup.postgres.place import APPLICATION, OWNER, SUPERUSER, Place
from turnup.postgres.roles import grant_application
from turnup.serving.quick_states import draw_what_changes

# Nothing here has to outlive a power cut. Tests of crashes start servers of their own.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "200",
    "timezone": "UTC",
}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's data folder when its last process ends."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["TURNUP_TEST_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Place]:
    """Give the run's database server, started by whichever worker comes first."""
    with embedded_postgres(Path(os.environ["TURNUP_TEST_HOME"]), tuning=FAST) as place:
        _prepare_for_tests(place)
        yield place


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    postgres: Place, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Point Django to the run's server, as the owner."""
    draw_what_changes()
    entry = settings.DATABASES["default"]
    test = entry.get("TEST")
    entry.update(django_database(postgres.url(OWNER), pool_size=0))
    if test is not None:
        entry["TEST"] = test


@pytest.fixture
def as_application(db: None) -> Iterator[None]:
    """Let the test's statements run as the application's user, not as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION}")
    yield
    if not connection.in_atomic_block:  # else the rollback brings the owner back
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def commands(db: None, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Run commands in this process, in the test's transaction; they start no server."""
    monkeypatch.setenv("DATABASE_URL", "postgresql:///is-open-already")
    return CliRunner()


def _prepare_for_tests(place: Place) -> None:
    """Let the owner make test databases whose tables the application's user may work on."""
    with psycopg.connect(place.url(SUPERUSER, "template1"), autocommit=True) as admin:
        with _one_at_a_time(admin):
            admin.execute(f"ALTER ROLE {OWNER} CREATEDB")
            admin.execute(f"GRANT {APPLICATION} TO {OWNER}")
            admin.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
            admin.execute(f"GRANT ALL ON SCHEMA public TO {OWNER}")
    grant_application(place.url(OWNER, "template1"), APPLICATION)


@contextmanager
def _one_at_a_time(admin: psycopg.Connection) -> Iterator[None]:
    """Keep workers that start together from changing the same rows at once."""
    admin.execute("SELECT pg_advisory_lock(1)")
    yield
    admin.execute("SELECT pg_advisory_unlock(1)")


def _flush_past_triggers(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    """Empty the tables between transactional tests, those too that triggers keep append-only."""
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in sql_list:
            cursor.execute(statement)


setattr(DatabaseOperations, "execute_sql_flush", _flush_past_triggers)  # noqa: B010 - mypy minds less
