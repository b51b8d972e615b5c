"""Telling the customer that the signed act lies under their link; forgetting unfinished photos."""

import logging
from datetime import timedelta
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from turnup.field.actions.parts import sweep_parts
from turnup.installation.models import CompletionAct
from turnup.orders.models import JournalEntry, Order
from turnup.orders.occurrence import standing_row
from turnup.people.actor import actor_of
from turnup.portal.actions import make_link, send_link
from turnup.portal.queries import live_link
from turnup.standard.refusals import Refused

FRESH: Final = timedelta(days=3)
"""An act that arrived longer ago was told of by other ways; nobody is written to years later."""
log = logging.getLogger(__name__)


@app.task(name="field.send_act", queue="papers")
def send_act(order_id: str) -> None:
    """Send the customer the link under which the act is; who has no e-mail is told by the crew."""
    now = timezone.now()
    order = Order.objects.select_related("customer").get(pk=order_id)
    act = standing_row(CompletionAct, "act_signed", order.id)
    if act is None or not order.customer.email:
        return
    entry = JournalEntry.objects.select_related("actor").get(order=order, seq=act.seq)
    if now - entry.recorded_at > FRESH:
        return
    actor = actor_of(entry.actor, now)
    try:
        link = live_link(order.id) or make_link(order=order, actor=actor, at=now)
        send_link(link=link, actor=actor, at=now)
    except Refused as fault:
        log.warning("the act of order %s is not sent: %s", order.number, fault)


@app.periodic(cron="41 3 * * *")
@app.task(name="field.sweep_parts", queue="papers", queueing_lock="field.sweep_parts")
def forget_parts(timestamp: int) -> None:
    """Forget photos of which only a part ever came."""
    sweep_parts(now=timezone.now())
