"""Company-wide heads, made without any writer waiting for another.

A seal covers the head of every order that moved since the last seal. Which orders did is read
from the journal by ascending id, but ids are handed out before a transaction commits, so a lower
id may appear later than a higher one. Therefore a seal looks back to `settled_id`: every id up to
it is either visible or will never be. `settled_id` advances to what the seal before had reached
as soon as every transaction that was running at that seal has ended (its snapshot's xmax is not
above the present xmin). `record()` takes the order's row lock, and with it its transaction id,
before it draws a journal id; so no writer can hide.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from turnup.orders import chain
from turnup.orders.models import Seal, SealedHead
from turnup.standard.moments import moment_text

SEALING = 7_226_876  # advisory lock: one sealer at a time; writers never take it
MOVED = """
SELECT DISTINCT ON (e.order_id) e.order_id::text, e.seq, e.hash
  FROM orders_journalentry e
 WHERE e.id > %s
   AND NOT EXISTS (SELECT FROM orders_sealedhead h
                    WHERE h.order_id = e.order_id AND h.seq >= e.seq)
 ORDER BY e.order_id, e.seq DESC"""
NOW = """
SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,
       (SELECT coalesce(max(id), 0) FROM orders_journalentry)
  FROM pg_current_snapshot() AS s"""
COUNT = """
SELECT coalesce(sum(h.seq - coalesce((SELECT max(p.seq) FROM orders_sealedhead p
                                       WHERE p.order_id = h.order_id::uuid), 0)), 0)
  FROM jsonb_to_recordset(%s::jsonb) AS h(order_id text, seq int)"""


@transaction.atomic
def seal(*, now: datetime) -> Seal | None:
    """Seal what has moved since the last seal; give the latest seal, None for an empty journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        last = Seal.objects.order_by("-number").first()
        cursor.execute(NOW)
        xmin, xmax, reached = cursor.fetchone()
        settled = _settled(last, xmin)
        cursor.execute(MOVED, [settled])
        heads = cursor.fetchall()
    if not heads:
        return last
    return _append(last, heads, now, reached, settled, xmax)


def _settled(last: Seal | None, xmin: int) -> int:
    if last is None:
        return 0
    return last.reached_id if last.snapshot_xmax <= xmin else last.settled_id


def _append(
    last: Seal | None,
    heads: list[tuple[str, int, str]],
    now: datetime,
    reached: int,
    settled: int,
    xmax: int,
) -> Seal:
    number = last.number + 1 if last else 1
    previous = last.hash if last else chain.GENESIS
    made = Seal.objects.create(
        number=number,
        sealed_at=now,
        entries=(last.entries if last else 0) + _newly_covered(heads),
        previous=previous,
        hash=chain.seal_hash(number, now, previous, heads),
        reached_id=reached,
        settled_id=settled,
        snapshot_xmax=xmax,
    )
    SealedHead.objects.bulk_create(
        (
            SealedHead(seal=made, order_id=order, seq=seq, hash=digest)
            for order, seq, digest in heads
        ),
        batch_size=2000,
    )
    return made


def _newly_covered(heads: list[tuple[str, int, str]]) -> int:
    rows = [{"order_id": order, "seq": seq} for order, seq, _ in heads]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [chain.canonical(rows)])
        return int(cursor.fetchone()[0])


def head_json(made: Seal) -> Mapping[str, Any]:
    """Give a seal as `turnup journal head` prints and saves it."""
    return {
        "seal": made.number,
        "hash": made.hash,
        "previous": made.previous,
        "entries": made.entries,
        "sealed_at": moment_text(made.sealed_at),
    }
