"""Programs that use the REST door: one for each role, each with its token."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from tests.walk import provider
from turnup.people.actions import assign_role, hire_person, issue_token
from turnup.people.models import Person
from turnup.people.roles import ADMINISTRATOR

ORDERS = "/api/v1/orders"


@dataclass
class Program:
    """One program with a token; `last` is its last answer."""

    token: str
    person: Person
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    language: str = "ru"

    def headers(self, more: dict[str, str] | None = None) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": self.language,
            **(more or {}),
        }

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=self.headers(headers))

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = "",
        raw: bytes | None = None,
        **h: str,
    ) -> Any:
        """Post a body; a new key each time unless one is given, none for None."""
        keyed = {} if key is None else {"Idempotency-Key": key or str(uuid4())}
        content = json.dumps({} if body is None else body).encode() if raw is None else raw
        return self.client.post(
            path,
            data=content,
            content_type=h.pop("content_type", "application/json"),
            headers=self.headers(keyed | h),
        )

    def record(self, order: str, step: str, data: Any = None, **more: Any) -> Any:
        body = {"data": {} if data is None else data}
        if "at" in more:
            body["at"] = more.pop("at")
        return self.post(f"{ORDERS}/{order}/steps/{step}", body, **more)


@dataclass
class Office:
    """All the programs, by role; `second` is another account manager."""

    by_role: dict[str, Program]
    second: Program

    def __getitem__(self, role: str) -> Program:
        return self.by_role[role]

    def standard(self) -> Any:
        return self["owner"].get("/api/v1/standard").json()

    def example(self, step: str) -> dict[str, Any]:
        return next(s["example"] for s in self.standard()["steps"] if s["code"] == step)

    def open_order(self, **data: Any) -> str:
        """Open an order with the example of the standard, and give its id."""
        said = {"data": {**self.example("request_received"), **data}}
        answer = self["account_manager"].post(ORDERS, said)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()["id"]

    def card(self, order: str) -> Any:
        return self["owner"].get(f"{ORDERS}/{order}").json()

    def step(self, order: str, step: str) -> Any:
        return next(s for s in self.card(order)["steps"] if s["step"] == step)

    def drive(self, order: str, until: str | None = None) -> list[str]:
        """Record whatever is open by its example, until `until` is open or nothing is."""
        examples = {step["code"]: step["example"] for step in self.standard()["steps"]}
        done: list[str] = []
        while opened := [s for s in self.card(order)["steps"] if s["position"] == "open"]:
            if until in [s["step"] for s in opened]:
                break
            step = opened[0]
            program = self[step["by"][0]["code"]]
            answer = program.record(order, step["step"], examples[step["step"]])
            assert answer.status_code == 201, (step["step"], answer.content.decode())
            done.append(step["step"])
        return done


def open_office() -> Office:
    """Found a provider and give everybody a token."""
    company = provider()
    now = timezone.now()
    by_role = {role: _program(Person.objects.get(id=a.id)) for role, a in company.staff.items()}
    chief = hire_person(
        actor=None, email="chief@rusnet.example", name="Админ", at=now, roles=[ADMINISTRATOR]
    )
    second = hire_person(actor=None, email="am2@rusnet.example", name="Вторая", at=now)
    assign_role(actor=None, person=second, role="account_manager", since=now)
    return Office({**by_role, ADMINISTRATOR: _program(chief)}, _program(second))


def _program(person: Person) -> Program:
    return Program(issue_token(person=person, at=timezone.now()), person)
