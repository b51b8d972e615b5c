"""A router of our own: writes NetFlow v5, v9 and IPFIX byte by byte, from the standards' text."""

import struct
from collections.abc import Sequence
from ipaddress import IPv4Address

Flow = tuple[str, str, int]
"""source, target, octets"""
SENT = 1_773_144_000  # 2026-03-10 12:00 UTC
UPTIME = 10_000_000
PLAIN = ((8, 4), (12, 4), (1, 8), (21, 4))


def number(address: str) -> int:
    return int(IPv4Address(address))


def v5(flows: Sequence[Flow], sent: int = SENT, sampling: int = 0) -> bytes:
    head = struct.pack(">HHIIIIBBH", 5, len(flows), UPTIME, sent, 0, 1, 0, 0, sampling)
    rows = [
        struct.pack(">IIIHHIIIIHHBBBBHHBBH", number(source), number(target), 0, 1, 2, 3, octets,
                    UPTIME - 9000, UPTIME - 1000, 443, 50000, 0, 0, 6, 0, 0, 0, 24, 24, 0)
        for source, target, octets in flows
    ]  # fmt: skip
    return head + b"".join(rows)


def flowset(number_: int, content: bytes) -> bytes:
    padding = b"\0" * (-len(content) % 4)
    return struct.pack(">HH", number_, 4 + len(content) + len(padding)) + content + padding


def template(name: int, fields: Sequence[tuple[int, int]] = PLAIN) -> bytes:
    laid = b"".join(struct.pack(">HH", *field) for field in fields)
    return struct.pack(">HH", name, len(fields)) + laid


def row(flow: Flow, fields: Sequence[tuple[int, int]] = PLAIN) -> bytes:
    source, target, octets = flow
    values = {8: number(source), 12: number(target), 1: octets, 21: UPTIME - 1000, 153: SENT * 1000}
    return b"".join(values.get(name, 0).to_bytes(size, "big") for name, size in fields)


def v9(*sets: bytes, domain: int = 7) -> bytes:
    return struct.pack(">HHIIII", 9, len(sets), UPTIME, SENT, 1, domain) + b"".join(sets)


def ipfix(*sets: bytes, domain: int = 7) -> bytes:
    body = b"".join(sets)
    return struct.pack(">HHIII", 10, 16 + len(body), SENT, 1, domain) + body


def data(name: int, *flows: Flow, fields: Sequence[tuple[int, int]] = PLAIN) -> bytes:
    return flowset(name, b"".join(row(flow, fields) for flow in flows))
