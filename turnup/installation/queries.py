"""Reads over crews, visits, addresses and acts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from turnup.installation.models import (
    AddressAssignment,
    CompletionAct,
    Crew,
    TemporaryConnection,
    Visit,
)
from turnup.orders.occurrence import standing_row


@dataclass(frozen=True, slots=True)
class Slot:
    """A crew's free time that fits."""

    crew: Crew
    starts_at: datetime
    ends_at: datetime


def crews_for(technology: str) -> QuerySet[Crew]:
    """Return the crews that take visits and can install the technology."""
    crews = Crew.objects.filter(is_active=True)
    return crews if technology == "any" else crews.filter(skills__contains=[technology])


def live_visit(order_id: UUID) -> Visit | None:
    """Return the order's visit that is neither released nor done."""
    return Visit.objects.filter(order_id=order_id, released_at=None, done_at=None).first()


def assigned_address(order_id: UUID) -> str | None:
    """Return the address the order holds, or None."""
    held = AddressAssignment.objects.filter(order_id=order_id, until=None)
    return held.values_list("address_id", flat=True).first()


def modem_out(order_id: UUID) -> TemporaryConnection | None:
    """Return the modem the order's customer still has, or None."""
    return TemporaryConnection.objects.filter(order_id=order_id, returned_at=None).first()


def standing_act(order_id: UUID) -> CompletionAct | None:
    """Return the act that stands on the order's card, or None."""
    return standing_row(CompletionAct, "act_signed", order_id)
