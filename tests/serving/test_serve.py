"""`turnup serve` keeps web and worker running and stops without losing what is in hand."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.serving.conftest import Serve, command, environment
from turnup.postgres.place import kept_place
from turnup.postgres.process import postmaster

Launch = Callable[[], Serve]


def gone(pid: int) -> bool:
    """Say whether no process has this number, or only a dead one that waits to be counted."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def all_gone(pids: list[int]) -> bool:
    """Say whether none of these processes lives."""
    return all(gone(pid) for pid in pids)


def members(group: int) -> list[int]:
    """Return the living members of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and not gone(int(entry.name)):
            try:
                if os.getpgid(int(entry.name)) == group:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def test_web_and_worker_are_two_groups_and_all_is_ready(serve: Serve) -> None:
    web, worker = serve.pid("web"), serve.pid("worker")
    assert os.getpgid(web) == web
    assert os.getpgid(worker) == worker
    assert serve.pid("serve") == serve.process.pid
    assert serve.get("/healthz/live") == (200, '{"live": true}')
    serve.wait_until(lambda: serve.health().get("ready") is True, "all is ready")
    code, text = serve.get("/metrics")
    assert code == 200
    assert "turnup_dead_letters 0" in text


def test_a_later_start_is_quick(serve: Serve, running: Launch) -> None:
    """Ten seconds are promised; a machine that runs all the tests at once gets twice that."""
    assert serve.stop() == 0
    began = time.monotonic()
    running()
    assert time.monotonic() - began < 20


def test_a_killed_web_server_comes_back_and_callers_wait(serve: Serve) -> None:
    for _ in range(3):
        before = serve.pid("web")
        inside = members(before)
        os.kill(before, signal.SIGKILL)
        serve.wait_until(partial(all_gone, inside), "the whole group is gone")
        assert serve.get("/healthz/live")[0] == 200
        assert serve.pid("web") != before


def test_a_killed_worker_comes_back(serve: Serve) -> None:
    before = serve.pid("worker")
    os.killpg(before, signal.SIGKILL)
    serve.wait_until(lambda: serve.pid("worker") != before, "the worker runs again")
    assert not gone(serve.pid("worker"))


def test_a_killed_database_comes_back(serve: Serve) -> None:
    place = kept_place(serve.data)
    assert place is not None
    before = postmaster(place)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    serve.wait_until(lambda: postmaster(place) not in (None, before), "PostgreSQL runs again")
    serve.wait_until(lambda: serve.health().get("ready") is True, "all is ready again")


def test_a_stop_lets_the_request_in_hand_finish(serve: Serve) -> None:
    """The request is in hand because the server waits for the rest of its body."""
    body = b"csrfmiddlewaretoken=" + b"a" * 32
    with socket.create_connection(("127.0.0.1", serve.port)) as caller:
        head = f"POST /sign-in HTTP/1.1\r\nHost: localhost:{serve.port}\r\n"
        head += f"Cookie: csrftoken={'a' * 32}\r\nConnection: close\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        caller.sendall(head.encode() + body[:5])
        time.sleep(0.5)
        serve.process.send_signal(signal.SIGTERM)
        time.sleep(1.5)
        assert serve.process.poll() is None
        caller.sendall(body[5:])
        caller.settimeout(10)
        assert caller.recv(12).startswith(b"HTTP/1.1 ")
    assert serve.process.wait(20) == 0


def test_a_stop_leaves_nothing_behind(serve: Serve) -> None:
    place = kept_place(serve.data)
    assert place is not None
    web, worker = serve.pid("web"), serve.pid("worker")
    assert serve.stop() == 0
    assert members(web) == members(worker) == []
    assert postmaster(place) is None
    assert not list((serve.data / "run").glob("*.pid"))


def test_a_killed_supervisor_leaves_no_one_serving(serve: Serve, running: Launch) -> None:
    web, worker = serve.pid("web"), serve.pid("worker")
    serve.stop(signal.SIGKILL)
    serve.wait_until(lambda: members(web) == members(worker) == [], "web and worker are gone")
    assert running().get("/healthz/live")[0] == 200


def test_a_second_serve_says_who_runs_already(serve: Serve) -> None:
    second = subprocess.run(
        command("serve", "--data", str(serve.data), "--port", "1"),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 3
    assert f"process {serve.process.pid}, http://localhost:{serve.port}" in second.stderr


def test_a_taken_port_is_said_to_be_taken(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        done = subprocess.run(
            command("serve", "--data", str(tmp_path), "--port", port),
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 4
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_joins_the_running_database(serve: Serve) -> None:
    place = kept_place(serve.data)
    assert place is not None
    before = postmaster(place)
    done = subprocess.run(
        command("migrate", "--data", str(serve.data)),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No migrations to apply" in done.stdout
    assert postmaster(place) == before
