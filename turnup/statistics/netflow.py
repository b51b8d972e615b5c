"""NetFlow v5, v9 and IPFIX: datagrams become arrays of flows. Pure, no database.

v5: Cisco's format of 24 + n × 48 bytes. v9: RFC 3954. IPFIX: RFC 7011 and IANA's element numbers.
"""

import struct
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from turnup.statistics.exporters import Exporter, Heard
from turnup.statistics.records import Array, columns_of, count_of
from turnup.statistics.templates_of_flows import (
    END_MILLISECONDS,
    END_SECONDS,
    END_UPTIME,
    OCTETS,
    OCTETS_TOTAL,
    SOURCE,
    SOURCE_6,
    TARGET,
    TARGET_6,
    Template,
    UnreadableError,
    option_templates,
    templates,
)

__all__ = ["Array", "Decoder", "Flows", "Template", "UnreadableError"]

MOST_PENDING: Final = 256  # sets an exporter's template may be waited for with
MOST_TEMPLATES: Final = 4096  # of all exporters: a forger fills no memory
FIRST_GLOBAL: Final = np.uint64(1 << 61)  # 2000::, the upper half of it
NOT_GLOBAL: Final = np.uint64(1 << 62)  # stands for every address below that; no pool holds it
LARGEST: Final = np.uint64(1 << 47)  # octets of one flow: over 140 TB is no flow
V5: Final = np.dtype(
    {
        "names": ["source", "target", "octets", "last"],
        "formats": [">u4", ">u4", ">u4", ">u4"],
        "offsets": [0, 4, 20, 28],
        "itemsize": 48,
    }
)
Key = tuple[str, int, int]
"""exporter's address, domain, number of the template; or address, domain, version"""


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows of one set: addresses, octets, and when each ended (Unix seconds).

    An address is a number of 64 bits: an IPv4 one itself, of an IPv6 one the upper half, which
    is above all of IPv4's: no holder's prefix is longer than /64.
    """

    source: Array
    target: Array
    octets: Array
    ended: Array


@dataclass(slots=True)
class Header:
    """What a datagram says of itself: Unix seconds of its sending, uptime, number, domain."""

    sent: int
    uptime_ms: int | None
    sequence: int
    domain: int


@dataclass
class Decoder:
    """Reads datagrams; remembers each exporter's templates, and sets that came before theirs."""

    templates: "OrderedDict[Key, Template]" = field(default_factory=OrderedDict)
    pending: dict[Key, list[tuple[Header, bytes]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    exporters: "OrderedDict[Key, Exporter]" = field(default_factory=OrderedDict)
    without_template: int = 0

    def read(self, datagram: bytes, exporter: str) -> list[Flows]:
        """Give the flows of a datagram, and of those that waited for a template it brings.

        Raises UnreadableError for what cannot be understood; what was understood before stays.
        """
        if len(datagram) < 2:
            raise UnreadableError("too short")
        version = int.from_bytes(datagram[:2], "big")
        if version == 5:
            return [self._version_5(datagram, exporter)]
        if version not in (9, 10):
            raise UnreadableError(f"version {version}")
        return list(self._sets(datagram, exporter, version))

    def heard(self) -> list[Heard]:
        """Give what each exporter sent since it was last forgotten."""
        return [
            Heard(address, domain, version, one.datagrams, one.flows, one.lost, one.usual)
            for (address, domain, version), one in self.exporters.items()
            if one.datagrams
        ]

    def forget_heard(self) -> None:
        """Begin to count anew what exporters send: it is written."""
        for one in self.exporters.values():
            one.datagrams = one.flows = one.lost = 0

    def _exporter(self, key: Key) -> Exporter:
        known = self.exporters.setdefault(key, Exporter())
        if len(self.exporters) > MOST_TEMPLATES:
            self.exporters.popitem(last=False)
        return known

    def _version_5(self, datagram: bytes, exporter: str) -> Flows:
        header, flows = _version_5(datagram)
        stream = self._exporter((exporter, header.domain, 5))
        stream.hear(header.sequence, len(flows.source))
        stream.flows += len(flows.source)
        return flows

    def _sets(self, datagram: bytes, exporter: str, version: int) -> Iterator[Flows]:
        header, body = _header_9(datagram) if version == 9 else _header_10(datagram)
        stream = self._exporter((exporter, header.domain, version))
        units: int | None = 1 if version == 9 else 0
        plain, options = (0, 1) if version == 9 else (2, 3)
        for number, content in _split(body):
            if number in (plain, options):
                read = templates if number == plain else option_templates
                for name, template in read(content, version):
                    yield from self._learn((exporter, header.domain, name), template, stream)
            elif number >= 256:
                key = (exporter, header.domain, number)
                if version == 10 and units is not None:
                    units = _further(units, self.templates.get(key), content)
                yield from self._data(key, header, content, stream)
        stream.hear(header.sequence, units)

    def _learn(self, key: Key, template: Template | None, stream: Exporter) -> Iterator[Flows]:
        """Take a template; it replaces the one of its number. None takes that away."""
        self.templates.pop(key, None)
        if template is None:
            return
        self.templates[key] = template
        if len(self.templates) > MOST_TEMPLATES:
            self.templates.popitem(last=False)
        for header, content in self.pending.pop(key, ()):
            self.without_template -= 1
            yield from _records(template, header, content, stream)

    def _data(self, key: Key, header: Header, content: bytes, stream: Exporter) -> Iterator[Flows]:
        template = self.templates.get(key)
        if template is not None:
            yield from _records(template, header, content, stream)
            return
        self.without_template += 1
        if len(self.pending) < MOST_TEMPLATES and len(self.pending[key]) < MOST_PENDING:
            self.pending[key].append((header, content))


def _version_5(datagram: bytes) -> tuple[Header, Flows]:
    if len(datagram) < 24:
        raise UnreadableError("cut in its header")
    count, uptime, sent = struct.unpack_from(">HII", datagram, 2)
    sequence, engine, sampled = struct.unpack_from(">IHH", datagram, 16)
    if len(datagram) < 24 + count * 48:
        raise UnreadableError("cut amid its records")
    header = Header(sent, uptime, sequence, engine)
    rows = np.frombuffer(datagram, V5, count, 24)
    ended = _by_uptime(rows["last"], header)
    octets = rows["octets"].astype(np.uint64) * np.uint64(sampled & 0x3FFF or 1)
    source, target = (rows[name].astype(np.uint64) for name in ("source", "target"))
    return header, Flows(source, target, octets, ended)


def _header_9(datagram: bytes) -> tuple[Header, bytes]:
    if len(datagram) < 20:
        raise UnreadableError("cut in its header")
    uptime, sent, sequence, domain = struct.unpack_from(">IIII", datagram, 4)
    return Header(sent, uptime, sequence, domain), datagram[20:]


def _header_10(datagram: bytes) -> tuple[Header, bytes]:
    if len(datagram) < 16:
        raise UnreadableError("cut in its header")
    length, sent, sequence, domain = struct.unpack_from(">HIII", datagram, 2)
    if not 16 <= length <= len(datagram):
        raise UnreadableError("says another length than it has")
    return Header(sent, None, sequence, domain), datagram[16:length]


def _split(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the sets of a datagram: number and content."""
    place = 0
    while place + 4 <= len(body):
        number, length = struct.unpack_from(">HH", body, place)
        if length < 4 or place + length > len(body):
            raise UnreadableError("a set is cut")
        yield number, body[place + 4 : place + length]
        place += length


def _further(units: int, template: Template | None, content: bytes) -> int | None:
    """Count an IPFIX set's records on (RFC 7011, 3.1); None where that cannot be told."""
    if template is None or not template.size:
        return None
    return units + len(content) // template.size


def _records(
    template: Template, header: Header, content: bytes, stream: Exporter
) -> Iterator[Flows]:
    if not template.tells:
        return
    columns = columns_of(template, content)
    if columns is None:
        return
    if template.options:
        stream.learn(columns)
        return
    octets = columns.get(OCTETS, columns.get(OCTETS_TOTAL))
    assert octets is not None, "a template that tells has octets"
    rates = np.asarray(stream.sampled(columns), np.uint64)
    absurd = octets > LARGEST // rates  # and would wrap around when multiplied
    octets = np.where(absurd, LARGEST + np.uint64(1), octets * rates)
    source, target = _addresses(columns)
    stream.flows += count_of(columns)
    yield Flows(source, target, octets, _ended(columns, header, len(source)))


def _addresses(columns: dict[int, Array]) -> tuple[Array, Array]:
    if SOURCE in columns and TARGET in columns:
        return columns[SOURCE], columns[TARGET]
    halves = (columns[SOURCE_6], columns[TARGET_6])
    source, target = (np.where(half < FIRST_GLOBAL, NOT_GLOBAL, half) for half in halves)
    return source, target


def _ended(columns: dict[int, Array], header: Header, count: int) -> Array:
    if END_MILLISECONDS in columns:
        return columns[END_MILLISECONDS].astype(np.float64) / 1000
    if END_SECONDS in columns:
        return columns[END_SECONDS].astype(np.float64)
    if END_UPTIME in columns and header.uptime_ms is not None:
        return _by_uptime(columns[END_UPTIME].astype(np.uint32), header)
    return np.full(count, header.sent, np.float64)


def _by_uptime(last: Array, header: Header) -> Array:
    """Turn a moment of the exporter's uptime into Unix seconds; uptime wraps after 49.7 days."""
    uptime = np.uint32(header.uptime_ms or 0)
    before = (uptime - last.astype(np.uint32)).astype(np.int32)
    return header.sent - before / 1000.0
