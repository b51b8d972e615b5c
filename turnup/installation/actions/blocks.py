"""Blocks and prefixes: corporate links, routed networks, IPv6, each with one holder at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from turnup.installation.address_plan import GIVES_BLOCKS, Purpose
from turnup.installation.models import AddressPool, BlockAssignment, ReservedBlock
from turnup.standard.refusals import BadField

Network = IPv4Network | IPv6Network
WRITE = _("Write it as 192.0.2.0/24, from its first address.")


@transaction.atomic
def give_block(*, order_id: UUID, purpose: str, at: datetime, prefix: str | None = None) -> str:
    """Return the block the order holds of that purpose, giving it one if it holds none.

    Without a `prefix`: the block it held before, else the first free one. Raises BadField where no
    pool of the purpose has a free one, and for a prefix that may not be given now.
    """
    held = BlockAssignment.objects.filter(order_id=order_id, pool__purpose=purpose, until=None)
    wanted = _wanted(prefix) if prefix else None
    if row := held.first():
        return _same(row.prefix, wanted)
    pools = AddressPool.objects.filter(purpose=purpose).select_for_update(no_key=True)
    for pool in pools.order_by("id") if purpose in GIVES_BLOCKS else ():
        if net := _chosen(pool, order_id, at, wanted):
            BlockAssignment.objects.create(order_id=order_id, pool=pool, prefix=str(net), since=at)
            return str(net)
    if wanted:
        raise BadField("prefix", _("No pool of this purpose has such a block."), WRITE)
    raise BadField("purpose", _("There is no free block."), _("Add a pool for this purpose."))


def _wanted(prefix: str) -> Network:
    try:
        return ip_network(prefix.strip())
    except ValueError as error:
        raise BadField("prefix", _("This is not a network."), WRITE) from error


def _same(held: str, wanted: Network | None) -> str:
    if wanted not in (None, ip_network(held)):
        raise BadField(
            "prefix",
            _("The order holds %(held)s already."),
            _("Take it back first."),
            held=held,
        )
    return held


def _chosen(
    pool: AddressPool, order_id: UUID, at: datetime, wanted: Network | None
) -> Network | None:
    """Choose a block of the pool, or None. Raises BadField for a wanted one that is not free."""
    free = _Free(pool, order_id, at)
    if wanted is None:
        return next(free.blocks(), None)
    whole = ip_network(pool.network)
    if wanted.version != whole.version or wanted.prefixlen != pool.block_length:
        return None
    if not wanted.subnet_of(whole):  # type: ignore[arg-type]  # of one version, as was just asked
        return None
    if not free.has(wanted):
        raise BadField(
            "prefix",
            _("This block is held, rests or is kept back."),
            _("Choose another one, or leave it blank for the first free one."),
        )
    return wanted


class _Free:
    """What of a pool may be given to an order at a moment."""

    def __init__(self, pool: AddressPool, order_id: UUID, at: datetime):
        rows = BlockAssignment.objects.filter(pool=pool)
        resting = Q(until=None) | Q(until__gt=at - timedelta(days=pool.rest_days))
        others = rows.filter(resting).exclude(order_id=order_id, until__lte=at)
        self.pool = pool
        self.taken = set(others.values_list("prefix", flat=True))
        self.taken.update(pool.reserved_blocks.values_list("prefix", flat=True))
        own = rows.filter(order_id=order_id).order_by("-since", "-id")
        self.earlier = own.values_list("prefix", flat=True).first()

    def has(self, block: Network) -> bool:
        return str(block) not in self.taken

    def blocks(self) -> Iterator[Network]:
        """Yield the block the order held before, then the pool's in turn."""
        if self.earlier and self.earlier not in self.taken:
            yield ip_network(self.earlier)
        assert self.pool.block_length is not None, "a pool that gives blocks knows their size"
        for net in ip_network(self.pool.network).subnets(new_prefix=self.pool.block_length):
            if self.has(net):
                yield net


def give_prefix(*, order_id: UUID, at: datetime) -> str | None:
    """Give the order its IPv6 prefix where the company has a pool of them, else None."""
    if not AddressPool.objects.filter(purpose=Purpose.IPV6).exists():
        return None
    return give_block(order_id=order_id, purpose=Purpose.IPV6, at=at)


def release_blocks(*, order_id: UUID, at: datetime, purpose: str | None = None) -> int:
    """Take back the order's blocks, all or of one purpose; they rest as their pool says."""
    rows = BlockAssignment.objects.filter(order_id=order_id, until=None)
    if purpose is not None:
        rows = rows.filter(pool__purpose=purpose)
    return rows.update(until=at)


@transaction.atomic
def reserve_block(*, pool: AddressPool, prefix: str, reason: str) -> ReservedBlock:
    """Keep a block of a pool back. Raises BadField for one that is held, or is none of its own."""
    AddressPool.objects.select_for_update(no_key=True).get(pk=pool.pk)
    wanted, whole = _wanted(prefix), ip_network(pool.network)
    fits = wanted.version == whole.version and wanted.prefixlen == pool.block_length
    if not fits or not wanted.subnet_of(whole):  # type: ignore[arg-type]  # of one version
        raise BadField(
            "prefix",
            _("This is no block of this pool."),
            _("Write one of /%(length)s, from its first address."),
            length=pool.block_length,
        )
    if BlockAssignment.objects.filter(pool=pool, prefix=str(wanted), until=None).exists():
        raise BadField("prefix", _("Somebody holds this block."), _("Choose a free one."))
    row, _made = ReservedBlock.objects.update_or_create(
        prefix=str(wanted), defaults={"pool": pool, "reserved_for": reason[:120] or "—"}
    )
    return row


def unreserve_block(*, prefix: str) -> None:
    """Let a reserved block be given again. Does nothing where it is not reserved."""
    ReservedBlock.objects.filter(prefix=prefix).delete()
