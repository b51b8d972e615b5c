"""Who reads a page about an order: what the views of the rooms after this one begin with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from pydantic import ValidationError

from turnup.customers.actions import note_reads
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.problems import Problem, explain
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.standard.refusals import Refused

REFUSALS: Final = (Refused, ValidationError, DatabaseError)
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class Reader:
    """The signed-in person at this door's clock, in the language of the page."""

    actor: Actor
    language: str
    now: datetime

    def explained(self, fault: Exception) -> Problem:
        """Put one of `REFUSALS` into the reader's words."""
        assert isinstance(fault, REFUSALS), "only refusals are explained"
        return explain(fault, language=self.language)

    def tell(self, request: HttpRequest, fault: Exception) -> None:
        """Leave a refusal on the next page: what is wrong, and what is missing."""
        messages.error(request, said_of(self.explained(fault)))

    def note(self, orders: Iterable[Order], what: str) -> None:
        """Record that the reader saw personal data of the orders' customers (invariant I23)."""
        customers = {order.customer_id for order in orders}
        note_reads(actor=self.actor, customer_ids=customers, what=what, at=self.now)


@dataclass(frozen=True, slots=True)
class OrderReader(Reader):
    """The same before one order."""

    order: Order

    def move(self, seen: str = "") -> Move:
        """Give the intended movement of this order, of the version that the reader saw."""
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
        return Move(
            order_id=self.order.id,
            actor=self.actor,
            now=self.now,
            at=self.now,
            expected_version=version,
        )

    def may(self, step: str) -> bool:
        """Tell whether the step is open and one that the reader's roles take."""
        rows = self.order.open_steps.filter(step=step, roles__overlap=list(self.actor.roles))
        return rows.exists()


def who(request: HttpRequest) -> tuple[Actor, str]:
    """Give who asks, and in which language; the guard of the route has let them in."""
    asked = cast(Asked, request)
    assert asked.actor is not None, "the route's guard lets in nobody without an actor"
    return asked.actor, "en" if asked.LANGUAGE_CODE == "en" else "ru"


def reader(request: HttpRequest) -> Reader:
    """Give who reads, at this door's clock."""
    return Reader(*who(request), timezone.now())


def order_reader(request: HttpRequest, number: int, operation: str) -> OrderReader:
    """Give who reads which order. Raises OrderNotFound for one that they may not know of."""
    me = reader(request)
    order = visible_order(me.actor, operation, number=number)
    return OrderReader(me.actor, me.language, me.now, order)


def said_of(told: Problem) -> str:
    """Write a problem as one paragraph: its fields' faults and mends, else its detail."""
    faults = " ".join(f"{one.fault} {one.mend}".strip() for one in told.errors)
    return faults or told.detail


def faults_by_field(told: Problem) -> dict[str, str]:
    """Give each field's fault with its mend."""
    return {one.field: f"{one.fault} {one.mend}".strip() for one in told.errors}
