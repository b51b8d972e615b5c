"""The web server is killed amid concurrent orders, twenty times: no acknowledged step is lost.

Invariants I15, I16 and I17. The clients do what clients should: one key for one intention, and
the same request again for as long as nobody answers it.
"""

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.serving.conftest import Serve, command, environment

KILLS, CLIENTS, BETWEEN = 20, 4, 10
PATIENCE = 90.0


@dataclass
class Office:
    """The server's address, a token a role, and what was acknowledged: (order, seq) -> hash."""

    port: int
    tokens: dict[str, str]
    steps: dict[str, Any] = field(default_factory=dict)
    told: dict[tuple[str, int], str] = field(default_factory=dict)
    asked_again: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, role: str, body: Any = None) -> Any:
        """Ask until somebody answers, always with the same key; give the JSON."""
        head = {"Authorization": f"Bearer {self.tokens[role]}", "Content-Type": "application/json"}
        if method == "POST":
            head["Idempotency-Key"] = str(uuid4())
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                line.request(method, path, json.dumps(body) if body else None, head)
                answer = line.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, f"nobody answers {method} {path}"
                self.asked_again += 1
                time.sleep(0.05)
                continue
            finally:
                line.close()
            if answer.status == 409 and b"in_flight" in text:
                time.sleep(0.05)
                continue
            assert answer.status < 300, f"{method} {path}: {answer.status} {text.decode()[:300]}"
            return json.loads(text)

    def note(self, receipt: Any) -> None:
        """Keep a receipt; no two may claim one place."""
        place = (receipt["id"], receipt["journal_seq"])
        assert place not in self.told, f"{place} was acknowledged twice"
        self.told[place] = receipt["journal_hash"]

    def work(self) -> None:
        """Take order after order through the standard until it is over."""
        try:
            while not self.over.is_set():
                self.one_order()
        except Exception as fault:
            self.faults.append(repr(fault))

    def one_order(self) -> None:
        made, opening = str(uuid4()), self.steps["request_received"]["example"]
        body = {"id": made, "data": opening}
        self.note(self.ask("POST", "/api/v1/orders", "account_manager", body))
        while not self.over.is_set():
            card = self.ask("GET", f"/api/v1/orders/{made}", "account_manager")
            opened = [s["step"] for s in card["steps"] if s["position"] == "open"]
            if not opened:
                return
            step = self.steps[opened[0]]
            role = next(role for role in step["by"] if role in self.tokens)
            path = f"/api/v1/orders/{made}/steps/{step['code']}"
            self.note(self.ask("POST", path, role, {"data": step["example"]}))


def test_twenty_kills_amid_concurrent_orders_lose_nothing(
    launch: Callable[[], Serve], data: Path
) -> None:
    serve = launch()
    told = subprocess.run(
        command("demo", "--orders", "1", "--json", "--data", str(data)),
        env=environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    people = json.loads(told.stdout)["people"]
    office = Office(serve.port, {p["role"]: p["token"] for p in reversed(people)})
    standard = office.ask("GET", "/api/v1/standard", "account_manager")
    office.steps = {step["code"]: step for step in standard["steps"]}
    clients = [threading.Thread(target=office.work, daemon=True) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for _ in range(KILLS):
        _kill_amid_work(serve, office)
    office.over.set()
    for client in clients:
        client.join(PATIENCE)
    assert office.faults == []
    assert office.asked_again >= KILLS, "the kills hit requests under way"
    _all_is_there(office)
    assert serve.stop() == 0
    verified = subprocess.run(
        command("verify", "--json", "--data", str(data)),
        env=environment(),
        stdout=subprocess.PIPE,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout.decode()[:2000]
    assert json.loads(verified.stdout)["I15"]["checked"] >= len(office.told)


def _kill_amid_work(serve: Serve, office: Office) -> None:
    """Wait until more was acknowledged, then kill the whole web group at once."""
    enough = len(office.told) + BETWEEN
    serve.wait_until(lambda: len(office.told) >= enough or bool(office.faults), "work goes on")
    assert office.faults == []
    web = serve.pid("web")
    os.killpg(web, signal.SIGKILL)
    serve.wait_until(lambda: serve.pid("web") != web, "the web server is started anew")


def _all_is_there(office: Office) -> None:
    """Compare every order's journal with what was acknowledged: nothing lost, nothing doubled."""
    for order in {order for order, _ in office.told}:
        journal = office.ask("GET", f"/api/v1/orders/{order}/journal", "technical_director")
        kept = {entry["seq"]: entry["hash"] for entry in journal}
        told = {seq: digest for (one, seq), digest in office.told.items() if one == order}
        assert kept == told
