"""Receiving a phone's queue: in any order, each item at most once, nothing lost.

An item is claimed by its id in the transaction of its effect. One whose step waits for another
that a phone records (the act came before the connected line) is kept, and tried again whenever
something of its order arrives. One that does not fit is kept for a person; one whose data are at
fault is kept too, and the phone asks its owner to mend it.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils import translation
from pydantic import ValidationError

from turnup.field.actions.effects import FROM_SITE, take_effect
from turnup.field.clocks import Greeting, happened
from turnup.field.models import Item, Outcome, Settlement
from turnup.field.refusals import (
    LANGUAGES,
    Fault,
    OtherContent,
    StockDiffers,
    VisitMoved,
    in_words,
)
from turnup.orders.faults import refuse_unkeepable
from turnup.orders.models import Order
from turnup.orders.problems import problem
from turnup.orders.refusals import OrderNotFound
from turnup.papers.typeset import source_hash
from turnup.people.actor import Actor, actor_of
from turnup.standard.refusals import BadField, GateClosed, NotYourRole, Refused

FAULTS: Final = (Refused, ValidationError, DatabaseError)
FAILED: Final = "failed"
"""The outcome of a delivery that broke on our side; nothing of it is kept, so it is sent again."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """An item as it came; `heard` is the last that the phone heard of the server before it."""

    id: UUID
    kind: str
    order_id: UUID
    step: str
    said: dict[str, Any]
    seen: dict[str, Any]
    at: datetime
    heard: Greeting | None = None
    amends: UUID | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an item; `already`: it came before. `problem` is of this delivery alone."""

    item: Item
    already: bool = False
    problem: dict[str, Any] | None = None


def receive_items(
    *, actor: Actor, phone: UUID, sent_at: datetime, now: datetime, items: Sequence[Sent]
) -> list[Received]:
    """Receive a batch, each item in a transaction of its own, and say what became of each."""
    found = [
        _safely(one, actor=actor, phone=phone, sent_at=sent_at, now=now)
        for one in sorted(items, key=lambda one: one.at)
    ]
    fresh = {one.item.order_id for one in found if not one.already and one.item.order_id}
    try_waiting_again(orders=fresh, now=now)
    waiting = [one.item for one in found if one.item.outcome == Outcome.WAITING]
    for item in waiting:
        item.refresh_from_db()
    return found


def _safely(sent: Sent, **about: Any) -> Received:
    """Receive one item; what breaks on our side is told of it alone, and its phone keeps it."""
    try:
        refuse_unkeepable(sent.said)
        return _received(sent, **about)
    except BadField as fault:
        return Received(Item(id=sent.id, outcome=Outcome.REFUSED), problem=in_words(fault))
    except Exception:
        log.exception("item %s from a phone broke", sent.id)
        told = {language: _internal(language) for language in LANGUAGES}
        return Received(Item(id=sent.id, outcome=FAILED), problem=told)


def _internal(language: str) -> dict[str, Any]:
    with translation.override(language):
        return problem("internal").to_json()


def _received(
    sent: Sent, *, actor: Actor, phone: UUID, sent_at: datetime, now: datetime
) -> Received:
    if known := _known(sent, actor):
        return known
    moment = happened(phone_at=sent.at, sent_at=sent_at, now=now, greeting=sent.heard)
    item = Item(
        id=sent.id,
        phone=phone,
        person_id=actor.id,
        order=Order.objects.filter(pk=sent.order_id).only("id").first(),
        kind=sent.kind,
        step=sent.step,
        said=sent.said,
        seen={**sent.seen, "order": str(sent.order_id)},
        fingerprint=_fingerprint(sent),
        phone_at=sent.at,
        happened_at=moment.at,
        clock_note=moment.note,
        arrived_at=now,
    )
    try:
        with transaction.atomic():
            item.outcome = Outcome.WAITING
            item.save(force_insert=True)
            try_item(item, actor=actor, now=now)
            _replace(sent, item, now)
    except IntegrityError:  # another delivery of the same item was first
        known = _known(sent, actor)
        if known is None:
            raise
        return known
    return Received(item)


def _known(sent: Sent, actor: Actor) -> Received | None:
    item = Item.objects.filter(pk=sent.id).first()
    if item is None:
        return None
    if item.person_id == actor.id and item.fingerprint == _fingerprint(sent):
        return Received(item, already=True)
    blank = Item(id=sent.id, outcome=Outcome.REFUSED)
    return Received(blank, already=True, problem=in_words(OtherContent()))


def _fingerprint(sent: Sent) -> str:
    return source_hash(
        {"kind": sent.kind, "order": str(sent.order_id), "step": sent.step, "said": sent.said}
    )


def _replace(sent: Sent, item: Item, now: datetime) -> None:
    """Settle the faulty item that this one is the corrected version of."""
    if sent.amends:
        old = Item.objects.filter(pk=sent.amends, person_id=item.person_id, settlement=None)
        old.exclude(outcome=Outcome.DONE).update(
            settlement=Settlement.REPLACED, settled_at=now, settled_by_id=item.person_id
        )


def try_waiting_again(*, orders: Iterable[UUID], now: datetime) -> None:
    """Try what waits in these orders again, the earliest first, until nothing more moves."""
    for order_id in orders:
        rows = Item.objects.filter(order_id=order_id, outcome=Outcome.WAITING, settlement=None)
        moved = True
        while moved:
            moved = any(_tried_again(pk, now) for pk in rows.values_list("pk", flat=True))


def _tried_again(pk: UUID, now: datetime) -> bool:
    with transaction.atomic():
        item = Item.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
        if item.outcome != Outcome.WAITING or item.settlement:
            return False
        try_item(item, actor=actor_of(item.person, now), now=now)
        return item.outcome != Outcome.WAITING


def try_item(item: Item, *, actor: Actor, now: datetime) -> None:
    """Let the item take effect, or note why it does not. Raises only what is our own fault."""
    try:
        with transaction.atomic():
            item.receipt = take_effect(item, actor=actor, now=now)
    except OperationalError:
        raise
    except FAULTS as fault:
        item.outcome, item.problem = outcome_of(fault), in_words(fault)
    else:
        item.outcome, item.problem, item.said = Outcome.DONE, None, None
    item.save()


def outcome_of(fault: Fault) -> Outcome:
    """Tell who has to act: nobody yet, the phone's owner, or the crew lead."""
    match fault:
        case GateClosed():
            later = all(one.step in FROM_SITE for one in fault.missing)
            return Outcome.WAITING if later else Outcome.CONFLICT
        case VisitMoved() | StockDiffers():
            return Outcome.CONFLICT
        case BadField() | ValidationError() | OrderNotFound() | NotYourRole():
            return Outcome.REFUSED
    return Outcome.CONFLICT
