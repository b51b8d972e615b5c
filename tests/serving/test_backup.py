"""The drill: a copy is made amid work, restored elsewhere, and everything holds."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from tests.serving.conftest import command, environment
from tests.walk import Provider, provider
from turnup.papers.queries import shelf
from turnup.postgres.place import OWNER, Place
from turnup.serving.backup import (
    BackupFault,
    check_backup,
    for_older_servers,
    make_backup,
    restore_database,
    restore_files,
)

TAKEN_IN_HAND = """
UPDATE procrastinate_jobs SET status = 'doing' WHERE id IN (
    SELECT DISTINCT ON (coalesce(lock, id::text)) id FROM procrastinate_jobs
     WHERE status = 'todo' ORDER BY coalesce(lock, id::text), id)"""


@pytest.fixture
def empty(postgres: Place) -> Iterator[str]:
    """Give an empty database beside the tests' own."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(postgres.url(OWNER, "postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield postgres.url(OWNER, name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def copy(transactional_db: None, postgres: Place, tmp_path: Path) -> Path:
    """Make a copy while orders move. Jobs of earlier tests are not flushed with the tables."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    company = provider()
    shelf().put(b"of no row: not copied")
    company.take_until(company.open_order(), "act_signed")
    with connection.cursor() as cursor:
        cursor.execute(TAKEN_IN_HAND)
    stop = threading.Event()
    load = threading.Thread(target=_move_orders, args=(company, stop))
    load.start()
    try:
        source = postgres.url(OWNER, str(connection.settings_dict["NAME"]))
        make_backup(target=tmp_path / "copy", data=_data(tmp_path), database=source, radius=None)
    finally:
        stop.set()
        load.join()
    return tmp_path / "copy"


def _move_orders(company: Provider, stop: threading.Event) -> None:
    while not stop.is_set():
        company.until_open(company.open_order(), "survey_done")
    connections.close_all()


def _data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "run").mkdir(parents=True)
    (data / "secret_key").write_text("kept")
    return data


def test_a_copy_made_under_load_is_restored_whole(copy: Path, empty: str, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    check_backup(copy)
    restore_database(copy, database=empty)
    restore_files(copy, restored)
    assert (restored / "secret_key").read_text() == "kept"
    assert not (restored / "run").exists()
    done = subprocess.run(
        command("verify", "--data", str(restored)),
        env=environment(DATABASE_URL=empty),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    checked = re.search(r"I1 +(\d+) checked +holds", done.stdout)
    assert checked is not None
    assert int(checked[1]) >= 1
    with pytest.raises(BackupFault, match="not empty"):
        restore_database(copy, database=empty)


def test_the_restored_database_guards_its_journal_and_queues_what_was_in_hand(
    copy: Path, empty: str
) -> None:
    restore_database(copy, database=empty)
    with psycopg.connect(empty) as database:
        found = database.execute("SELECT DISTINCT status::text FROM procrastinate_jobs")
        assert found.fetchall() == [("todo",)]
        with pytest.raises(psycopg.Error):
            database.execute("DELETE FROM orders_journalentry")


def test_a_damaged_or_unfinished_copy_is_refused(copy: Path) -> None:
    with open(copy / "turnup.dump", "r+b") as file:
        file.seek(2000)
        file.write(b"\0\0\0\0")
    with pytest.raises(BackupFault, match="changed"):
        check_backup(copy)
    (copy / "manifest.json").unlink()
    with pytest.raises(BackupFault, match="never finished"):
        check_backup(copy)


def test_a_manifest_cannot_reach_outside_its_copy(copy: Path, tmp_path: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"]["../data/secret_key"] = {"size": 1, "sha256": "0" * 64}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BackupFault, match="outside"):
        check_backup(copy)
    shutil.rmtree(copy)
    with pytest.raises(BackupFault, match="no copy"):
        check_backup(copy)


def test_a_copy_inside_what_it_copies_is_refused(tmp_path: Path) -> None:
    data = _data(tmp_path)
    with pytest.raises(BackupFault, match="outside"):
        make_backup(target=data / "copies" / "one", data=data, database="", radius=None)
    assert not (data / "copies").exists()


def test_nothing_is_left_of_a_copy_that_could_not_be_finished(
    transactional_db: None, postgres: Place, tmp_path: Path
) -> None:
    """On a full disk it would be in the way of the next one. Here the database is away."""
    there = postgres.url(OWNER, str(connection.settings_dict["NAME"]))
    away = postgres.url(OWNER, "away")
    with pytest.raises(BackupFault, match="does not exist"):
        make_backup(target=tmp_path / "copy", data=_data(tmp_path), database=away, radius=there)
    assert list((tmp_path / "copy").iterdir()) == []


def test_a_damaged_dump_leaves_the_database_empty(copy: Path, empty: str) -> None:
    whole = (copy / "turnup.dump").read_bytes()
    (copy / "turnup.dump").write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(BackupFault, match="pg_restore"):
        restore_database(copy, database=empty)
    with psycopg.connect(empty) as asked:
        row = asked.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert row == (0,)


def test_a_script_says_nothing_that_an_older_server_does_not_know() -> None:
    head = [b"SET lock_timeout = 0;\n", b"SET transaction_timeout = 0;\n", b"SET x = 1;\n"]
    rows = [b"a\tb\n"] * 200 + [b"SET transaction_timeout = 0;\n"]
    assert list(for_older_servers(iter(head + rows))) == [head[0], head[2], *rows]
