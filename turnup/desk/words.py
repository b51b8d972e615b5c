"""The words of one order in one reader's language, for its card and its journal alike."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from turnup.desk.shapes import (
    FactShown,
    Lacking,
    Named,
    Somebody,
)
from turnup.desk.steps import choice_title
from turnup.orders.models import Order
from turnup.orders.queries import folded
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.standard import Standard
from turnup.standard.model import Stage, Step
from turnup.standard.refusals import Missing

MS_IN_HOUR: Final = 3_600_000
SIDES: Final = {
    "sales": gettext_noop("Sales"),
    "technical": gettext_noop("Technical side"),
    "customer": gettext_noop("Customer"),
    "third_party": gettext_noop("Third party"),
}
ENDS: Final = {
    "completed": gettext_noop("Completed"),
    "cancelled": gettext_noop("Cancelled"),
    "refused": gettext_noop("Refused"),
}


def may_read_personal(actor: Actor, order: Order, operation: str = "order.read_personal") -> bool:
    """Tell whether the operation reaches this order."""
    scope = scope_of(actor, operation)
    return scope == "all" or (scope == "own" and order.lead_id == actor.id)


class Words:
    """One order, read once, and how its steps, roles and people are called."""

    def __init__(self, order: Order, actor: Actor, language: str):
        self.order, self.actor, self.language = order, actor, language
        self.standard, self.told = folded(order)
        self.names: Mapping[str, str] = {}

    def title(self, thing: Stage | Step | Standard) -> str:
        """Give the title of a stage, a step or the standard."""
        return thing.title[self.language]

    def role(self, code: str) -> Named:
        """Name a role."""
        return Named(code, self.standard.roles[code][self.language])

    def roles(self, codes: Iterable[str]) -> tuple[Named, ...]:
        """Name roles, in their order."""
        return tuple(self.role(code) for code in codes)

    def steps(self, codes: Iterable[str]) -> tuple[Named, ...]:
        """Name steps, in their order."""
        return tuple(Named(code, self.title(self.standard.steps[code])) for code in codes)

    def lacking(self, one: Missing) -> Lacking:
        """Say what a gate misses, and whose turn it is."""
        roles = self.roles(one.roles)
        return Lacking(one.step, one.title[self.language], one.role, roles[0].title, roles)

    def somebody(self, person: UUID | str) -> Somebody:
        """Name a person of `self.names`."""
        return Somebody(UUID(str(person)), self.names.get(str(person), ""))

    def hold(self, reason: str) -> Named:
        """Name the reason of a hold."""
        return Named(reason, choice_title("order_held", "reason", reason))

    def facts(self, facts: Mapping[str, Any]) -> Iterable[FactShown]:
        """Say what is true of the order, the facts of effects left out."""
        for code, value in facts.items():
            fact = self.standard.facts.get(code)
            if fact is None:  # what an effect says, a hold's reason for one
                continue
            chosen = fact.choices[value][self.language] if fact.choices else None
            yield FactShown(code, fact.title[self.language], value, chosen)
