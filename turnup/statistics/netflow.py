"""NetFlow v5, v9 and IPFIX: datagrams become arrays of flows. Pure, no database.

v5: Cisco's format of 24 + n × 48 bytes. v9: RFC 3954. IPFIX: RFC 7011 and IANA's element numbers.
Only IPv4 flows are told; what else a template holds is passed over.
"""

import struct
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

OCTETS, SOURCE, TARGET, END_UPTIME = 1, 8, 12, 21
SAMPLING, OCTETS_TOTAL, END_SECONDS, END_MILLISECONDS = 34, 85, 151, 153
WANTED: Final = frozenset(
    {OCTETS, SOURCE, TARGET, END_UPTIME, SAMPLING, OCTETS_TOTAL, END_SECONDS, END_MILLISECONDS}
)
VARIABLE: Final = 65535
MOST_PENDING: Final = 256  # sets an exporter's template may be waited for with
MOST_TEMPLATES: Final = 4096  # of all exporters: a forger fills no memory
V5: Final = np.dtype(
    {
        "names": ["source", "target", "octets", "last"],
        "formats": [">u4", ">u4", ">u4", ">u4"],
        "offsets": [0, 4, 20, 28],
        "itemsize": 48,
    }
)
Array = Any
"""A one-dimensional numpy array."""


class UnreadableError(Exception):
    """The datagram is none of these formats, or is cut or damaged."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows of one set: addresses as numbers, octets, and when each ended (Unix seconds)."""

    source: Array
    target: Array
    octets: Array
    ended: Array


@dataclass(frozen=True, slots=True)
class Template:
    """How an exporter lays its records out: (element, length) each; 65535 says `it varies`."""

    fields: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        """Give a record's bytes, or 0 where a field's length varies."""
        lengths = [length for _element, length in self.fields]
        return 0 if VARIABLE in lengths else sum(lengths)

    @property
    def tells(self) -> bool:
        """Tell whether its records are IPv4 flows with octets."""
        elements = {element for element, _length in self.fields}
        return {SOURCE, TARGET} <= elements and bool({OCTETS, OCTETS_TOTAL} & elements)


@dataclass(slots=True)
class Header:
    """What a datagram says of itself: Unix seconds of its sending, and the exporter's uptime."""

    sent: int
    uptime_ms: int | None


