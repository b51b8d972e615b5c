"""Reads over orders: one that the reader may know of, its journal, and who took part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from turnup.orders.models import EntryData, JournalEntry, Order
from turnup.orders.office import standard_version
from turnup.orders.refusals import OrderNotFound
from turnup.people.actor import Actor
from turnup.people.models import Person
from turnup.people.permissions import scope_of
from turnup.standard import Card, Entry, Standard


def visible_orders(actor: Actor, operation: str) -> QuerySet[Order]:
    """Select the orders on which the actor may do the operation; none where it is none of theirs.

    Hidden orders are simply not selected, so that they look like orders that never were.
    """
    scope = scope_of(actor, operation)
    if scope is None:
        return Order.objects.none()
    return Order.objects.all() if scope == "all" else Order.objects.filter(lead_id=actor.id)


def visible_order(
    actor: Actor, operation: str, *, order_id: UUID | None = None, number: int | None = None
) -> Order:
    """Give one order by its id or its number, with customer, site and lead.

    Raises OrderNotFound when there is none, or none that the actor may know of.
    """
    rows = visible_orders(actor, operation).select_related("customer", "site", "lead")
    named = {"id": order_id} if order_id else {"number": number}
    found = rows.filter(**named).order_by().first()
    if found is None or not found.version:
        raise OrderNotFound(order=str(number if order_id is None else order_id))
    return found


def folded(order: Order) -> tuple[Standard, Card]:
    """Give the standard that the order began under, and its card."""
    return standard_version(order.standard_id), Card.from_json(order.card)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry of an order's journal as it is kept; `data` is None once forgotten."""

    entry: Entry
    door: str
    commitment: str
    previous: str
    hash: str
    salt: str | None = None
    data: dict[str, Any] | None = None


def journal_lines(order_id: UUID, *, with_data: bool = True) -> list[JournalLine]:
    """Give an order's whole journal in its order, with what was said or without."""
    rows = JournalEntry.objects.filter(order_id=order_id).order_by("seq")
    if with_data:
        rows = rows.select_related("said")
    return [_line(row, with_data) for row in rows]


def _line(row: JournalEntry, with_data: bool) -> JournalLine:
    entry = Entry(
        row.seq, row.step, row.at, row.recorded_at, str(row.actor_id), row.role, row.facts
    )
    salt, data = (row.said.salt, row.said.data) if with_data else (None, None)
    return JournalLine(entry, row.door, row.commitment, row.previous, row.hash, salt, data)


def recorded_moments(order_id: UUID) -> dict[int, datetime]:
    """Give when each entry of an order's journal arrived, by its sequence number."""
    rows = JournalEntry.objects.filter(order_id=order_id)
    return dict(rows.order_by().values_list("seq", "recorded_at"))


def said_at(order_id: UUID, seqs: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Give what the named entries of an order said, without those that were forgotten."""
    rows = EntryData.objects.filter(entry__order_id=order_id, entry__seq__in=list(seqs))
    return {seq: data for seq, data in rows.values_list("entry__seq", "data") if data is not None}


def names_of(ids: Iterable[str | UUID], language: str) -> dict[str, str]:
    """Give people's names by id, in Latin letters for English where they are known."""
    rows = Person.objects.filter(id__in=set(ids)).values_list("id", "name", "name_en")
    return {str(i): (latin or name) if language == "en" else name for i, name, latin in rows}
