"""A visitor over HTTP: knows /standard and a token a role, and nothing else of Turnup."""

import http.client
import json
import os
import random
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4


class Visitor:
    """Drives whole orders through the REST door, one kept connection, one request a step."""

    def __init__(self, address: str):
        self.tokens: dict[str, str] = json.loads(os.environ["TURNUP_BENCH_TOKENS"])
        place = urlsplit(address)
        self.connection = http.client.HTTPConnection(place.hostname or "", place.port)
        standard = self._ask("GET", "/api/v1/standard", self.tokens["account_manager"])
        self.steps = {step["code"]: step for step in standard["steps"]}
        self.opening = {"data": self.steps[standard["opening"]]["example"]}
        self.sequence = self._learn()

    def _learn(self) -> list[str]:
        """Take one order all the way by what its card says is open; remember the order of steps."""
        order_id, sequence = self._open(), []
        while opened := self._opened(order_id):
            for code in opened:
                self._take(order_id, code)
            sequence += opened
        return sequence

    def _opened(self, order_id: str) -> list[str]:
        card = self._ask("GET", f"/api/v1/orders/{order_id}", self.tokens["account_manager"])
        return [s["step"] for s in card["steps"] if s["position"] == "open"]

    def whole_order(self, seconds: list[float]) -> None:
        """Take one order from request to service; append each request's seconds to the list."""
        began = perf_counter()
        order_id = self._open()
        seconds.append(perf_counter() - began)
        for code in self.sequence:
            began = perf_counter()
            self._take(order_id, code)
            seconds.append(perf_counter() - began)

    def tasks(self, seconds: list[float]) -> None:
        """Ask for the tasks of some role."""
        role = random.choice(["account_manager", "noc_head", "crew_lead"])  # noqa: S311 no secret
        began = perf_counter()
        self._ask("GET", "/api/v1/tasks", self.tokens[role])
        seconds.append(perf_counter() - began)

    def _open(self) -> str:
        token = self.tokens["account_manager"]
        return str(self._ask("POST", "/api/v1/orders", token, self.opening)["id"])

    def _take(self, order_id: str, code: str) -> None:
        step = self.steps[code]
        role = next(role for role in step["by"] if role in self.tokens)
        path = f"/api/v1/orders/{order_id}/steps/{code}"
        self._ask("POST", path, self.tokens[role], {"data": step["example"]})

    def _ask(self, method: str, path: str, token: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        if method == "POST":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        self.connection.request(
            method, path, json.dumps(body) if body is not None else None, headers
        )
        answer = self.connection.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {told.decode()[:500]}")
        return json.loads(told)
