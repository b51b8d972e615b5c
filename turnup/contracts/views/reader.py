"""Who reads a page of stage 3, of which order; and how a refusal gets back to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.utils import timezone
from pydantic import ValidationError

from turnup.contracts.models import Contract, ContractText
from turnup.contracts.queries import latest_text, standing_contract
from turnup.contracts.reading import may_read_private
from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.problems import Problem, explain
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.standard.refusals import Refused

REFUSALS = (Refused, ValidationError, DatabaseError)


@dataclass(frozen=True, slots=True)
class Reader:
    """The signed-in person at this door's clock, the language of the page, the order."""

    actor: Actor
    language: str
    now: datetime
    order: Order

    @property
    def private(self) -> bool:
        """Tell whether the reader may see identity and bank data of this order's customer."""
        return may_read_private(self.actor, self.order)

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

    def note(self, what: str) -> None:
        """Record that the reader saw personal data (invariant I23)."""
        note_read(actor=self.actor, customer_id=self.order.customer_id, what=what, at=self.now)


def reader(request: HttpRequest, number: int, operation: str) -> Reader:
    """Give who reads which order. Raises OrderNotFound for one that they may not know of."""
    actor, language = who(request)
    order = visible_order(actor, operation, number=number)
    return Reader(actor, language, timezone.now(), order)


def who(request: HttpRequest) -> tuple[Actor, str]:
    """Give who asks, and in which language; the guard of the route has let them in."""
    asked = cast(Asked, request)
    assert asked.actor is not None, "the route's guard lets in nobody without an actor"
    return asked.actor, "en" if asked.LANGUAGE_CODE == "en" else "ru"


def contract_of(me: Reader) -> tuple[Contract, ContractText]:
    """Give the contract that stands with its text. Raises Http404 where there is none."""
    contract = standing_contract(me.order.id)
    text = latest_text(contract) if contract else None
    if contract is None or text is None:
        raise Http404("no contract stands")
    return contract, text


def explained(fault: Refused | ValidationError | DatabaseError, me: Reader) -> Problem:
    """Put a refusal into the reader's words."""
    return explain(fault, language=me.language)


def tell(
    request: HttpRequest, me: Reader, fault: Refused | ValidationError | DatabaseError
) -> None:
    """Leave a refusal on the next page: what is wrong, and what is missing."""
    told = explained(fault, me)
    faults = " ".join(f"{one.fault} {one.mend}".strip() for one in told.errors)
    messages.error(request, faults or told.detail)
