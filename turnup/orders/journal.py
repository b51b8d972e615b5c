"""The one place where an order moves.

`record()` checks a movement against the order's own version of the standard, links it into the
journal and writes journal, card, open steps and jobs in the caller's transaction: one statement
to lock and read, one to write (`orders_record` in migration 0002).
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from turnup.orders import chain
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import office_calendar, standard_version
from turnup.orders.refusals import OrderNotFound, Overtaken
from turnup.people.permissions import may_move
from turnup.standard import Card, Entry, Standard, apply, check, due, fallen_by
from turnup.standard.model import EFFECT_FACTS
from turnup.standard.moments import moment_text
from turnup.standard.refusals import BadField, UnknownStep

CLOCK_SKEW = timedelta(minutes=2)  # two machines' clocks may differ by as much without harm


class Consequence(Protocol):
    """What a room does when a step falls or is recorded."""

    def __call__(self, *, order_id: UUID, at: datetime) -> None:
        """Act on the order; raising refuses the whole movement."""


_on_fall: dict[str, list[Consequence]] = {}
_on_stand: dict[str, list[Consequence]] = {}

LOCK = """
SELECT standard_id, version, head, card::text, lead_id, moved_at
  FROM orders_order WHERE id = %s FOR UPDATE"""
WRITE = """
SELECT orders_record(%s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb)"""


def when_falls(step: str, consequence: Consequence) -> None:
    """Have `consequence(order_id=…, at=…)` called, in the same transaction, when `step` falls.

    A later room uses it in its `AppConfig.ready()` to release what the step held.
    """
    _on_fall.setdefault(step, []).append(consequence)


def when_stands(step: str, consequence: Consequence) -> None:
    """Have `consequence(order_id=…, at=…)` called, in the same transaction, when `step` stands."""
    _on_stand.setdefault(step, []).append(consequence)


def record(*, move: Move, step: str, data: Mapping[str, Any]) -> Receipt:
    """Record one movement of one order, and give its receipt.

    `data` is plain JSON data, already validated by the step's form. What the standard declares of
    it (`sets`, or the fields of an effect) becomes public facts in the chain; the rest is kept
    beside it and only committed to.

    Raises a `Refused` when the order is not there or was overtaken, when the standard does not
    allow the step now, or when its moment lies in the future. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs inside transaction.atomic()")
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [move.order_id])
        row = cursor.fetchone()
        standard, card, head, moved_at = _read(row, move)
        entry = _allowed(standard, card, move, step, data, moved_at)
        after = apply(standard, card, entry)
        body, said = _linked(standard, move, entry, head, data)
        digest = chain.entry_hash(body)
        cursor.execute(WRITE, _rows(standard, after, body, digest, said))
    fallen = fallen_by(card, after)
    for consequence in _consequences(step, fallen):
        consequence(order_id=move.order_id, at=entry.recorded_at)
    return Receipt(move.order_id, entry.seq, entry.seq, digest, entry.recorded_at, fallen)


def _read(row: tuple[Any, ...] | None, move: Move) -> tuple[Standard, Card, str, datetime]:
    if row is None:
        raise OrderNotFound(order=str(move.order_id))
    standard_id, version, head, card, lead_id, moved_at = row
    if not may_move(move.actor, order_id=move.order_id, lead_id=lead_id):
        raise OrderNotFound(order=str(move.order_id))
    if move.expected_version is not None and move.expected_version != version:
        raise Overtaken(expected=move.expected_version, version=version)
    folded = Card.from_json(json.loads(card)) if version else Card()
    return standard_version(standard_id), folded, head or chain.GENESIS, moved_at


def _allowed(
    standard: Standard,
    card: Card,
    move: Move,
    code: str,
    data: Mapping[str, Any],
    moved_at: datetime,
) -> Entry:
    if move.at > move.now + CLOCK_SKEW:
        raise BadField(
            "at",
            gettext_noop("lies in the future"),
            gettext_noop("give a moment that has passed"),
        )
    step = standard.steps.get(code)
    if step is None:
        raise UnknownStep(step=code)
    public = (*step.sets, *EFFECT_FACTS.get(step.effect or "", ()))
    facts = {key: data[key] for key in public if data.get(key) is not None}
    role = check(
        standard,
        card,
        code,
        actor=str(move.actor.id),
        roles=move.actor.roles,
        at=move.at,
        facts=facts,
        calendar=office_calendar(standard.country),
    )
    recorded_at = max(move.now, moved_at)
    at = min(move.at, recorded_at)
    return Entry(card.seq + 1, code, at, recorded_at, str(move.actor.id), role, facts)


def _linked(
    standard: Standard, move: Move, entry: Entry, head: str, data: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    salt = secrets.token_hex(16)
    said = {key: value for key, value in data.items() if value is not None}
    body = chain.entry_body(
        order=move.order_id,
        seq=entry.seq,
        step=entry.step,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        role=entry.role,
        door=move.door,
        facts=entry.facts,
        commitment=chain.commitment(salt, said),
        standard=standard.version,
        previous=head,
    )
    return body, {"salt": salt, "data": said}


def _rows(
    standard: Standard, card: Card, body: dict[str, Any], digest: str, said: dict[str, Any]
) -> list[str]:
    """Give what `orders_record` writes: entry, its data, the order, the open steps, the jobs."""
    order = {
        "stage": card.stage,
        "closed": card.closed,
        "closed_at": moment_text(card.closed_at),
        "technology": card.facts.get("technology", "any"),
        "card": card.to_json(),
    }
    tells = list(standard.steps[body["step"]].tells)
    parts = ({**body, "hash": digest}, said, order, _open_rows(standard, card), tells)
    return [json.dumps(part, ensure_ascii=False) for part in parts]


def _open_rows(standard: Standard, card: Card) -> list[dict[str, Any]]:
    calendar = office_calendar(standard.country)
    rows = []
    for code, since in card.open.items():
        step = standard.steps[code]
        due_at = due(standard, calendar, card, code)
        rows.append(
            {
                "step": code,
                "stage": step.stage,
                "roles": list(step.by),
                "clock": step.clock,
                "since": moment_text(since),
                "due_at": moment_text(due_at),
            }
        )
    return rows


def _consequences(step: str, fallen: Iterable[str]) -> Iterator[Consequence]:
    for code in fallen:
        yield from _on_fall.get(code, ())
    yield from _on_stand.get(step, ())
