"""Why a movement is refused, as exceptions that carry codes and parameters but no prose.

The doors turn them into a page's message or problem+json (`turnup.orders.problems`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from turnup.standard.model import Title


class Refused(Exception):
    """A movement that cannot be; `code` is stable and public, `params` fill its message."""

    code = "refused"

    def __init__(self, **params: Any):
        super().__init__(self.code, params)
        self.params: Mapping[str, Any] = params


@dataclass(frozen=True, slots=True)
class Missing:
    """What a closed gate still waits for, and who can give it."""

    step: str
    title: Title
    role: str
    roles: tuple[str, ...]


class UnknownStep(Refused):
    """The standard has no such `step`."""

    code = "step.unknown"


class NotYourRole(Refused):
    """`step`, `roles`: those who may."""

    code = "role.not_yours"


class AlreadyStands(Refused):
    """`step`, `actor` (id), `role`, `at`: who was first and when."""

    code = "step.already_stands"


class NotNeeded(Refused):
    """This order does not need that `step`, or no longer."""

    code = "step.not_needed"


class TooLate(Refused):
    """`step`, `until`: the step that stands already and closes the way."""

    code = "step.too_late"


class OrderClosed(Refused):
    """`closed`: completed, cancelled or refused."""

    code = "order.closed"


class AlreadyHeld(Refused):
    """The order is on hold already, for `reason`."""

    code = "order.already_held"


class NotHeld(Refused):
    """Only an order on hold can be resumed."""

    code = "order.not_held"


class OutOfOrder(Refused):
    """`step`, `at`, `earliest`, `after`: the step that happened later than this one claims."""

    code = "at.out_of_order"


class OwnOrder(Refused):
    """Nobody waives for an order they lead."""

    code = "waiver.own_order"


class BadField(Refused):
    """One field's fault and its mend; `fault` and `mend` are English msgids with %-parameters."""

    code = "field.invalid"

    def __init__(self, field: str, fault: str, mend: str = "", **params: Any):
        super().__init__(field=field, fault=fault, mend=mend, **params)


class GateClosed(Refused):
    """A gate that still misses something: `step`, and `missing`, a list of `Missing`."""

    def __init__(self, step: str, missing: list[Missing]):
        super().__init__(step=step, missing=missing)
        self.missing = missing
        self.code = f"gate.{missing[0].step.split('_', 1)[0]}_missing"
