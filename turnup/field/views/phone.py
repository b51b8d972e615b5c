"""What the phone's program asks and sends: plain JSON by the session that it is signed in with."""

import hashlib
import json
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET, require_POST
from pydantic import Field, ValidationError

from turnup.customers.actions import note_read
from turnup.desk.views.reader import Reader, reader
from turnup.field import shell
from turnup.field.actions import Received, Sent, receive_items
from turnup.field.day import day_shown, greeting_shown, items_shown, tick_shown
from turnup.field.forms import SCHEMA, Batch, QueuedItem
from turnup.field.queries import items_of_phone, ticks_of, visits_for
from turnup.field.refusals import NotYourQueue, OldQueue
from turnup.orders.forms import Part
from turnup.orders.problems import explain
from turnup.orders.queries import visible_orders
from turnup.people.permissions import allows
from turnup.rest.door import (
    AtFault,
    json_answer,
    problem_answer,
    read_body,
    read_query,
)
from turnup.standard.refusals import BadField, Refused

SETTLED_SHOWN: Final = timedelta(days=3)


@require_GET
@allows("field.work")
def hello(request: HttpRequest) -> HttpResponse:
    """Say who is signed in and what time it is, and give the token that sending needs."""
    me = reader(request)
    rows = items_of_phone(me.actor.id, me.now - SETTLED_SHOWN)
    return _fresh(
        {
            "now": greeting_shown(me.now),
            "person": str(me.actor.id),
            "name": me.actor.name,
            "csrf": get_token(request),
            "schema": SCHEMA,
            "version": shell.version(),
            "items": items_shown(list(rows), me.language),
        }
    )


@require_GET
@allows("field.work")
def day(request: HttpRequest) -> HttpResponse:
    """Give the visits of today and tomorrow whole; nothing where the phone has them already."""
    me = reader(request)
    visits = list(visits_for(me.actor, me.now))
    shown = day_shown(visits, me.language)
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    for customer in {visit.order.customer_id for visit in visits}:
        note_read(actor=me.actor, customer_id=customer, what="visit on a phone", at=me.now)
    answer = _fresh({"visits": shown})
    answer["ETag"] = tag
    return answer


def _fresh(told: dict[str, Any]) -> HttpResponse:
    answer = json_answer(told)
    answer["Cache-Control"] = "private, no-store"
    return answer


# ------------------------------------------------------- what is sent
@require_POST
@allows("field.work")
def queue(request: HttpRequest) -> HttpResponse:
    """Receive a batch of the queue, and say of each item what became of it."""
    me = reader(request)
    try:
        batch = _batch(request, me)
    except (Refused, ValidationError) as fault:
        return problem_answer(explain(fault, language=me.language))
    except AtFault as fault:
        return problem_answer(fault.to_problem())
    found = receive_items(
        actor=me.actor,
        phone=batch.phone,
        sent_at=batch.sent_at,
        now=me.now,
        items=[_sent(item) for item in batch.items],
    )
    return _fresh(
        {"now": greeting_shown(me.now), "items": [_told(one, me.language) for one in found]}
    )


def _batch(request: HttpRequest, me: Reader) -> Batch:
    _raw, parsed = read_body(request)
    if isinstance(parsed, dict) and parsed.get("schema") != SCHEMA:
        raise OldQueue
    batch = Batch.model_validate(parsed)
    if batch.person != me.actor.id:
        raise NotYourQueue
    return batch


def _sent(item: QueuedItem) -> Sent:
    return Sent(
        id=item.id,
        kind=item.kind,
        order_id=item.order,
        step=item.step,
        said=item.said,
        seen=item.seen.model_dump(mode="json", exclude_none=True),
        at=item.at,
        heard=item.heard.greeting() if item.heard else None,
        amends=item.amends,
    )


def _told(one: Received, language: str) -> dict[str, Any]:
    item = one.item
    problem = one.problem or item.problem or {}
    return {
        "id": item.pk,
        "outcome": item.outcome,
        "already": one.already,
        "at": item.happened_at,
        "clock": item.clock_note,
        "receipt": item.receipt,
        "settlement": item.settlement,
        "problem": problem.get(language),
    }


# ------------------------------------------------------- the shared checklist
class TicksAsked(Part):
    """Whose checklists are asked for."""

    orders: str = Field(max_length=2000)

    def ids(self) -> list[UUID]:
        """Give the orders' ids. Raises BadField."""
        try:
            return [UUID(one) for one in self.orders.split(",") if one]
        except ValueError:
            raise BadField("orders", "is not an id", "") from None


@require_GET
@allows("field.work")
def ticks(request: HttpRequest) -> HttpResponse:
    """Give the ticks of orders' checklists as they are now."""
    me = reader(request)
    try:
        asked = read_query(request, TicksAsked).ids()
    except (Refused, ValidationError) as fault:
        return problem_answer(explain(fault, language=me.language))
    known = visible_orders(me.actor, "order.read").filter(pk__in=asked).values_list("pk", flat=True)
    found = ticks_of(known)
    shown = {
        str(order): {code: tick_shown(tick) for code, tick in found.get(order, {}).items()}
        for order in known
    }
    return _fresh({"now": greeting_shown(me.now), "ticks": shown})
