"""`turnup serve`: keeps the web server and the worker running, each a process group of its own.

The supervisor holds the listening socket. So a port that is taken is known at once, and while
the web server is started anew after a crash, callers wait in the socket's queue instead of
being refused.
"""

import fcntl
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from turnup import environment
from turnup.serving.process import Group, end_remains, write_pid

log = logging.getLogger("turnup.serve")

_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
_STOP = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# A web server that dies this often before its first answer will not answer at all.
_HOPELESS_DEATHS = 4


class RunsAlready(Exception):
    """Another `turnup serve` holds this data folder."""


class PortTaken(Exception):
    """Something else listens on the address."""


class NeverReady(Exception):
    """The web server dies again and again before it answered once."""


@contextmanager
def hold_folder(run: Path) -> Iterator[IO[str]]:
    """Hold the data folder for this process; raise RunsAlready when another has it.

    The kernel lets go when the process ends, however it ends.
    """
    with open(run / "serve.lock", "a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise RunsAlready(held.read().strip()) from None
        yield held


def note_holder(held: IO[str], address: str) -> None:
    """Write down who holds the folder, for the one who finds it taken."""
    held.truncate(0)
    held.write(f"process {os.getpid()}, {address}")
    held.flush()


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket that the web server will inherit."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as fault:
        listener.close()
        raise PortTaken(f"{host}:{port} cannot be listened on: {fault.strerror}") from None
    listener.listen(2048)
    return listener


def _asked_to_stop(seconds: float) -> bool:
    """Wait for a signal for so long; say whether it asks to stop. A child's death ends the wait."""
    caught = signal.sigtimedwait(_SIGNALS, seconds)
    return caught is not None and caught.si_signo in _STOP


@dataclass
class Supervisor:
    """Web server and worker of one data folder, from their start to their end."""

    data: Path
    listener: socket.socket
    on_ready: Callable[[], None]
    tend_database: Callable[[], str | None]

    def run(self) -> None:
        """Start both groups, keep them running, and return after a drained stop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        groups = (self._web(), self._worker())
        write_pid(self._run / "serve.pid", os.getpid())
        try:
            for group in groups:
                end_remains(group.pid_file, str(self.data))
                group.start()
            self._watch(groups)
        finally:
            self._stop(groups)
            (self._run / "serve.pid").unlink(missing_ok=True)
            for sign in _STOP:  # asked twice, it still stops the database in peace
                signal.signal(sign, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)

    @property
    def _run(self) -> Path:
        return self.data / "run"

    def _watch(self, groups: tuple[Group, Group]) -> None:
        """Tend both groups until a signal says stop."""
        ready = False
        while not _asked_to_stop(0.1):
            for happened in (self.tend_database(), *(group.tend() for group in groups)):
                if happened:
                    log.warning(happened)
            if not ready and groups[0].deaths >= _HOPELESS_DEATHS:
                raise NeverReady("The web server ends before it answers; see the lines above.")
            if not ready and self._answers():
                ready = True
                self.on_ready()

    def _answers(self) -> bool:
        """Ask the web server for a sign of life."""
        try:
            with socket.create_connection(self.listener.getsockname()[:2], timeout=0.2) as probe:
                probe.sendall(b"GET /healthz/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return probe.recv(12).endswith(b"200")
        except OSError:
            return False

    def _stop(self, groups: tuple[Group, Group]) -> None:
        """Let both finish what they have in hand; end what takes too long.

        A second signal ends them at once; but not in the first second, for some callers send
        every signal to the process and then to its group.
        """
        self.listener.close()
        for group in groups:
            group.ask_to_stop()
        began = time.monotonic()
        patience = environment.read("TURNUP_DRAIN_SECONDS") + 2
        while any(group.alive() for group in groups) and time.monotonic() < began + patience:
            if _asked_to_stop(0.1) and time.monotonic() > began + 1:
                break
        for group in groups:
            group.end()

    def _web(self) -> Group:
        """Describe the web server: gunicorn with threads, on the inherited socket."""
        threads = environment.read("TURNUP_WEB_THREADS")
        descriptor = self.listener.fileno()
        return Group(
            name="web",
            command=[
                *(sys.executable, "-m", "gunicorn", "turnup.wsgi:application"),
                *("--config", "python:turnup.serving.web"),
                *("--name", f"turnup web {self.data}"),
                *("--bind", f"fd://{descriptor}"),
            ],
            environ={**os.environ, "TURNUP_DATABASE_POOL": str(threads + 2)},
            pid_file=self._run / "web.pid",
            pass_fds=(descriptor,),
        )

    def _worker(self) -> Group:
        """Describe the worker: Procrastinate on the same database."""
        return Group(
            name="worker",
            command=[sys.executable, "-m", "turnup.serving.worker", str(self.data)],
            environ=dict(os.environ),
            pid_file=self._run / "worker.pid",
        )
