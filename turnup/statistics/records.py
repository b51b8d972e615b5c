"""Records of NetFlow v9 and IPFIX by their template: columns of numbers. Pure."""

from typing import Any

import numpy as np

from turnup.statistics.templates_of_flows import VARIABLE, WANTED, Template, UnreadableError

Array = Any
"""A one-dimensional numpy array."""


def columns_of(template: Template, content: bytes) -> dict[int, Array] | None:
    """Read a set's records; of an IPv6 address the upper 64 bits. None where there is none."""
    return _even(template, content) if template.size else _uneven(template, content)


def count_of(columns: dict[int, Array]) -> int:
    """Give how many records there are."""
    return len(next(iter(columns.values()))) if columns else 0


def _even(template: Template, content: bytes) -> dict[int, Array] | None:
    """Read records of one length all at once."""
    count = len(content) // template.size
    if not count:
        return None
    grid = np.frombuffer(content, np.uint8, count * template.size).reshape(count, template.size)
    columns, place = {}, 0
    for element, length in template.fields:
        if element in WANTED:
            number = np.zeros(count, np.uint64)
            for byte in range(min(length, 8)):
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
    if place < len(content) and content[place] < 255:
        return content[place], place + 1
    if place + 3 > len(content):
        raise UnreadableError("a record is cut")
    return int.from_bytes(content[place + 1 : place + 3], "big"), place + 3
