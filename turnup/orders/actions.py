"""Making an order's row. From then on it moves by `journal.record()` alone."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from turnup.orders.models import Order
from turnup.orders.office import standing_standard
from turnup.orders.refusals import IdTaken


@transaction.atomic
def create_order(
    *,
    order_id: UUID | None,
    customer_id: UUID,
    site_id: UUID,
    lead_id: UUID,
    at: datetime,
    now: datetime,
) -> Order:
    """Make an empty order under the standing standard; the caller records its opening step.

    A client may have made the id itself. Raises IdTaken when there is an order with it.
    """
    standard = standing_standard()
    order = Order(
        id=order_id or uuid4(),
        customer_id=customer_id,
        site_id=site_id,
        lead_id=lead_id,
        standard_id=standard.version,
        opened_at=at,
        moved_at=now,
        stage=standard.opening.stage,
    )
    if order_id and Order.objects.filter(id=order_id).exists():
        raise IdTaken(order=str(order_id))
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as fault:
        if "orders_order_pkey" in str(fault):  # another caller took the id in this very moment
            raise IdTaken(order=str(order.id)) from fault
        raise
    return order
