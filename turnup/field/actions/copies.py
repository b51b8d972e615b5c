"""The customer's copy of the act: by the link, which is ready before the crew comes."""

from datetime import datetime
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from turnup.orders.models import Order
from turnup.people.actor import actor_of
from turnup.portal.actions import make_link
from turnup.portal.models import CustomerLink

AFTER: Final = {"seconds": 20}
"""The paper is made meanwhile; it is made for the customer's own look at the latest."""


def send_copy(*, order_id: UUID, at: datetime) -> None:
    """Have the link to the order's page sent, with the act on it."""
    job = app.configure_task("field.send_act", queue="papers", schedule_in=AFTER)
    job.defer(order_id=str(order_id))


def have_link(*, order_id: UUID, at: datetime) -> None:
    """Make the order's link, in its manager's name, so that a phone can show it without network.

    A customer without e-mail scans it off the screen. Where a link was ever made, and perhaps
    revoked, nothing is.
    """
    if CustomerLink.objects.filter(order_id=order_id).exists():
        return
    order = Order.objects.select_related("lead").get(pk=order_id)
    make_link(order=order, actor=actor_of(order.lead, at), at=at)
