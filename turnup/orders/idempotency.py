"""One idempotency key, at most one effect: the answer is stored in the effect's own transaction.

A key belongs to one principal and one request (its method, path and body). Whoever comes second
with it while the first is under way hears so; whoever comes later gets the stored answer. What is
stored: every answer that was computed, refusals too, with their effect rolled back. What is not:
5xx, and a precondition that did not hold (412), for it decides nothing.

The lock is the transaction's own advisory lock. The unique constraint is the last word: of two
computations that the lock did not part, one is rolled back and repeats into the stored answer.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from turnup.standard.refusals import Refused

KEPT_FOR: Final = timedelta(hours=72)
_KEY: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?")
_PRECONDITION_FAILED: Final = 412
_SERVER_ERROR: Final = 500

# One statement: whether the lock is ours, and what is stored under the key.
_CLAIM: Final = """
SELECT pg_try_advisory_xact_lock(%(lock)s), a.fingerprint, a.http_code, a.headers, a.body
  FROM (SELECT 1) AS one LEFT JOIN orders_storedanswer a
    ON a.principal_id = %(principal)s AND a.key = %(key)s AND a.answered_at > %(oldest)s"""
_STORE: Final = """
INSERT INTO orders_storedanswer
       (principal_id, key, fingerprint, http_code, headers, body, answered_at)
VALUES (%(principal)s, %(key)s, %(fingerprint)s, %(http)s, %(headers)s::jsonb, %(body)s, %(at)s)
ON CONFLICT (principal_id, key) DO UPDATE
   SET fingerprint = excluded.fingerprint, http_code = excluded.http_code,
       headers = excluded.headers, body = excluded.body, answered_at = excluded.answered_at
 WHERE orders_storedanswer.answered_at <= %(oldest)s
RETURNING id"""


class KeyMissing(Refused):
    """No key came with a request that may change something."""

    code = "idempotency.missing"


class KeyMalformed(Refused):
    """The key is too long, or has characters a header should not have."""

    code = "idempotency.malformed"


class InFlight(Refused):
    """A request with the same key is being computed."""

    code = "idempotency.in_flight"


class KeyMismatch(Refused):
    """The key was used with another method, path or body."""

    code = "idempotency.mismatch"


class _Raced(Exception):
    """Another computation under the same key was stored first."""


class Declined(Exception):
    """Raised by a computation: undo all it did, then store and give what `answer()` says."""

    def __init__(self, answer: Callable[[], "Answer"]):
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as it is stored; `replayed`: it came from the store."""

    http: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks what under which key, at which moment."""

    principal: UUID
    key: str
    fingerprint: str
    at: datetime


def checked_key(key: str | None) -> str:
    """Give the key of a request that may change something. Raises KeyMissing or KeyMalformed."""
    if key is None:
        raise KeyMissing
    if not _KEY.fullmatch(key):
        raise KeyMalformed
    return key


def keyed_request(
    *, principal: UUID, key: str, method: str, path: str, body: bytes, at: datetime
) -> Request:
    """Tie a checked key to its request."""
    digest = hashlib.sha256(f"{method} {path}\n".encode("utf-8", "backslashreplace") + body)
    return Request(principal, key, digest.hexdigest(), at)


def answer_once(request: Request, compute: Callable[[], Answer]) -> Answer:
    """Give the stored answer of the request, or compute, store and give it.

    `compute` runs inside the transaction that stores its answer. It refuses by raising Declined:
    what it did is undone, and the refusal is stored in a transaction of its own. Anything else
    that it raises stores nothing. Raises InFlight, KeyMismatch.
    """
    while True:
        try:
            return _answer(request, compute)
        except Declined as refusal:
            compute = refusal.answer
        except _Raced:
            continue


def _answer(request: Request, compute: Callable[[], Answer]) -> Answer:
    with transaction.atomic():
        return _claim(request) or _store(request, compute())


def _claim(request: Request) -> Answer | None:
    """Take the key's lock, or give what is stored under it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "lock": _lock_number(request),
                "principal": request.principal,
                "key": request.key,
                "oldest": request.at - KEPT_FOR,
            },
        )
        ours, fingerprint, http, headers, body = cursor.fetchone()
    if fingerprint is None:
        if not ours:
            raise InFlight
        return None
    if fingerprint != request.fingerprint:
        raise KeyMismatch
    return Answer(http, body, _read(headers), replayed=True)


def _read(headers: Any) -> dict[str, str]:
    return json.loads(headers) if isinstance(headers, str) else headers


def _lock_number(request: Request) -> int:
    """Give the key's number in the space of the database's locks: 64 bits with a sign."""
    text = f"idempotency {request.principal} {request.key}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)


def _store(request: Request, answer: Answer) -> Answer:
    if answer.http >= _SERVER_ERROR or answer.http == _PRECONDITION_FAILED:
        return answer
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE,
            {
                "principal": request.principal,
                "key": request.key,
                "fingerprint": request.fingerprint,
                "http": answer.http,
                "headers": json.dumps(dict(answer.headers)),
                "body": answer.body,
                "at": request.at,
                "oldest": request.at - KEPT_FOR,
            },
        )
        if cursor.fetchone() is None:
            raise _Raced
    return answer
