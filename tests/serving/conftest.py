"""`turnup serve` as a process of its own, on a data folder and a port of its own."""

import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from turnup.postgres import server
from turnup.postgres.place import kept_place

PATIENCE = 60.0


@dataclass
class Serve:
    """One running `turnup serve` and what it has printed."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    lines: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def pid(self, name: str) -> int:
        """Return the number in DIR/run/<name>.pid."""
        return int((self.data / "run" / f"{name}.pid").read_text())

    def get(self, path: str) -> tuple[int, str]:
        """Ask for a page; return its code and text, or code 0 when nobody answers."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=10
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""

    def health(self) -> dict[str, Any]:
        """Return what /healthz/ready says."""
        return json.loads(self.get("/healthz/ready")[1] or "{}")

    def wait_until_said(self, text: str) -> None:
        """Wait until the process prints a line with this text."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if text in self.lines.get(timeout=max(0.1, deadline - time.monotonic())):
                return

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain until {what}"
            time.sleep(0.05)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*words: str) -> list[str]:
    """Return the command line of a turnup command."""
    return [sys.executable, "-m", "turnup", *words]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without the tests' own settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TURNUP_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    return {**own, **more}


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Give a data folder, taken away with its server at the end."""
    folder = Path(tempfile.mkdtemp(prefix="turnup-serve-"))
    folder.chmod(0o755)
    yield folder
    place = kept_place(folder)
    if place is not None:
        server.stop(place, mode="immediate")
        shutil.rmtree(place.folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def launch(data: Path) -> Iterator[Callable[[], Serve]]:
    """Give a starter of `turnup serve`; whatever still runs at the end is killed."""
    started: list[Serve] = []

    def start() -> Serve:
        started.append(_start(data))
        return started[-1]

    yield start
    for serve in started:
        with suppress(ProcessLookupError):
            serve.process.kill()
        serve.process.wait()


@pytest.fixture(scope="module")
def running(launch: Callable[[], Serve]) -> Callable[[], Serve]:
    """Give what returns the server that runs, started when none does."""
    known: list[Serve] = []

    def get() -> Serve:
        if not known or known[-1].process.poll() is not None:
            known.append(launch())
        return known[-1]

    return get


@pytest.fixture
def serve(running: Callable[[], Serve]) -> Serve:
    """Give a running server; the test may leave it running or stop it."""
    return running()


def _start(data: Path) -> Serve:
    """Start `turnup serve` on a free port and wait until it says that it is ready."""
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--data", str(data), "--port", str(port)),
        env=environment(TURNUP_DRAIN_SECONDS="10"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    serve = Serve(data, port, process)
    threading.Thread(target=_collect, args=(serve,), daemon=True).start()
    serve.wait_until_said("Turnup is ready")
    return serve


def _collect(serve: Serve) -> None:
    """Pass on what the process prints, line by line."""
    assert serve.process.stdout is not None
    for line in serve.process.stdout:
        serve.lines.put(line)
