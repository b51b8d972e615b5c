"""Flows attributed: whose each address was at the minute a flow ended. Pure but for its inputs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network
from zoneinfo import ZoneInfo

import numpy as np

from turnup.statistics.models import Source
from turnup.statistics.netflow import LARGEST, Array, Flows
from turnup.statistics.tally import Tally

OLDEST = 86_400  # seconds: a flow that says it ended longer ago has a clock that is off
SKEW = 300
FOREIGN = "foreign"
"""Under this name stands what went between addresses of which neither is ours."""

Span = tuple[datetime, datetime | None, int]


@dataclass
class Holders:
    """Who held which address or block, and when; `ours` are the networks of the address plan.

    `blocks` are by the bits that lie within a block, then by its first number.
    """

    blocks: dict[int, dict[int, list[Span]]] = field(default_factory=dict)
    ours: list[tuple[int, int]] = field(default_factory=list)

    def add(self, network: str, since: datetime, until: datetime | None, service_id: int) -> None:
        """Note that a service held an address, block or prefix from one moment to another."""
        first, last = bounds(network)
        block = self.blocks.setdefault((last - first).bit_length(), {})
        block.setdefault(first, []).append((since, until, service_id))

    def add_ours(self, network: str) -> None:
        """Note a network of the address plan."""
        self.ours.append(bounds(network))

    def owner(self, address: int, at: datetime) -> int | None:
        """Give the service that held the address at the moment; the narrowest block counts."""
        grace = timedelta(minutes=1)
        for bits in sorted(self.blocks):
            first = address >> bits << bits
            for since, until, service_id in self.blocks[bits].get(first, ()):
                if since - grace <= at and (until is None or at < until):
                    return service_id
        return None

    def knows(self, address: int) -> bool:
        """Tell whether the address lies in a network of ours."""
        return any(first <= address <= last for first, last in self.ours)


def bounds(network: str) -> tuple[int, int]:
    """Give the first and last number of a network, as `Flows` number addresses."""
    net = ip_network(network)
    shift = 64 if isinstance(net, IPv6Network) else 0
    return int(net.network_address) >> shift, int(net.broadcast_address) >> shift


def shown(address: int) -> str:
    """Write an address as people read it; of IPv6 the network of /64 it lies in."""
    if address < 1 << 32:
        return str(IPv4Address(address))
    return f"{IPv6Address(address << 64)}/64"


def tallied(flows: Iterable[Flows], holders: Holders, now: datetime, zone: ZoneInfo) -> Tally:
    """Sum flows up by service and hour; what is nobody's stands apart by address."""
    tally = Tally(Source.NETFLOW, zone)
    every = list(flows)
    if not every:
        return tally
    source, target, octets, ended = (
        np.concatenate([getattr(one, name) for one in every]) for name in Flows.__slots__
    )
    ended = _believed(tally, ended, now)
    absurd = octets > LARGEST
    if absurd.any():
        tally.note("implausible", now, int(absurd.sum()))
        octets = np.where(absurd, np.uint64(0), octets)
    sent = _by_minute(source, octets, ended)
    got = _by_minute(target, octets, ended)
    known = _put(tally, holders, sent, 0) | _put(tally, holders, got, 1)
    _put_foreign(tally, known, source, target, octets, ended)
    tally.note("counted", now, len(source))
    return tally


def _believed(tally: Tally, ended: Array, now: datetime) -> Array:
    """Take our clock where the exporter's is off."""
    moment = now.timestamp()
    off = (ended < moment - OLDEST) | (ended > moment + SKEW)
    if off.any():
        tally.note("clock_off", now, int(off.sum()))
        ended = np.where(off, moment, ended)
    return np.minimum(ended, moment)


def _by_minute(address: Array, octets: Array, ended: Array) -> list[tuple[int, int, int]]:
    """Sum octets by address and minute: (address, minute of Unix time, octets)."""
    known, places = np.unique(address, return_inverse=True)
    key = (places.astype(np.uint64) << np.uint64(32)) | (ended // 60).astype(np.uint64)
    order = np.argsort(key, kind="stable")
    keys, firsts = np.unique(key[order], return_index=True)
    sums = np.add.reduceat(octets[order], firsts)
    whose = known[(keys >> np.uint64(32)).astype(np.int64)]
    minutes = (keys & np.uint64(0xFFFFFFFF)).tolist()
    return list(zip(whose.tolist(), minutes, sums.tolist(), strict=True))


def _put(tally: Tally, holders: Holders, rows: list[tuple[int, int, int]], way: int) -> set[int]:
    """Add one direction's sums to their services; give the addresses that were ours."""
    ours: set[int] = set()
    strangers: set[int] = set()
    for address, minute, octets in rows:
        if not octets or address in strangers:
            continue
        at = datetime.fromtimestamp(minute * 60, UTC)
        service_id = holders.owner(address, at)
        if service_id is None and not holders.knows(address):
            strangers.add(address)
            continue
        ours.add(address)
        hour = at.replace(minute=0)
        if service_id is None:
            tally.note("unknown", at)
        tally.add(service_id, shown(address), hour, *((octets, 0) if way == 0 else (0, octets)))
    return ours


def _put_foreign(
    tally: Tally, known: set[int], source: Array, target: Array, octets: Array, ended: Array
) -> None:
    mine = np.fromiter(known, np.uint64, len(known))
    foreign = ~(np.isin(source, mine) | np.isin(target, mine))
    if foreign.any():
        at = datetime.fromtimestamp(float(ended[foreign].max()), UTC)
        tally.add(
            None,
            FOREIGN,
            at.replace(minute=0, second=0, microsecond=0),
            int(octets[foreign].sum()),
            0,
        )
        tally.note("unknown", at, int(foreign.sum()))
