"""What an order's line holds besides its address: blocks, port, VLAN. A live service follows."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.activation.actions.network import follow
from turnup.activation.models import Service
from turnup.installation import actions as installation
from turnup.installation.models import LinePlace
from turnup.installation.queries import assigned_address
from turnup.orders.holding import hold_order
from turnup.orders.models import Order
from turnup.standard.refusals import BadField


@transaction.atomic
def assign_block(*, order_id: UUID, purpose: str, at: datetime, prefix: str | None = None) -> str:
    """Give the order a block of a purpose; a live service's account says it within a minute.

    Raises BadField as `give_block` does, and where the order or its service has ended.
    """
    _held_line(order_id)
    given = installation.give_block(order_id=order_id, purpose=purpose, at=at, prefix=prefix)
    _tell_network(order_id, at)
    return given


@transaction.atomic
def withdraw_block(*, order_id: UUID, purpose: str, at: datetime) -> None:
    """Take a block back; it rests. Raises BadField where the order holds none of the purpose."""
    hold_order(order_id)
    if not installation.release_blocks(order_id=order_id, at=at, purpose=purpose):
        raise BadField(
            "purpose", _("The order holds no such block."), _("Choose one that it holds.")
        )
    _tell_network(order_id, at)


@transaction.atomic
def assign_port(
    *, order_id: UUID, switch: str, port: str, at: datetime, vlan: int | None = None
) -> LinePlace:
    """Note the port and VLAN of the order's line. Raises BadField as `assign_place` does, and
    where the order or its service has ended."""
    _held_line(order_id)
    return installation.assign_place(order_id=order_id, switch=switch, port=port, vlan=vlan, at=at)


@transaction.atomic
def withdraw_port(*, order_id: UUID, at: datetime) -> None:
    """Take port and VLAN back. Raises BadField where the order has none."""
    hold_order(order_id)
    if not installation.release_place(order_id=order_id, at=at):
        raise BadField("port", _("The order has no port."), _("Assign one first."))


def _held_line(order_id: UUID) -> None:
    """Lock the order. Raises BadField where nothing may be given to it any more (I7)."""
    hold_order(order_id)
    closed = Order.objects.filter(pk=order_id).values_list("closed", flat=True).first()
    if closed and (closed != "completed" or assigned_address(order_id) is None):
        raise BadField("order", _("This order has ended."), _("Choose one that is under way."))


def _tell_network(order_id: UUID, at: datetime) -> None:
    for service in Service.objects.select_for_update().filter(order_id=order_id, ended_at=None):
        service.changed_at = max(at, service.changed_at)
        service.provisioned_at = None
        service.save(update_fields=["changed_at", "provisioned_at"])
        follow(service=service)
