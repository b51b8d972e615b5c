"""Reads over the address plan: how full each pool is, and who held what at which moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from turnup.installation.address_plan import GIVES_BLOCKS, Purpose
from turnup.installation.models import (
    AddressAssignment,
    AddressPool,
    BlockAssignment,
    LinePlace,
)

HOLDERS = """
SELECT order_id, prefix, since, until FROM (
       SELECT order_id, host(address_id) AS prefix, since, until FROM installation_addressassignment
        WHERE address_id = %(address)s::inet
        UNION ALL
       SELECT order_id, prefix, since, until FROM installation_blockassignment
        WHERE prefix::inet >>= %(address)s::inet) AS held
 WHERE %(at)s::timestamptz IS NULL
    OR (since <= %(at)s AND (until IS NULL OR until > %(at)s))
 ORDER BY since DESC"""


@dataclass(frozen=True, slots=True)
class Fill:
    """How full a pool is: addresses or blocks of it that are held, rest, are kept back, are free.

    A pool whose addresses the access servers give has no figures of ours: `whole` alone.
    """

    pool: AddressPool
    whole: int
    held: int = 0
    resting: int = 0
    reserved: int = 0

    @property
    def free(self) -> int:
        """Count what may be given now."""
        return self.whole - self.held - self.resting - self.reserved


@dataclass(frozen=True, slots=True)
class Held:
    """That an order held an address or block."""

    order_id: UUID
    prefix: str
    since: datetime
    until: datetime | None


def fills(at: datetime) -> list[Fill]:
    """Return how full every pool is at the moment."""
    return [_fill(pool, at) for pool in AddressPool.objects.order_by("id")]


def _fill(pool: AddressPool, at: datetime) -> Fill:
    net = ip_network(pool.network)
    if pool.purpose in GIVES_BLOCKS:
        assert pool.block_length is not None, "a pool that gives blocks knows their size"
        rested = at - timedelta(days=pool.rest_days)
        count = pool.blocks.aggregate(
            held=Count("id", filter=Q(until=None)),
            resting=Count("prefix", filter=Q(until__gt=rested), distinct=True),
        )
        kept = pool.reserved_blocks.count()
        return Fill(pool, 1 << (pool.block_length - net.prefixlen), reserved=kept, **count)
    if pool.purpose != Purpose.STATIC:
        return Fill(pool, net.num_addresses)
    rows = pool.addresses.aggregate(
        whole=Count("pk"),
        held=Count("pk", filter=Q(free_from=None, reserved_for="")),
        reserved=Count("pk", filter=~Q(reserved_for="")),
        resting=Count("pk", filter=Q(free_from__gt=at)),
    )
    return Fill(pool, **rows)


def holders(address: str, at: datetime | None = None) -> list[Held]:
    """Return who held an address, by itself or in a block: at a moment, or ever; the latest first.

    Raises ValueError for what is no address.
    """
    asked = str(ip_address(address.strip()))
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, {"address": asked, "at": at})
        return [Held(*row) for row in cursor.fetchall()]


def reserved_in(pool: AddressPool) -> list[tuple[str, str]]:
    """Return the addresses or blocks of a pool that are kept back, and for what."""
    if pool.purpose in GIVES_BLOCKS:
        return list(pool.reserved_blocks.values_list("prefix", "reserved_for"))
    kept = pool.addresses.exclude(reserved_for="").order_by("address")
    return list(kept.values_list("address", "reserved_for"))


def held_in(pool: AddressPool, count: int = 200) -> list[Any]:
    """Return what of a pool is held now, the latest first: assignments of addresses or blocks."""
    if pool.purpose in GIVES_BLOCKS:
        rows: Any = BlockAssignment.objects.filter(pool=pool, until=None)
    else:
        rows = AddressAssignment.objects.filter(address__pool=pool, until=None)
    return list(rows.select_related("order").order_by("-since")[:count])


def line_of(order_id: UUID) -> dict[str, Any]:
    """Return what the order's line holds now: address, blocks by purpose, switch, port, VLAN."""
    blocks = BlockAssignment.objects.filter(order_id=order_id, until=None).select_related("pool")
    addresses = AddressAssignment.objects.filter(order_id=order_id, until=None)
    return {
        "address": addresses.select_related("address__pool").first(),
        "blocks": {row.pool.purpose: row.prefix for row in blocks.order_by("pool_id")},
        "place": LinePlace.objects.filter(order_id=order_id, until=None).first(),
    }


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """What an order held from one moment to another, in words of the network."""

    what: str
    since: datetime
    until: datetime | None


def spans_of(order_id: UUID) -> list[HeldSpan]:
    """Return all that the order's line held, the latest first."""
    spans = [
        HeldSpan(str(getattr(row, name)), row.since, row.until)
        for model, name in ((AddressAssignment, "address_id"), (BlockAssignment, "prefix"))
        for row in model._default_manager.filter(order_id=order_id)
    ]
    for place in LinePlace.objects.filter(order_id=order_id):
        vlan = f" · VLAN {place.vlan}" if place.vlan else ""
        spans.append(HeldSpan(f"{place.switch} · {place.port}{vlan}", place.since, place.until))
    return sorted(spans, key=lambda span: span.since, reverse=True)
