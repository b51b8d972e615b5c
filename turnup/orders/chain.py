"""The hash chain: one formula for entries, one for seals. docs/journal.md explains both.

Canonical JSON: UTF-8, keys sorted, no white space, no escapes beyond what JSON demands, numbers
only as integers (money is decimal text), moments as `2026-01-12T09:30:00.000000Z`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from turnup.standard.moments import moment_text

GENESIS = "0" * 64
_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(value: Any) -> str:
    """Write a value as canonical JSON."""
    return _encoder.encode(value)


def sha256(text: str) -> str:
    """Hash a text's UTF-8 bytes; give hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: str, data: Mapping[str, Any]) -> str:
    """Commit to an entry's data: SHA-256 of the salt (hex), a colon, and the canonical data."""
    return sha256(f"{salt}:{canonical(data)}")


def entry_body(
    *,
    order: UUID,
    seq: int,
    step: str,
    at: datetime,
    recorded_at: datetime,
    actor: UUID | str,
    role: str,
    door: str,
    facts: Mapping[str, Any],
    commitment: str,
    standard: int,
    previous: str,
) -> dict[str, Any]:
    """Give what an entry's hash covers, as the plain data that `turnup journal export` prints."""
    return {
        "order": str(order),
        "seq": seq,
        "step": step,
        "at": moment_text(at),
        "recorded_at": moment_text(recorded_at),
        "actor": str(actor),
        "role": role,
        "door": door,
        "facts": dict(facts),
        "commitment": commitment,
        "standard": standard,
        "previous": previous,
    }


def entry_hash(body: Mapping[str, Any]) -> str:
    """Hash an entry: SHA-256 of its canonical body."""
    return sha256(canonical(body))


def seal_hash(
    number: int, sealed_at: datetime, previous: str, heads: Iterable[tuple[str, int, str]]
) -> str:
    """Hash a seal: SHA-256 of canonical {number, sealed_at, previous, heads}, heads by order id."""
    body = {
        "number": number,
        "sealed_at": moment_text(sealed_at),
        "previous": previous,
        "heads": sorted([order, seq, digest] for order, seq, digest in heads),
    }
    return sha256(canonical(body))
