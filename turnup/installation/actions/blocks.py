"""Blocks and prefixes: corporate links, routed networks, IPv6, each with one holder at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from turnup.installation.address_plan import GIVES_BLOCKS, Purpose
from turnup.installation.models import AddressPool, BlockAssignment
from turnup.standard.refusals import BadField

Network = IPv4Network | IPv6Network


@transaction.atomic
def give_block(*, order_id: UUID, purpose: str, at: datetime) -> str:
    """Return the block the order holds of that purpose, giving it one if it holds none.

    Raises BadField where no pool of the purpose has a free one.
    """
    held = BlockAssignment.objects.filter(order_id=order_id, pool__purpose=purpose, until=None)
    if row := held.first():
        return row.prefix
    pools = AddressPool.objects.filter(purpose=purpose).select_for_update(no_key=True)
    for pool in pools.order_by("id") if purpose in GIVES_BLOCKS else ():
        for net in _free(pool, at):
            BlockAssignment.objects.create(order_id=order_id, pool=pool, prefix=str(net), since=at)
            return str(net)
    raise BadField("purpose", _("There is no free block."), _("Add a pool for this purpose."))


def give_prefix(*, order_id: UUID, at: datetime) -> str | None:
    """Give the order its IPv6 prefix where the company has a pool of them, else None."""
    if not AddressPool.objects.filter(purpose=Purpose.IPV6).exists():
        return None
    return give_block(order_id=order_id, purpose=Purpose.IPV6, at=at)


def release_blocks(*, order_id: UUID, at: datetime) -> None:
    """Take back all blocks of the order; they rest as their pool says."""
    BlockAssignment.objects.filter(order_id=order_id, until=None).update(until=at)


def _free(pool: AddressPool, at: datetime) -> Iterator[Network]:
    """Yield the pool's blocks that nobody holds and that have rested, the first ones first."""
    resting = Q(until=None) | Q(until__gt=at - timedelta(days=pool.rest_days))
    rows = BlockAssignment.objects.filter(resting, pool=pool)
    taken = set(rows.values_list("prefix", flat=True))
    assert pool.block_length is not None, "a pool that gives blocks knows their size"
    for net in ip_network(pool.network).subnets(new_prefix=pool.block_length):
        if str(net) not in taken:
            yield net
