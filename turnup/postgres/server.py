"""One PostgreSQL server on one data folder: made, started, found again, stopped."""

import os
import shlex
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from turnup.postgres.account import Account, account_for
from turnup.postgres.binaries import install_for, program_environment
from turnup.postgres.faults import DatabaseFault
from turnup.postgres.place import SUPERUSER, Place
from turnup.postgres.process import end_orphans, postmaster
from turnup.postgres.tuning import TUNING

_RECOVERY_SECONDS = 300


def start(place: Place, *, tuning: Mapping[str, str] = TUNING) -> Place:
    """Make sure that the place's server runs and answers; return the place with its port.

    Finds a running server, starts a stopped one, recovers a crashed one and makes a new one.
    Raise DatabaseFault with the server's own words when it does not come up.
    """
    if postmaster(place) is None:
        place = _launch(place, tuning)
    _await_answer(place)
    return place


def stop(place: Place, *, mode: str = "fast") -> None:
    """Stop the server and wait until it is gone; do nothing when it is gone already."""
    if postmaster(place) is None:
        return
    done = _pg_ctl(place, "stop", "-m", mode, "-w", "-t", "60")
    if done and postmaster(place) is not None:
        raise DatabaseFault(f"PostgreSQL in {place.folder} does not stop: {done}")


def _launch(place: Place, tuning: Mapping[str, str]) -> Place:
    """Start the server, on another port when its own is taken."""
    if not (place.folder / "PG_VERSION").exists():
        _create(place, account_for(place.folder), tuning)
    end_orphans(place)
    _clear_traces(place)
    for _ in range(3):
        if not _free(place.port):
            place = place.on_port(_any_port())
        waiting = ("-w", "-t", str(_RECOVERY_SECONDS))
        fault = _pg_ctl(place, "start", *waiting, "-l", _log(place), "-o", _settings(place))
        if not fault:
            return place
        if _free(place.port):
            break
    raise DatabaseFault(
        f"PostgreSQL in {place.folder} does not start: {fault}\n{_last_words(place)}"
    )


def _create(place: Place, account: Account, tuning: Mapping[str, str]) -> None:
    """Make a new database cluster; the rename at the end makes a half-made one invisible."""
    install = install_for(account)
    draft = place.folder.with_name(place.folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    descriptor, password_file = tempfile.mkstemp(prefix="turnup-")
    try:
        os.write(descriptor, place.superuser_password.encode())
        for path in (draft, password_file):
            os.chown(path, account.uid, account.gid)
        done = account.run(
            _initdb(install, draft, password_file, tuning),
            environ=program_environment(install),
        )
    finally:
        os.close(descriptor)
        os.unlink(password_file)
    if done.returncode:
        raise DatabaseFault(f"initdb in {place.folder} failed: {done.stderr.strip()}")
    with suppress(OSError):
        place.folder.rmdir()
    draft.rename(place.folder)


def _initdb(
    install: Path, folder: Path, password_file: str, tuning: Mapping[str, str]
) -> list[str | Path]:
    """Return the command that makes a cluster: Unicode on every machine, passwords for everyone."""
    return [
        install / "bin" / "initdb",
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        *(f"--set={key}={value}" for key, value in tuning.items()),
    ]


def _settings(place: Place) -> str:
    """Return the server's options that Turnup rules; all else is the operator's, in the file."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(place.port),
        "unix_socket_directories": place.host if place.host.startswith("/") else "",
        "unix_socket_permissions": "0700",
        "cluster_name": place.name,
    }
    return shlex.join(f"--{key}={value}" for key, value in settings.items())


def _clear_traces(place: Place) -> None:
    """Remove the lock files of a server that is known to be dead."""
    for trace in ("postmaster.pid", *(path.name for path in place.folder.glob(".s.PGSQL.*"))):
        (place.folder / trace).unlink(missing_ok=True)


def _pg_ctl(place: Place, *words: str) -> str:
    """Run pg_ctl as the server's account; return an empty string or what it complained of."""
    account = account_for(place.folder)
    install = install_for(account)
    command = [str(install / "bin" / "pg_ctl"), *words, "-D", str(place.folder)]
    done = account.run(command, environ=program_environment(install))
    return (done.stderr or done.stdout).strip() if done.returncode else ""


def _await_answer(place: Place) -> None:
    """Wait until the server answers; after a crash it may have to recover first."""
    deadline = time.monotonic() + _RECOVERY_SECONDS
    while True:
        try:
            psycopg.connect(place.url(SUPERUSER, "postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError as fault:
            if postmaster(place) is None or time.monotonic() > deadline:
                raise DatabaseFault(
                    f"PostgreSQL in {place.folder} does not answer: {fault}\n{_last_words(place)}"
                ) from None
        time.sleep(0.05)


def _log(place: Place) -> str:
    """Return where the server writes before its own log is open."""
    return str(place.folder / "start.log")


def _last_words(place: Place) -> str:
    """Return the end of the youngest log."""
    logs = [Path(_log(place)), *place.folder.glob("log/*.log")]
    written = sorted((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)
    return "\n".join(written[-1].read_text(errors="replace").splitlines()[-8:]) if written else ""


def _free(port: int) -> bool:
    """Say whether a port of the loopback can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port != 0


def _any_port() -> int:
    """Return a port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
