"""The clients of `turnup bench orders`: each a process of its own that works for some seconds.

Called as `python -m turnup.bench.clients KIND SECONDS`; prints its figures as one JSON line.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

FLOOR_TABLES = """
CREATE TABLE IF NOT EXISTS bench_card (id bigint PRIMARY KEY, stage int NOT NULL);
CREATE TABLE IF NOT EXISTS bench_line (id bigserial PRIMARY KEY, card bigint NOT NULL,
    stage int NOT NULL, at timestamptz NOT NULL DEFAULT now());
"""


def floor(seconds: float) -> dict[str, Any]:
    """Do the least durable work a step can be: one UPDATE, one INSERT, one COMMIT."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        card = os.getpid()
        connection.execute("INSERT INTO bench_card VALUES (%s, 0)", [card])
        connection.commit()

        def step() -> None:
            connection.execute("UPDATE bench_card SET stage = stage + 1 WHERE id = %s", [card])
            connection.execute("INSERT INTO bench_line (card, stage) VALUES (%s, 1)", [card])
            connection.commit()

        return _timed(seconds, lambda taken: _clocked(step, taken))


def record(seconds: float) -> dict[str, Any]:
    """Drive whole orders through `record()` in this process."""
    import django

    django.setup()
    from turnup.bench.ground import Driver

    return _timed(seconds, Driver().whole_order)


def rest(seconds: float) -> dict[str, Any]:
    """Drive whole orders over HTTP, one request a step, as any program would."""
    from turnup.bench.rest import Visitor

    return _timed(seconds, Visitor(os.environ["TURNUP_BENCH_API"]).whole_order)


def tasks(seconds: float) -> dict[str, Any]:
    """Ask for "my tasks" over HTTP, again and again."""
    from turnup.bench.rest import Visitor

    return _timed(seconds, Visitor(os.environ["TURNUP_BENCH_API"]).tasks)


def _clocked(step: Callable[[], None], taken: list[float]) -> None:
    began = perf_counter()
    step()
    taken.append(perf_counter() - began)


def _timed(seconds: float, once: Callable[[list[float]], object]) -> dict[str, Any]:
    """Call `once`, which appends each step's seconds, again and again until the time is over."""
    for _ in range(3):
        once([])
    taken: list[float] = []
    began, orders = perf_counter(), 0
    while perf_counter() - began < seconds:
        once(taken)
        orders += 1
    return {"seconds": taken, "orders": orders, "elapsed": perf_counter() - began}


KINDS: dict[str, Callable[[float], dict[str, Any]]] = {
    "floor": floor,
    "record": record,
    "rest": rest,
    "tasks": tasks,
}


def measure(kind: str, clients: int, seconds: float) -> dict[str, float]:
    """Let so many client processes work together; give steps and orders a second, p50 and p99."""
    command = [sys.executable, "-m", "turnup.bench.clients", kind, str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(clients)]
    told = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError(f"a client of {kind} failed")
    figures = [json.loads(text) for text in told]
    every = sorted(s for figure in figures for s in figure["seconds"])
    return {
        "steps_per_second": sum(len(f["seconds"]) / f["elapsed"] for f in figures),
        "orders_per_second": sum(f["orders"] / f["elapsed"] for f in figures),
        "p50_ms": every[len(every) // 2] * 1000,
        "p99_ms": every[int(len(every) * 0.99)] * 1000,
    }


def main() -> None:
    """Work as one client and print what it took."""
    kind, seconds = sys.argv[1], float(sys.argv[2])
    print(json.dumps(KINDS[kind](seconds)))


if __name__ == "__main__":
    main()
