"""Sealing contracts once they are signed, after the signature is safely recorded."""

import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from turnup.contracts.models import Contract
from turnup.contracts.paper_actions import seal_contract
from turnup.papers.seal import NoSeal

log = logging.getLogger(__name__)


@app.task(
    name="contracts.seal",
    queue="papers",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def seal_signed(contract_pk: int) -> None:
    """Make the signed contract's PDF and seal it; without a certificate it stays unsealed."""
    try:
        seal_contract(contract=Contract.objects.get(pk=contract_pk), at=timezone.now())
    except NoSeal as fault:
        log.warning("contract %s is not sealed: %s", contract_pk, fault)
