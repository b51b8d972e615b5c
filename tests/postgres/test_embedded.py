"""The embedded server is made, joined, found after a crash, moved and stopped."""

import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.postgres.conftest import root_only
from turnup.postgres import server
from turnup.postgres.binaries import (
    copy_install,
    packaged_install,
    program_environment,
)
from turnup.postgres.embedded import embedded_postgres, revive
from turnup.postgres.faults import DatabaseFault
from turnup.postgres.place import APPLICATION, OWNER, Place, kept_place
from turnup.postgres.process import orphans, postmaster


def ask(place: Place, question: str, user: str = OWNER) -> object:
    """Ask the server one thing."""
    with psycopg.connect(place.url(user)) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row and row[0]


def crash(place: Place) -> int:
    """Kill the server process as a power cut would."""
    pid = postmaster(place)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while postmaster(place) == pid:
        time.sleep(0.01)
    return pid


def test_a_new_server_speaks_unicode_to_both_users(data: Path) -> None:
    with embedded_postgres(data) as place:
        assert ask(place, "SELECT current_user") == "turnup_owner"
        assert ask(place, "SELECT current_user", APPLICATION) == "turnup"
        assert ask(place, "SELECT lower('ЩЁ')") == "щё"
        assert ask(place, "SHOW synchronous_commit") == "on"
        assert ask(place, "SHOW fsync") == "on"
    assert postmaster(place) is None


def test_it_listens_to_this_machine_only(data: Path) -> None:
    with embedded_postgres(data) as place:
        assert ask(place, "SHOW listen_addresses") == "127.0.0.1"
        wrong = place.url(APPLICATION).replace(place.application_password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)


def test_the_second_user_joins_and_the_last_one_stops_it(data: Path) -> None:
    with embedded_postgres(data) as first:
        running = postmaster(first)
        with embedded_postgres(data) as second:
            assert second == first
            assert postmaster(second) == running
        assert postmaster(first) == running
    assert postmaster(first) is None


def test_the_first_user_may_leave_first(data: Path) -> None:
    earlier = embedded_postgres(data)
    earlier.__enter__()
    with embedded_postgres(data) as place:
        earlier.__exit__(None, None, None)
        assert ask(place, "SELECT 1") == 1
    assert postmaster(place) is None


def test_a_later_start_is_quick_and_keeps_port_and_data(data: Path) -> None:
    with embedded_postgres(data) as first, psycopg.connect(first.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    began = time.monotonic()
    with embedded_postgres(data) as second:
        assert second.port == first.port
        assert ask(second, "SELECT n FROM kept") == 42
    assert time.monotonic() - began < 10


def test_a_crashed_server_comes_back_with_what_was_committed(data: Path) -> None:
    with embedded_postgres(data) as place:
        with psycopg.connect(place.url(OWNER)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
        crash(place)
        with embedded_postgres(data) as again:
            assert ask(again, "SELECT n FROM kept") == 42


def test_whoever_watches_a_server_can_revive_it(data: Path) -> None:
    with embedded_postgres(data) as place:
        assert revive(place) is None
        crash(place)
        assert "runs again" in str(revive(place))
        assert ask(place, "SELECT 1") == 1


def test_a_living_stranger_is_not_taken_for_the_server(data: Path) -> None:
    """After a restart of the machine the recorded number may be any process's."""
    with embedded_postgres(data) as place:
        crash(place)
        record = place.folder / "postmaster.pid"
        lines = record.read_text().splitlines()
        record.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        assert postmaster(place) is None
        with embedded_postgres(data) as again:
            assert ask(again, "SELECT 1") == 1
            assert postmaster(again) != os.getpid()


def test_what_a_dead_server_left_behind_is_ended(data: Path) -> None:
    with embedded_postgres(data) as place:

        def keep_busy() -> None:
            with suppress(psycopg.Error), psycopg.connect(place.url(OWNER)) as connection:
                connection.execute("SELECT count(*) FROM generate_series(1, 10000000000)")

        threading.Thread(target=keep_busy, daemon=True).start()
        while (
            ask(
                place,
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                " AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()",
            )
            == 0
        ):
            time.sleep(0.02)
        crash(place)
        left = orphans(place)
        assert left
        with embedded_postgres(data) as again:
            assert ask(again, "SELECT 1") == 1
            assert not set(left) & set(orphans(again))


def test_a_taken_port_is_left_to_its_holder(data: Path) -> None:
    with embedded_postgres(data) as before:
        pass
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", before.port))
        holder.listen()
        with embedded_postgres(data) as place:
            assert place.port != before.port
            assert kept_place(data) == place
            assert ask(place, "SELECT 1") == 1


def test_a_start_cut_short_is_begun_anew(data: Path) -> None:
    half = data / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with embedded_postgres(data) as place:
        assert ask(place, "SELECT 1") == 1
    assert not half.exists()


def test_a_long_path_does_without_the_socket(data: Path) -> None:
    deep = data / ("far" * 20) / ("away" * 10)
    deep.mkdir(parents=True)
    with embedded_postgres(deep) as place:
        assert place.host == "127.0.0.1"
        assert ask(place, "SELECT 1") == 1


def test_lost_passwords_are_said_to_be_lost(data: Path) -> None:
    with embedded_postgres(data) as place:
        pass
    record = data / "postgres.json"
    kept = record.read_text()
    record.unlink()
    with pytest.raises(DatabaseFault, match=r"postgres\.json is missing"), embedded_postgres(data):
        pass
    record.write_text(kept)
    assert kept_place(data) == place


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    with embedded_postgres(data) as place:
        pass
    with open(place.folder / "postgresql.conf", "a") as file:
        file.write("shared_buffers = 'a lot'\n")
    with pytest.raises(DatabaseFault, match="shared_buffers"), embedded_postgres(data):
        pass


@root_only
def test_root_hands_the_server_to_an_ordinary_user(data: Path) -> None:
    with embedded_postgres(data) as place:
        assert place.folder == data / "postgres"
        assert os.stat(f"/proc/{postmaster(place)}").st_uid != 0
        assert place.folder.stat().st_mode & 0o077 == 0


@root_only
def test_root_puts_data_out_of_the_servers_reach_elsewhere(
    make_data: Callable[[int], Path],
) -> None:
    data = make_data(0o700)
    with embedded_postgres(data) as place:
        assert not place.folder.is_relative_to(data)
        with psycopg.connect(place.url(OWNER)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    with embedded_postgres(data) as again:
        assert again.folder == place.folder
        assert ask(again, "SELECT n FROM kept") == 42


@root_only
def test_an_ordinary_user_runs_it_himself(data: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgres.as_nobody", str(data)],
        cwd=settings.PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [f"as {nobody.pw_uid} turnup", "came back", "stopped"], (
        done.stderr
    )


def test_copied_programs_run_without_the_originals(data: Path) -> None:
    copy = data / "copy"
    copy_install(packaged_install(), copy)
    for program in ("postgres", "initdb", "pg_ctl", "pg_dump", "psql"):
        loaded = subprocess.run(
            ["ldd", copy / "bin" / program],
            env=program_environment(copy),
            capture_output=True,
            text=True,
            check=True,
        )
        assert "not found" not in loaded.stdout
        assert "site-packages" not in loaded.stdout
        assert "embedded_postgres" not in loaded.stdout


def test_stopping_twice_is_no_fault(data: Path) -> None:
    with embedded_postgres(data) as place:
        server.stop(place)
        server.stop(place)
