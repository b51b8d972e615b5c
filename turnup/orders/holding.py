"""Holding an order still, for an action that reads something of it before it records a step."""

from uuid import UUID

from django.db import connection


def hold_order(order_id: UUID) -> None:
    """Lock the order until the transaction ends; an unknown id is left for `record()` to refuse."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM orders_order WHERE id = %s FOR UPDATE", [order_id])
