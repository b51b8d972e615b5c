"""The customer's copy of the act: by the link, after the act and its paper are there."""

from datetime import datetime
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

AFTER: Final = {"seconds": 20}
"""The paper is made meanwhile; it is made for the customer's own look at the latest."""


def send_copy(*, order_id: UUID, at: datetime) -> None:
    """Have the link to the order's page sent, with the act on it."""
    job = app.configure_task("field.send_act", queue="papers", schedule_in=AFTER)
    job.defer(order_id=str(order_id))
