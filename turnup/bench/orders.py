"""`turnup bench orders`: steps through `record()` and REST, beside the floor of the same server."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from turnup.bench import ground
from turnup.bench.clients import FLOOR_TABLES, KINDS, measure

Figures = dict[str, Any]


def run(existing: int, clients: int, seconds: float, rounds: int) -> Figures:
    """Measure floor, record and REST in turn, `rounds` times; then again with `existing` orders.

    Gives {"empty": {"1": figures, "C": figures}, "existing": …, "growth": …}; each figure is the
    median over the rounds, each ratio the median of the rounds' own ratios.
    """
    with ground.throw_away_database() as data:
        tokens = ground.found_company(data)
        with psycopg.connect(os.environ["TURNUP_OWNER_DATABASE_URL"]) as owner:
            owner.execute(FLOOR_TABLES)
        model = ground.Driver().model
        report: Figures = {"seconds": seconds, "rounds": rounds}
        with served(data, tokens), worker_still(data):
            report["empty"] = _measured(clients, seconds, rounds)
            if existing:
                ground.copy_orders(model, existing)
                report["existing"] = {"orders": existing} | _measured(clients, seconds, rounds)
                report["growth"] = _growth(report["empty"], report["existing"])
        return report


@contextmanager
def served(data: Path, tokens: dict[str, str]) -> Iterator[None]:
    """Run `turnup serve` on the same data for the REST clients, and end it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "turnup", "serve", "--port", str(port), "--data", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.environ["TURNUP_BENCH_API"] = f"http://127.0.0.1:{port}"
    os.environ["TURNUP_BENCH_TOKENS"] = json.dumps(tokens)
    try:
        _await(f"http://127.0.0.1:{port}/healthz/ready")
        yield
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def worker_still(data: Path) -> Iterator[None]:
    """Let the worker stand still: its jobs are done after a step was acknowledged, not in it.

    On two cores it would otherwise take from the clients what the floor's clients have.
    """
    group = int((data / "run" / "worker.pid").read_text())
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def _await(url: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(f"{url} did not become ready")


def _measured(clients: int, seconds: float, rounds: int) -> Figures:
    """Measure with one client and with many: floor, record, REST in turn, then the tasks."""
    report: Figures = {}
    for count in dict.fromkeys((1, clients)):
        taken: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        for _ in range(rounds):
            for kind, figures in taken.items():
                figures.append(measure(kind, count, seconds))
        report[str(count)] = _summary(taken)
    return report


def _summary(taken: dict[str, list[dict[str, float]]]) -> Figures:
    summary: Figures = {}
    for kind, rounds in taken.items():
        summary[kind] = {key: round(median(r[key] for r in rounds), 2) for key in rounds[0]}
        if kind in ("record", "rest"):
            pairs = zip(rounds, taken["floor"], strict=True)
            ratios = [mine["steps_per_second"] / floor["steps_per_second"] for mine, floor in pairs]
            summary[kind]["of_floor"] = round(median(ratios), 3)
    return summary


def _growth(empty: Figures, existing: Figures) -> Figures:
    """Compare the cost of one client's work with many finished orders to that without."""
    few, many = empty["1"], existing["1"]
    return {
        "record_order_cost": _ratio(few["record"], many["record"], "orders_per_second"),
        "rest_order_cost": _ratio(few["rest"], many["rest"], "orders_per_second"),
        "floor_cost": _ratio(few["floor"], many["floor"], "steps_per_second"),
        "tasks_p99": round(many["tasks"]["p99_ms"] / few["tasks"]["p99_ms"], 2),
        "tasks_p50": round(many["tasks"]["p50_ms"] / few["tasks"]["p50_ms"], 2),
    }


def _ratio(few: dict[str, float], many: dict[str, float], key: str) -> float:
    return round(few[key] / many[key], 2)
