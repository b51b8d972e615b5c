"""What is real round a provider: its worker, FreeRADIUS, an access server, a mail server."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from tests.activation.radius_box import (
    SECRET,
    AccessServerAtHand,
    FreeRadius,
    access_server,
    radius_database,
    running_freeradius,
)
from tests.messages.post_office import Counter, PostOffice, Server
from tests.serving.conftest import environment
from turnup.activation.actions import keep_access_server
from turnup.postgres.place import APPLICATION, OWNER, Place

PATIENCE = 60.0  # seconds within which all converges by itself, as is promised


def until(what: str, holds: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Wait until something holds, and give it."""
    ends = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < ends, f"waited in vain until {what}"
        time.sleep(0.1)
    return found


@dataclass
class Plant:
    """The running things; each can be taken away and brought back."""

    place: Place
    radius: FreeRadius
    box: AccessServerAtHand
    post: PostOffice
    log: Path
    worker: subprocess.Popen[bytes] | None = None
    _post_server: Server | None = None

    # -------------------------------------------------------------- worker
    def start_worker(self) -> None:
        """Start the worker that `turnup serve` starts, as the application's database user."""
        name = str(connection.settings_dict["NAME"])
        with open(self.log, "ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "turnup.serving.worker", str(settings.DATA)],
                env=environment(
                    DATABASE_URL=self.place.url(APPLICATION, name),
                    TURNUP_DATA=str(settings.DATA),
                    TURNUP_SECRET_KEY=settings.SECRET_KEY,
                    TURNUP_RADIUS_DATABASE_URL=self.radius.url,
                    TURNUP_SMTP_URL=self.post.url,
                    TURNUP_DRAIN_SECONDS="5",
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill_worker(self) -> None:
        """Kill the worker amid its work, as a power cut would."""
        assert self.worker is not None
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()

    def stop_worker(self) -> None:
        """Let the worker finish what it has in hand."""
        if self.worker is not None and self.worker.poll() is None:
            self.worker.terminate()
            self.worker.wait(20)

    # -------------------------------------------------------------- mail
    def open_post(self) -> None:
        """Have the mail server answer, on the port it had."""
        Server.allow_reuse_address = True
        self._post_server = Server(("127.0.0.1", self.post.port), Counter)
        self._post_server.office = self.post
        self.post.port = self._post_server.server_address[1]
        threading.Thread(target=self._post_server.serve_forever, daemon=True).start()

    def close_post(self) -> None:
        """Have nobody answer there."""
        if self._post_server is not None:
            self._post_server.shutdown()
            self._post_server.server_close()
            self._post_server = None

    # -------------------------------------------------------------- RADIUS's database
    def close_radius(self) -> None:
        """Take RADIUS's database away: nobody is let in, who is in is thrown out."""
        self._allow_radius(False)
        with self._server() as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [self._radius_name],
            )

    def open_radius(self) -> None:
        """Bring RADIUS's database back."""
        self._allow_radius(True)

    @property
    def _radius_name(self) -> str:
        return self.radius.url.rpartition("/")[2].partition("?")[0]

    def _allow_radius(self, allowed: bool) -> None:
        with self._server() as server:
            server.execute(
                sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
                    sql.Identifier(self._radius_name), sql.Literal(allowed)
                )
            )

    def _server(self) -> psycopg.Connection:
        return psycopg.connect(self.place.url(OWNER, "postgres"), autocommit=True)


@contextmanager
def running_plant(place: Place, folder: Path) -> Iterator[Plant]:
    """Have everything run for the length of the block."""
    with connection.cursor() as cursor:  # jobs of earlier tests are not flushed with the tables
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    with ExitStack() as stack:
        url = radius_database(place, "plant")
        radius = stack.enter_context(running_freeradius(url, folder / "freeradius"))
        box = stack.enter_context(access_server())
        plant = Plant(place, radius, box, PostOffice(), folder / "worker.log")
        stack.callback(plant.stop_worker)
        stack.callback(plant.close_post)
        stack.callback(plant.open_radius)
        plant.open_post()
        keep_access_server(
            name="ru-klg-bras-1", address="127.0.0.1", secret=SECRET, dynamic_port=box.port
        )
        plant.start_worker()
        yield plant
