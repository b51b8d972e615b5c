"""The embedded server as its users see it: whoever comes first starts it, who leaves last stops it.

Two lock files under DIR/run keep that honest. `postgres.lock` is held while the server is being
started or stopped; `postgres.users` is shared by everyone who uses it. The kernel lets go of
both when a process dies, so a killed process never keeps the server running for ever.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from turnup.postgres import server
from turnup.postgres.faults import DatabaseFault
from turnup.postgres.place import Place, kept_place, new_place
from turnup.postgres.process import postmaster
from turnup.postgres.roles import ensure_database
from turnup.postgres.tuning import TUNING


@contextmanager
def embedded_postgres(data: Path, *, tuning: Mapping[str, str] = TUNING) -> Iterator[Place]:
    """Run the data folder's PostgreSQL for as long as the block lasts, or join who runs it.

    `tuning` is for a server that does not exist yet.
    """
    make_data_folder(data)
    with open(data / "run" / "postgres.users", "a") as users:
        with _starting_or_stopping(data):
            place = server.start(kept_place(data) or new_place(data), tuning=tuning)
            ensure_database(place)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield place
        finally:
            with _starting_or_stopping(data):
                _stop_if_last(users.fileno(), place)


def revive(place: Place) -> str | None:
    """Start the server again if it died while it was in use; return what happened.

    Raise DatabaseFault when it does not come up, or only on another port, which those who are
    connected do not know.
    """
    if postmaster(place) is not None:
        return None
    with _starting_or_stopping(place.data):
        if server.start(place).port != place.port:
            raise DatabaseFault(f"Port {place.port} was taken while PostgreSQL was down.")
    return f"PostgreSQL in {place.folder} had ended; it runs again"


def make_data_folder(data: Path) -> None:
    """Make DIR and DIR/run; others may pass through a root's DIR, which its server must."""
    data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    (data / "run").mkdir(exist_ok=True)


@contextmanager
def _starting_or_stopping(data: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    with open(data / "run" / "postgres.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop_if_last(users: int, place: Place) -> None:
    """Stop the server unless another process still uses it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    server.stop(place)
