"""People in front of their pages: a browser without scripts for every role."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from tests.walk import provider
from turnup.desk.steps import STEPS, record_step
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import standing_standard
from turnup.people.actor import Actor
from turnup.people.models import Person

HTMX = {"HX-Request": "true"}


@dataclass
class Reader:
    """Somebody signed in."""

    actor: Actor
    client: Client

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=headers)

    def post(self, path: str, data: Any, **headers: str) -> Any:
        """Post what a form holds: pairs, or what `controls()` read of it."""
        if not isinstance(data, QueryDict):
            return self.client.post(path, data, headers=headers)
        kind = "application/x-www-form-urlencoded"
        return self.client.post(path, data.urlencode(), content_type=kind, headers=headers)


@dataclass
class Office:
    """All the people of a provider, by role."""

    staff: dict[str, Actor]
    readers: dict[str, Reader] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Reader:
        if role not in self.readers:
            self.readers[role] = signed_in(self.staff[role])
        return self.readers[role]

    def record(self, order: Order, step: str, actor: Actor | None = None, **said: Any) -> None:
        """Record a step with its example and what is said besides."""
        who = actor or self.staff[standing_standard().steps[step].by[0]]
        now = timezone.now()
        move = Move(order_id=order.id, actor=who, now=now, at=now)
        record_step(move=move, step=step, data={**STEPS[step].form.example(), **said})

    def open_order(self, **said: Any) -> Order:
        order = Order()
        self.record(order, "request_received", **said)
        return Order.objects.get(pk=order.id)

    def until_open(self, order: Order, step: str, **said: Any) -> Order:
        """Record whatever is open, with the examples and what is said of a step, until it is."""
        while step not in (opened := self.opened(order)):
            self.record(order, opened[0], **said.get(opened[0], {}))
        order.refresh_from_db()
        return order

    def opened(self, order: Order) -> list[str]:
        return list(order.open_steps.order_by("id").values_list("step", flat=True))


def signed_in(actor: Actor) -> Reader:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.id))
    return Reader(actor, client)


def open_office() -> Office:
    return Office(provider().staff)


class Controls(HTMLParser):
    """What a browser without scripts would post of the first form with the id."""

    def __init__(self, form: str):
        super().__init__()
        self.form, self.inside, self.hidden = form, False, 0
        self.posted = QueryDict(mutable=True)
        self.select = self.textarea = ""
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.inside = given.get("id") == self.form
        if tag == "template":
            self.hidden += 1
        if not self.inside or self.hidden:
            return
        if tag == "input" and name:
            choice = given.get("type") in ("checkbox", "radio")
            if not choice or "checked" in given:
                self.posted.appendlist(name, value or ("on" if choice else ""))
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and "selected" in given:
            self.posted.appendlist(self.select, value)
        if tag == "textarea":
            self.textarea, self.text = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.hidden -= 1
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""
        if tag == "textarea" and self.inside and not self.hidden:
            self.posted.appendlist(self.textarea, self.text.removeprefix("\n"))
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data


def controls(html: str, form: str) -> QueryDict:
    """Give what the form would post as it stands."""
    parser = Controls(form)
    parser.feed(html)
    return parser.posted


def part(html: str, anchor: str) -> str:
    """Give one element of a page by its id, without what differs from answer to answer."""
    start = html.index(f'id="{anchor}"')
    start = html.rindex("<", 0, start)
    tag = re.match(r"<(\w+)", html[start:])
    assert tag
    depth = 0
    for hit in re.finditer(rf"<(/?){tag[1]}\b", html[start:]):
        depth += -1 if hit[1] else 1
        if not depth:
            return steady(html[start : start + hit.end()])
    raise AssertionError(f"{anchor} does not end")


def steady(html: str) -> str:
    """Take out tokens, and times that run: they differ between two answers."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    html = re.sub(r"<time[^>]*>[^<]*</time>", "<time>", html)
    return re.sub(r"\s+", " ", html).strip()
