"""Driving orders without a browser: who of the staff may take a step, and taking it.

`turnup connect` and the demo both drive by this, through `record_step` like every other door.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from turnup.people.actor import Actor
from turnup.people.operations import OPERATIONS
from turnup.people.queries import staff_at
from turnup.standard import Step


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds which role at one moment, each role's people by name."""

    by_role: Mapping[str, tuple[Actor, ...]]

    def holders(self, role: str) -> tuple[Actor, ...]:
        """Give the active people who hold the role."""
        return self.by_role.get(role, ())

    def takers(self, step: Step, lead_id: UUID | None) -> tuple[Actor, ...]:
        """Give who may take the step on an order led by `lead_id`, of its first role that can.

        A role that only works on its own orders is taken by the lead, and nobody waives for an
        order they lead. Empty where nobody can.
        """
        for role in step.by:
            own = OPERATIONS["step.record"].scopes.get(role) == "own"
            found = tuple(
                actor
                for actor in self.holders(role)
                if (not own or lead_id in (None, actor.id))
                and not (step.effect == "waive" and actor.id == lead_id)
            )
            if found:
                return found
        return ()


def staff_on(at: datetime) -> Staff:
    """Read who holds which role at the moment."""
    by_role: dict[str, list[Actor]] = defaultdict(list)
    for person, roles in staff_at(at):
        if person.is_active:
            actor = Actor(person.id, person.name, frozenset(roles), person.language)
            for role in roles:
                by_role[role].append(actor)
    return Staff({role: tuple(actors) for role, actors in by_role.items()})
