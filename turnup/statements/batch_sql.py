"""Writing a batch of credits in a few statements: operations, lines, money, postings, shares."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from turnup.statements.formats.movements import Movement
from turnup.statements.matching import Decision

Kept = dict[tuple[UUID, int], tuple[int, bool]]
"""By key and occurrence: the operation’s id, and whether this very movement made it."""
Credited = tuple[int, Movement, Decision]

OPERATIONS: Final = """
INSERT INTO statements_bankoperation
       (key, occurrence, direction, file_id, place, number, document_on, arrived_on, amount,
        credited, own_account, payer, payer_inn, payer_account, purpose, state, reason, note)
SELECT key, occurrence, direction, %s, place, number, document_on, arrived_on, amount, 0,
       own, payer, inn, account, purpose, 'parked', 'new', ''
  FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::int[], %s::text[], %s::date[], %s::date[],
              %s::numeric[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS t (key, occurrence, direction, place, number, document_on, arrived_on, amount, own,
             payer, inn, account, purpose)
    ON CONFLICT (key, occurrence) DO NOTHING"""
KEPT: Final = """
SELECT o.id, o.key, o.occurrence, o.file_id = %s AND o.place = t.place
  FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS t (key, occurrence, place)
  JOIN statements_bankoperation o USING (key, occurrence)"""
LINES: Final = """
INSERT INTO statements_statementline
       (file_id, place, line, amount, operation_id, known, fault, said)
SELECT %s, place, line, amount, operation, known, '', '{}'
  FROM unnest(%s::int[], %s::int[], %s::numeric[], %s::bigint[], %s::bool[])
       AS t (place, line, amount, operation, known)
    ON CONFLICT (file_id, place) DO NOTHING"""
IDS: Final = """
SELECT nextval(pg_get_serial_sequence('billing_remittance', 'id')) FROM generate_series(1, %s)"""
MONEY: Final = """
INSERT INTO billing_remittance (id, account_id, invoice_id, amount, payer, received_on,
                                bank_reference, recorded_at, recorded_by_id, return_reason)
SELECT id, account, invoice, amount, payer, day, reference, %s, %s, ''
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[], %s::text[], %s::date[],
              %s::text[]) AS t (id, account, invoice, amount, payer, day, reference)"""
POSTINGS: Final = """
INSERT INTO billing_posting (account_id, remittance_id, kind, amount, "on", posted_at)
SELECT account, id, 'payment', amount, day, %s
  FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::date[])
       AS t (id, account, amount, day)"""
SHARES: Final = """
INSERT INTO statements_allocation (operation_id, remittance_id, amount, rule, made_at, made_by_id)
SELECT operation, id, amount, rule, %s, %s
  FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::text[])
       AS t (operation, id, amount, rule)"""
MATCHED: Final = """
UPDATE statements_bankoperation o SET state = 'matched', credited = o.amount, reason = t.rule
  FROM unnest(%s::bigint[], %s::text[]) AS t (id, rule) WHERE o.id = t.id"""
PARKED: Final = """
UPDATE statements_bankoperation o SET reason = t.reason
  FROM unnest(%s::bigint[], %s::text[]) AS t (id, reason) WHERE o.id = t.id"""


class Keyed(Protocol):
    """A movement with the key of its operation."""

    movement: Movement
    place: int
    key: UUID
    occurrence: int


def keep_operations(cursor: Any, file_id: int, rows: Sequence[Keyed]) -> Kept:
    """Write the operations that are not there yet; return all of them by their keys."""
    if not rows:
        return {}
    keys = [row.key for row in rows]
    occurrences = [row.occurrence for row in rows]
    places = [row.place for row in rows]
    said = [row.movement for row in rows]
    columns: list[list[Any]] = [
        keys,
        occurrences,
        ["in" if one.credit else "out" for one in said],
        places,
        [_kept(one.number) for one in said],
        [one.document_on for one in said],
        [one.arrived_on or one.document_on for one in said],
        [one.amount for one in said],
        [_kept(one.own_account) for one in said],
        [_kept(one.other_name) for one in said],
        [_kept(one.other_inn) for one in said],
        [_kept(one.other_account) for one in said],
        [_kept(one.purpose) for one in said],
    ]
    cursor.execute(OPERATIONS, [file_id, *columns])
    cursor.execute(KEPT, [file_id, keys, occurrences, places])
    return {(key, occurrence): (id_, new) for id_, key, occurrence, new in cursor.fetchall()}


def _kept(text: str) -> str:
    """Drop what the database cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def keep_lines(
    cursor: Any, file_id: int, lines: Sequence[tuple[int, int, Decimal | None, int, bool]]
) -> None:
    """Write which line of the file told which operation."""
    if lines:
        cursor.execute(LINES, [file_id, *(list(column) for column in zip(*lines, strict=True))])


class _Share(NamedTuple):
    id: int
    account: int
    invoice: int | None
    amount: Decimal
    payer: str
    day: Any
    reference: str
    operation: int
    rule: str


def credit_plainly(
    cursor: Any, credited: Sequence[Credited], actor_id: UUID, now: datetime
) -> None:
    """Credit operations that move no order: money, postings, shares, in four statements."""
    if not credited:
        return
    shares = _shares(cursor, credited)
    ids, accounts, invoices, amounts, payers, days, references, operations, rules = (
        list(column) for column in zip(*shares, strict=True)
    )
    cursor.execute(
        MONEY, [now, actor_id, ids, accounts, invoices, amounts, payers, days, references]
    )
    cursor.execute(POSTINGS, [now, ids, accounts, amounts, days])
    cursor.execute(SHARES, [now, actor_id, operations, ids, amounts, rules])
    chosen = [(operation, decision.rule) for operation, _movement, decision in credited]
    cursor.execute(MATCHED, [list(column) for column in zip(*chosen, strict=True)])


def _shares(cursor: Any, credited: Sequence[Credited]) -> list[_Share]:
    cursor.execute(IDS, [sum(len(one[2].parts) for one in credited)])
    ids = iter([row[0] for row in cursor.fetchall()])
    return [
        _Share(
            id=next(ids),
            account=part.account_id,
            invoice=part.invoice.id if part.invoice else None,
            amount=part.amount,
            payer=_kept(movement.other_name[:200]) or "?",
            day=movement.arrived_on,
            reference=_reference(movement, operation, place),
            operation=operation,
            rule=decision.rule,
        )
        for operation, movement, decision in credited
        for place, part in enumerate(decision.parts, start=1)
    ]


def _reference(movement: Movement, operation: int, place: int) -> str:
    """Name the operation as `crediting.reference_of` does."""
    day = movement.document_on or movement.arrived_on
    part = f"/{place}" if place > 1 else ""
    return f"№ {_kept(movement.number) or '?'} от {day:%d.%m.%Y} · {operation}{part}"


def park(cursor: Any, parked: Sequence[tuple[int, str]]) -> None:
    """Say why operations wait for a person."""
    if parked:
        cursor.execute(PARKED, [list(column) for column in zip(*parked, strict=True)])
