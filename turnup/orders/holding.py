"""Holding an order still, for an action that reads something of it before it records a step."""

from uuid import UUID

from turnup.orders.models import Order


def hold_order(order_id: UUID) -> None:
    """Lock the order until the transaction ends; an unknown id is left for `record()` to refuse."""
    Order.objects.select_for_update().filter(pk=order_id).order_by().values("pk").first()
