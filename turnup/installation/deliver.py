"""Making the act's paper once it is signed, after the signature is safely recorded."""

import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from turnup.installation.actions.papers import seal_act
from turnup.installation.models import CompletionAct
from turnup.papers.seal import NoSeal

log = logging.getLogger(__name__)


@app.task(
    name="installation.act",
    queue="papers",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def make_signed_act(act_pk: int) -> None:
    """Typeset the signed act and seal it; without a certificate it stays unsealed."""
    try:
        seal_act(act=CompletionAct.objects.get(pk=act_pk), at=timezone.now())
    except NoSeal as fault:
        log.warning("act %s is not sealed: %s", act_pk, fault)
