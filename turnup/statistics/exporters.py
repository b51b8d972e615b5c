"""What is known of each exporter: how it samples, how many of its flows were lost on the way."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from turnup.statistics.records import Array, count_of
from turnup.statistics.templates_of_flows import (
    PACKET_INTERVAL,
    PACKET_SPACE,
    RANDOM_INTERVAL,
    SAMPLER,
    SAMPLING,
    SELECTOR,
)

ROUND: Final = 1 << 32
STRAY: Final = 1000  # so far behind a datagram may come late; further, the exporter began anew
MOST_LOST: Final = 1_000_000  # a gap over this is no loss: the exporter began anew
MOST_SAMPLERS: Final = 256
MOST_SAMPLED: Final = 1 << 24  # nobody looks at one packet of more


@dataclass(slots=True)
class Exporter:
    """A router's stream of flows: address, domain (or engine), version."""

    expected: int | None = None
    datagrams: int = 0
    flows: int = 0
    lost: int = 0
    samplers: dict[int | None, int] = field(default_factory=dict)

    def hear(self, sequence: int, units: int | None) -> None:
        """Note a datagram's sequence and how far the next one's is on; None: it cannot be told."""
        self.datagrams += 1
        if self.expected is not None:
            ahead = (sequence - self.expected) % ROUND
            if 0 < ahead <= MOST_LOST:
                self.lost += ahead
            elif 0 < ROUND - ahead <= STRAY:
                self.lost = max(0, self.lost - (units or 0))  # it came late, and was not lost
                return
        self.expected = None if units is None else (sequence + units) % ROUND

    def learn(self, columns: dict[int, Array]) -> None:
        """Take what option records say of sampling: one packet of how many is looked at."""
        for place in range(count_of(columns)):
            row = {name: int(rows[place]) for name, rows in columns.items()}
            rate = row.get(SAMPLING) or row.get(RANDOM_INTERVAL)
            if row.get(PACKET_INTERVAL):
                looked = row[PACKET_INTERVAL]
                rate = max(1, round((looked + row.get(PACKET_SPACE, 0)) / looked))
            if rate and rate <= MOST_SAMPLED and len(self.samplers) < MOST_SAMPLERS:
                self.samplers[row.get(SAMPLER, row.get(SELECTOR))] = rate

    def sampled(self, columns: dict[int, Array]) -> Array | int:
        """Give by how much each flow's octets are multiplied: its own word counts first."""
        if SAMPLING in columns:
            return np.clip(columns[SAMPLING], 1, MOST_SAMPLED).astype(np.uint64)
        named = columns.get(SAMPLER, columns.get(SELECTOR))
        if named is not None and self.samplers:
            rates = [self.samplers.get(int(one), 1) for one in named]
            return np.array(rates, np.uint64)
        return self.usual

    @property
    def usual(self) -> int:
        """Give the rate of flows that name no sampler: the one that is told of."""
        if None in self.samplers:
            return self.samplers[None]
        return next(iter(self.samplers.values())) if len(self.samplers) == 1 else 1


@dataclass(frozen=True, slots=True)
class Heard:
    """What an exporter sent since the last writing."""

    address: str
    domain: int
    version: int
    datagrams: int
    flows: int
    lost: int
    sampling: int

    @property
    def row(self) -> tuple[Any, ...]:
        """Give its columns in the table's order."""
        return (self.address, self.domain, self.version, self.datagrams, self.flows, self.lost,
                self.sampling)  # fmt: skip
