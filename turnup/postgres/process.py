"""Which processes of the machine belong to one embedded server, read from /proc.

`postmaster.pid` alone proves nothing: its process may be dead and its number someone else's.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from turnup.postgres.place import Place


def postmaster(place: Place) -> int | None:
    """Return the number of the living server process on this place's data, or None."""
    for pid, words in _commands():
        if os.path.basename(words[0]) == "postgres" and words[1:3] == ["-D", str(place.folder)]:
            return pid
    return None


def orphans(place: Place) -> list[int]:
    """Return the numbers of server processes that outlived their server process."""
    title = f"postgres: {place.name}: "
    return [pid for pid, words in _commands() if words[0].startswith(title)]


def end_orphans(place: Place, *, patience: float = 5.0) -> None:
    """End what a killed server left behind, so that its memory is free for a new one."""
    deadline = time.monotonic() + patience
    for sign in (signal.SIGQUIT, signal.SIGKILL):
        for pid in orphans(place):
            _send(pid, sign)
        while orphans(place) and time.monotonic() < deadline:
            time.sleep(0.02)
        deadline = time.monotonic() + patience


def _commands() -> Iterator[tuple[int, list[str]]]:
    """Yield every process that has a command line, with its words."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            line = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if line:
            yield int(entry.name), os.fsdecode(line).split("\0")


def _send(pid: int, sign: signal.Signals) -> None:
    """Send a signal to a process that may be gone by now."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