@dataclass
class Decoder:
    """Reads datagrams; remembers each exporter's templates, and sets that came before theirs."""

    templates: "OrderedDict[tuple[str, int, int], Template]" = field(default_factory=OrderedDict)
    pending: dict[tuple[str, int, int], list[tuple[Header, bytes]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    without_template: int = 0

    def read(self, datagram: bytes, exporter: str) -> list[Flows]:
        """Give the flows of a datagram, and of those that waited for a template it brings.

        Raises UnreadableError for what cannot be understood; what was understood before stays.
        """
        if len(datagram) < 2:
            raise UnreadableError("too short")
        version = int.from_bytes(datagram[:2], "big")
        if version == 5:
            return [_version_5(datagram)]
        if version not in (9, 10):
            raise UnreadableError(f"version {version}")
        return list(self._sets(datagram, exporter, version))

    def _sets(self, datagram: bytes, exporter: str, version: int) -> Iterator[Flows]:
        header, domain, body = _header_9(datagram) if version == 9 else _header_10(datagram)
        for number, content in _split(body):
            if number == (0 if version == 9 else 2):
                for name, template in _templates(content, version):
                    yield from self._learn((exporter, domain, name), template)
            elif number >= 256:
                yield from self._data((exporter, domain, number), header, content)

    def _learn(self, key: tuple[str, int, int], template: Template | None) -> Iterator[Flows]:
        """Take a template; it replaces the one of its number. None takes that away."""
        self.templates.pop(key, None)
        if template is None:
            return
        self.templates[key] = template
        if len(self.templates) > MOST_TEMPLATES:
            self.templates.popitem(last=False)
        for header, content in self.pending.pop(key, ()):
            self.without_template -= 1
            yield from _records(template, header, content)

    def _data(self, key: tuple[str, int, int], header: Header, content: bytes) -> Iterator[Flows]:
        template = self.templates.get(key)
        if template is not None:
            yield from _records(template, header, content)
            return
        self.without_template += 1
        if len(self.pending) < MOST_TEMPLATES and len(self.pending[key]) < MOST_PENDING:
            self.pending[key].append((header, content))


def _version_5(datagram: bytes) -> Flows:
    if len(datagram) < 24:
        raise UnreadableError("cut in its header")
    count, uptime, sent = struct.unpack_from(">HII", datagram, 2)
    if len(datagram) < 24 + count * 48:
        raise UnreadableError("cut amid its records")
    rows = np.frombuffer(datagram, V5, count, 24)
    sampling = int.from_bytes(datagram[22:24], "big") & 0x3FFF or 1
    ended = _by_uptime(rows["last"], Header(sent, uptime))
    octets = rows["octets"].astype(np.uint64) * np.uint64(sampling)
    return Flows(rows["source"].astype(np.uint32), rows["target"].astype(np.uint32), octets, ended)


def _header_9(datagram: bytes) -> tuple[Header, int, bytes]:
    if len(datagram) < 20:
        raise UnreadableError("cut in its header")
    uptime, sent, _sequence, domain = struct.unpack_from(">IIII", datagram, 4)
    return Header(sent, uptime), domain, datagram[20:]


def _header_10(datagram: bytes) -> tuple[Header, int, bytes]:
    if len(datagram) < 16:
        raise UnreadableError("cut in its header")
    length, sent, _sequence, domain = struct.unpack_from(">HIII", datagram, 2)
    if not 16 <= length <= len(datagram):
        raise UnreadableError("says another length than it has")
    return Header(sent, None), domain, datagram[16:length]


def _split(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the sets of a datagram: number and content."""
    place = 0
    while place + 4 <= len(body):
        number, length = struct.unpack_from(">HH", body, place)
        if length < 4 or place + length > len(body):
            raise UnreadableError("a set is cut")
        yield number, body[place + 4 : place + length]
        place += length


def _templates(content: bytes, version: int) -> Iterator[tuple[int, Template | None]]:
    place = 0
    while place + 4 <= len(content):
        name, count = struct.unpack_from(">HH", content, place)
        if name < 256:
            return  # padding
        place += 4
        fields = []
        for _ in range(count):
            if place + 4 > len(content):
                raise UnreadableError("a template is cut")
            element, length = struct.unpack_from(">HH", content, place)
            place += 4
            if version == 10 and element & 0x8000:  # an enterprise's own: its number follows
                element, place = -1, place + 4
            fields.append((element, length))
        yield name, _checked(fields) if fields else None


def _checked(fields: Sequence[tuple[int, int]]) -> Template:
    total = sum(length for _element, length in fields if length != VARIABLE)
    if not 0 < total <= 65535:
        raise UnreadableError("a template without records")
    return Template(tuple(fields))


def _records(template: Template, header: Header, content: bytes) -> Iterator[Flows]:
    if not template.tells:
        return
    columns = _even(template, content) if template.size else _uneven(template, content)
    if columns is None:
        return
    octets = columns.get(OCTETS, columns.get(OCTETS_TOTAL))
    assert octets is not None, "a template that tells has octets"
    if SAMPLING in columns:
        octets = octets * np.maximum(columns[SAMPLING], 1).astype(np.uint64)
    source, target = (columns[element].astype(np.uint32) for element in (SOURCE, TARGET))
    yield Flows(source, target, octets.astype(np.uint64), _ended(columns, header, len(source)))


def _even(template: Template, content: bytes) -> dict[int, Array] | None:
    """Read records of one length all at once."""
    count = len(content) // template.size
    if not count:
        return None
    grid = np.frombuffer(content, np.uint8, count * template.size).reshape(count, template.size)
    columns, place = {}, 0
    for element, length in template.fields:
        if element in WANTED and 0 < length <= 8:
            number = np.zeros(count, np.uint64)
            for byte in range(length):
                number = (number << np.uint64(8)) | grid[:, place + byte]
            columns[element] = number
        place += length
    return columns


def _uneven(template: Template, content: bytes) -> dict[int, Array] | None:
    """Read records with fields whose length varies, one by one (RFC 7011, 7)."""
    found: dict[int, list[int]] = {
        element: [] for element, _ in template.fields if element in WANTED
    }
    place, least = 0, sum(1 if length == VARIABLE else length for _e, length in template.fields)
    while place + least <= len(content):
        for element, length in template.fields:
            if length == VARIABLE:
                length, place = _length_of(content, place)
            if place + length > len(content):
                raise UnreadableError("a record is cut")
            if element in found:
                found[element].append(
                    int.from_bytes(content[place : place + min(length, 8)], "big")
                )
            place += length
    return {name: np.array(rows, np.uint64) for name, rows in found.items()} if place else None


def _length_of(content: bytes, place: int) -> tuple[int, int]:
    length = content[place]
    if length < 255:
        return length, place + 1
    return int.from_bytes(content[place + 1 : place + 3], "big"), place + 3


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
