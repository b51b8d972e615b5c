"""Settling what did not fit: recorded as sent, recorded with corrections, or set aside.

The act stays that of the person who did it on site, with its own moment; who settled it, when and
why is kept with the item and told in the order's journal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_noop as _

from turnup.desk.steps import record_step
from turnup.field.actions.effects import take_effect
from turnup.field.actions.receiving import try_waiting_again
from turnup.field.models import Item, Outcome, Settlement
from turnup.field.words import settled_text
from turnup.orders.moves import Move
from turnup.people.actor import Actor, actor_of
from turnup.standard.refusals import BadField, Refused


def apply_item(
    *,
    item_id: UUID,
    actor: Actor,
    now: datetime,
    reason: str,
    said: Mapping[str, Any] | None = None,
) -> Item:
    """Let an item count after all, as it was sent or with the data as corrected.

    Raises what refuses it now, with nothing changed: the gate, the faulty field, an order that is
    over, a correction of what the customer has signed. A visit that was moved does not keep it
    out any more.
    """
    with transaction.atomic():
        item = _open_item(item_id)
        if said is not None:
            _check_unsigned(item)
            item.said = {**(item.said or {}), **said}
        person = actor_of(item.person, now)
        item.receipt = take_effect(item, actor=person, now=now, at_any_visit=True)
        item.outcome, item.problem = Outcome.DONE, None
        item.said = None
        how = Settlement.APPLIED if said is None else Settlement.AMENDED
        _settle(item, how, actor, now, reason)
    if item.order_id:
        try_waiting_again(orders=[item.order_id], now=now)
    return item


@transaction.atomic
def set_aside_item(*, item_id: UUID, actor: Actor, now: datetime, reason: str) -> Item:
    """Put an item aside for good, with the reason; what it said stays with it."""
    item = _open_item(item_id)
    _settle(item, Settlement.SET_ASIDE, actor, now, reason)
    return item


def _check_unsigned(item: Item) -> None:
    """Refuse to change what stands over a customer's signature. Raises BadField."""
    if is_signed(item):
        raise BadField(
            "said",
            _("The customer has signed this as it is; nobody changes it afterwards."),
            _("Record it as sent, or let the crew have a corrected act signed."),
        )


def is_signed(item: Item) -> bool:
    """Tell whether the item carries the customer's signature."""
    return bool((item.said or {}).get("customer_signature"))


def _open_item(item_id: UUID) -> Item:
    rows = Item.objects.select_for_update(of=("self",)).select_related("person")
    item = rows.filter(pk=item_id).first()
    if item is None or not item.is_open:
        raise BadField(
            "item", _("Somebody has settled this already."), _("Open the list of them again.")
        )
    return item


def _settle(item: Item, how: Settlement, actor: Actor, now: datetime, reason: str) -> None:
    if not reason.strip():
        raise BadField("reason", _("No reason is given."), _("Say in a sentence why."))
    item.settlement, item.settled_at, item.settled_by_id = how, now, actor.id
    item.reason = reason.strip()
    item.save()
    _tell_the_journal(item, actor, now)


def _tell_the_journal(item: Item, actor: Actor, now: datetime) -> None:
    """Add a note to the order, unless it takes none any more: then the item alone tells."""
    if item.order_id is None:
        return
    move = Move(order_id=item.order_id, actor=actor, now=now, at=now, door="field")
    with translation.override("ru"):
        text = settled_text(item)
    try:
        record_step(move=move, step="note_added", data={"text": text})
    except Refused:
        return
