"""How exporters lay their records out: templates of NetFlow v9 (RFC 3954) and IPFIX (RFC 7011).

Element numbers are IANA's; those below 128 are NetFlow v9's too.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

OCTETS, SOURCE, TARGET, END_UPTIME, SOURCE_6, TARGET_6 = 1, 8, 12, 21, 27, 28
SAMPLING, SAMPLER, RANDOM_INTERVAL, OCTETS_TOTAL = 34, 48, 50, 85
END_SECONDS, END_MILLISECONDS, SELECTOR, PACKET_INTERVAL, PACKET_SPACE = 151, 153, 302, 305, 306
WANTED: Final = frozenset(
    {
        OCTETS, SOURCE, TARGET, END_UPTIME, SOURCE_6, TARGET_6, SAMPLING, SAMPLER,
        RANDOM_INTERVAL, OCTETS_TOTAL, END_SECONDS, END_MILLISECONDS, SELECTOR,
        PACKET_INTERVAL, PACKET_SPACE,
    }
)  # fmt: skip
VARIABLE: Final = 65535
PASSED_OVER: Final = -1


class UnreadableError(Exception):
    """The datagram is none of these formats, or is cut or damaged."""


@dataclass(frozen=True, slots=True)
class Template:
    """How an exporter lays its records out: (element, length) each; 65535 says `it varies`.

    With `options` its records tell of the exporter itself, such as how it samples.
    """

    fields: tuple[tuple[int, int], ...]
    options: bool = False

    @property
    def size(self) -> int:
        """Give a record's bytes, or 0 where a field's length varies."""
        lengths = [length for _element, length in self.fields]
        return 0 if VARIABLE in lengths else sum(lengths)

    @property
    def tells(self) -> bool:
        """Tell whether its records are flows with octets, or say how the exporter samples."""
        elements = {element for element, _length in self.fields}
        if self.options:
            return bool({SAMPLING, RANDOM_INTERVAL, PACKET_INTERVAL} & elements)
        pairs = ({SOURCE, TARGET} <= elements) or ({SOURCE_6, TARGET_6} <= elements)
        return pairs and bool({OCTETS, OCTETS_TOTAL} & elements)


def templates(content: bytes, version: int) -> Iterator[tuple[int, Template | None]]:
    """Yield the templates of a set by their numbers; None where one is taken away."""
    place = 0
    while place + 4 <= len(content):
        name, count = struct.unpack_from(">HH", content, place)
        if name < 256:
            return  # padding
        fields, place = _fields(content, place + 4, count, version)
        yield name, _checked(fields) if fields else None


def option_templates(content: bytes, version: int) -> Iterator[tuple[int, Template | None]]:
    """Yield a set's templates of options. v9 counts bytes of fields, IPFIX the fields."""
    place = 0
    while place + 4 <= len(content):
        name, first = struct.unpack_from(">HH", content, place)
        if name < 256:
            return  # padding
        if version == 10 and not first:
            yield name, None
            place += 4
            continue
        if place + 6 > len(content):
            raise UnreadableError("a template is cut")
        second = int.from_bytes(content[place + 4 : place + 6], "big")
        count = (first + second) // 4 if version == 9 else first
        fields, place = _fields(content, place + 6, count, version)
        if version == 9:  # scopes have numbers of their own
            scopes = first // 4
            fields = [(PASSED_OVER, length) for _scope, length in fields[:scopes]] + fields[scopes:]
        yield name, _checked(fields, options=True) if fields else None


def _fields(
    content: bytes, place: int, count: int, version: int
) -> tuple[list[tuple[int, int]], int]:
    fields = []
    for _ in range(count):
        if place + 4 > len(content):
            raise UnreadableError("a template is cut")
        element, length = struct.unpack_from(">HH", content, place)
        place += 4
        if version == 10 and element & 0x8000:  # an enterprise's own: its number follows
            element, place = PASSED_OVER, place + 4
        fields.append((element, length))
    return fields, place


def _checked(fields: Sequence[tuple[int, int]], *, options: bool = False) -> Template:
    total = sum(length for _element, length in fields if length != VARIABLE)
    if not 0 < total <= 65535:
        raise UnreadableError("a template without records")
    return Template(tuple(_readable(fields)), options)


def _readable(fields: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pass over what is told a second time, and numbers of a length that no number has."""
    seen = set()
    for element, length in fields:
        is_number = 0 < length <= 8 or length in (16, VARIABLE)
        yield (element if is_number and element not in seen else PASSED_OVER), length
        seen.add(element)
