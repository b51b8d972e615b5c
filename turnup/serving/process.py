"""One supervised process group: started, restarted after a death, stopped without remains."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# A process that lived this long was healthy: its next death is the first again.
_HEALTHY_SECONDS = 30


@dataclass
class Group:
    """A child that leads a process group of its own; its number stands in `pid_file`."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    pid_file: Path
    pass_fds: tuple[int, ...] = ()
    deaths: int = 0
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _started: float = 0.0
    _start_again: float = 0.0

    @property
    def pid(self) -> int:
        """Return the leader's number, which is the group's too."""
        assert self._child is not None
        return self._child.pid

    def start(self) -> None:
        """Start the child and write its number down."""
        self._child = subprocess.Popen(
            self.command,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            start_new_session=True,
            # Safe here: the supervisor has one thread, and the C library is loaded already.
            preexec_fn=_follow_parent,
        )
        self._started = time.monotonic()
        self._start_again = 0.0
        write_pid(self.pid_file, self._child.pid)

    def tend(self) -> str | None:
        """Start the child again when it is dead and its pause is over; return what happened."""
        assert self._child is not None
        if self._start_again:
            return self._restart_when_due()
        code = self._child.poll()
        if code is None:
            return None
        kill_group(self._child.pid, signal.SIGKILL)
        lived = time.monotonic() - self._started
        self.deaths = 1 if lived > _HEALTHY_SECONDS else self.deaths + 1
        pause = min(_SHORTEST_PAUSE * 2 ** (self.deaths - 1), _LONGEST_PAUSE)
        self._start_again = time.monotonic() + pause
        return f"{self.name} ended ({_how(code)}); it starts again in {pause:.1f} s"

    def alive(self) -> bool:
        """Say whether the leader runs."""
        return self._child is not None and self._child.poll() is None

    def ask_to_stop(self) -> None:
        """Tell the leader to finish what it has in hand and end."""
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)

    def end(self) -> None:
        """Kill whatever is left of the group and forget its number."""
        if self._child is not None:
            kill_group(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self.pid_file.unlink(missing_ok=True)

    def _restart_when_due(self) -> str | None:
        """Start the child once its pause is over."""
        if time.monotonic() < self._start_again:
            return None
        self.start()
        return f"{self.name} runs again as process {self.pid}"


def write_pid(path: Path, pid: int) -> None:
    """Write a process number, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.write_text(f"{pid}\n")
    draft.replace(path)


def kill_group(pid: int, sign: signal.Signals) -> None:
    """Send a signal to every process of a group that may be gone."""
    try:
        os.killpg(pid, sign)
    except (ProcessLookupError, PermissionError):
        return


def end_remains(pid_file: Path, marker: str) -> None:
    """Kill the group that a supervisor killed earlier left behind.

    The number may be another program's by now, so only a group with a process whose command
    line holds `marker` is killed.
    """
    try:
        group = int(pid_file.read_text())
    except (FileNotFoundError, ValueError):
        return
    if any(marker in line for line in _command_lines(group)):
        kill_group(group, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)


def _command_lines(group: int) -> list[str]:
    """Return the command lines of a process group's living members."""
    lines = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[2]) == group:
                lines.append((entry / "cmdline").read_text(errors="replace"))
        except OSError:
            continue
    return lines


def _follow_parent() -> None:
    """In the child: take signals again, and end when the supervisor dies."""
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _how(code: int) -> str:
    """Say how a process ended."""
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
