"""An order's journal as a reader sees it: every entry, what fell and what opened by it."""

from datetime import datetime
from typing import Any, Final

from django.utils import translation

from turnup.customers.actions import note_read
from turnup.desk.shapes import (
    EntryShown,
)
from turnup.desk.words import Words, may_read_personal
from turnup.orders.models import Order
from turnup.orders.queries import journal_lines, names_of
from turnup.people.actor import Actor
from turnup.standard import Card, apply, fallen_by

BANK_DATA: Final = {"money_received": ("payer", "bank_reference")}
"""Fields of a step's data that only those see who may read bank details."""


def timeline(
    order: Order, *, actor: Actor, at: datetime, language: str, with_data: bool = True
) -> tuple[EntryShown, ...]:
    """Give an order's journal, oldest first, with what fell and what opened by each entry.

    What was said is shown to who may read the customer's personal data, and the read leaves an
    access record; bank references are shown to who may read bank details. `with_data` False
    leaves all that out, and no record.
    """
    with translation.override(language):
        return _Timeline(order, actor, language).lines(at, with_data)


class _Timeline(Words):
    """One order's journal, told to one reader."""

    def lines(self, at: datetime, with_data: bool) -> tuple[EntryShown, ...]:
        with_data = with_data and may_read_personal(self.actor, self.order)
        lines = journal_lines(self.order.id, with_data=with_data)
        if with_data and lines:
            customer_id = self.order.customer_id
            note_read(actor=self.actor, customer_id=customer_id, what="journal", at=at)
        self.names = names_of((line.entry.actor for line in lines), self.language)
        card, shown = Card(), []
        for line in lines:
            entry, before = line.entry, card
            card = apply(self.standard, card, entry)
            step = self.standard.steps[entry.step]
            shown.append(
                EntryShown(
                    seq=entry.seq,
                    step=entry.step,
                    title=self.title(step),
                    stage=step.stage,
                    at=entry.at,
                    recorded_at=entry.recorded_at,
                    actor=self.somebody(entry.actor),
                    role=self.role(entry.role),
                    door=line.door,
                    facts=dict(entry.facts),
                    data=self._readable(entry.step, line.data),
                    fell=self.steps(fallen_by(before, card)),
                    opened=self.steps(code for code in card.open if code not in before.open),
                    commitment=line.commitment,
                    previous=line.previous,
                    hash=line.hash,
                )
            )
        return tuple(shown)

    def _readable(self, step: str, data: dict[str, Any] | None) -> dict[str, Any] | None:
        hidden = BANK_DATA.get(step, ())
        if not data or not hidden or may_read_personal(self.actor, self.order, "order.read_bank"):
            return data
        return {key: value for key, value in data.items() if key not in hidden}
