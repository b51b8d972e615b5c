"""Telling customers that it is their turn: one letter for each of their steps that opens.

Only where the order has a link, the customer an e-mail address and the company a mail server.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from turnup.orders.models import OpenStep
from turnup.portal.actions import write_letter
from turnup.portal.letters import turn_words
from turnup.portal.models import Letter, Purpose
from turnup.portal.queries import live_link
from turnup.requests.way_words import YOURS

TOLD = tuple(YOURS)


def tell_turn(*, order_id: UUID, at: datetime) -> None:
    """Write to the customer about the steps that have come to wait for them."""
    if not settings.SMTP_URL:
        return
    link = live_link(order_id)
    if link is None or link.expires_at <= at or not link.order.customer.email:
        return
    told = set(
        Letter.objects.filter(link=link, purpose=Purpose.TURN).values_list("turn", flat=True)
    )
    for row in OpenStep.objects.filter(order_id=order_id, step__in=TOLD):
        turn = f"{row.step} {row.since.isoformat()}"
        if turn not in told:
            write_letter(
                purpose=Purpose.TURN,
                to=link.order.customer.email,
                words=turn_words(link, row.step),
                at=at,
                link=link,
                turn=turn,
            )
