"""Writing a batch of credits in a few statements: operations, lines, money, postings, shares."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from turnup.statements.formats.movements import Movement
from turnup.statements.matching import Decision


class Held(NamedTuple):
    """An operation as it is kept: `new` if this movement made it; `lacks_day`: parked for that."""

    id: int
    new: bool
    lacks_day: bool


Kept = dict[tuple[UUID, int], Held]
"""By key and occurrence."""
Credited = tuple[int, Movement, Decision]

KNOWN: Final = """
SELECT o.key, o.occurrence, o.id,
       o.state = 'parked' AND o.reason = 'no_arrival_day' AND o.credited = 0
  FROM unnest(%s::uuid[], %s::int[]) AS t (key, occurrence)
  JOIN statements_bankoperation o USING (key, occurrence)"""
IDS: Final = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
OPERATIONS: Final = """
COPY statements_bankoperation (id, key, occurrence, direction, file_id, place, number, document_on,
     arrived_on, amount, credited, own_account, payer, payer_inn, payer_account, purpose, state,
     reason, note) FROM STDIN"""
LINES: Final = """
COPY statements_statementline (file_id, place, line, amount, operation_id, known, fault, said)
FROM STDIN"""
MONEY: Final = """
COPY billing_remittance (id, account_id, invoice_id, amount, payer, received_on, bank_reference,
     recorded_at, recorded_by_id, return_reason) FROM STDIN"""
POSTINGS: Final = """
COPY billing_posting (account_id, remittance_id, kind, amount, "on", posted_at) FROM STDIN"""
SHARES: Final = """
COPY statements_allocation (operation_id, remittance_id, amount, rule, made_at, made_by_id)
FROM STDIN"""
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


def hold_operations(cursor: Any, rows: Sequence[Keyed]) -> Kept:
    """Tell which operations are there already, and give those that are not their ids."""
    if not rows:
        return {}
    cursor.execute(KNOWN, [[row.key for row in rows], [row.occurrence for row in rows]])
    kept: Kept = {
        (key, occurrence): Held(id_, new=False, lacks_day=lacks_day)
        for key, occurrence, id_, lacks_day in cursor.fetchall()
    }
    unknown = [row for row in rows if (row.key, row.occurrence) not in kept]
    for row, id_ in zip(
        unknown, _ids(cursor, "statements_bankoperation", len(unknown)), strict=True
    ):
        kept[row.key, row.occurrence] = Held(id_, new=True, lacks_day=False)
    return kept


def _ids(cursor: Any, table: str, count: int) -> list[int]:
    if not count:
        return []
    cursor.execute(IDS, [table, count])
    return [id_ for (id_,) in cursor.fetchall()]


def _copy(cursor: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


Fate = tuple[str, str]
"""An operation's state and reason as it is first written."""


def write_operations(
    cursor: Any, file_id: int, rows: Sequence[Keyed], kept: Kept, fates: Mapping[int, Fate]
) -> None:
    """Write new operations as they were decided; a place without a fate waits, for now."""
    _copy(
        cursor,
        OPERATIONS,
        (_operation(file_id, row, kept, fates.get(row.place, ("parked", "new"))) for row in rows),
    )


def _operation(file_id: int, row: Keyed, kept: Kept, fate: Fate) -> tuple[Any, ...]:
    one, (state, reason) = row.movement, fate
    return (
        kept[row.key, row.occurrence].id,
        row.key,
        row.occurrence,
        "in" if one.credit else "out",
        file_id,
        row.place,
        _kept(one.number),
        one.document_on,
        one.arrived_on or one.document_on,
        one.amount,
        one.amount if state == "matched" else 0,
        _kept(one.own_account),
        _kept(one.other_name),
        _kept(one.other_inn),
        _kept(one.other_account),
        _kept(one.purpose),
        state,
        reason,
        "",
    )


def _kept(text: str) -> str:
    """Drop what the database cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def keep_lines(
    cursor: Any, file_id: int, lines: Sequence[tuple[int, int, Decimal | None, int, bool]]
) -> None:
    """Write which line of the file told which operation."""
    _copy(cursor, LINES, ((file_id, *line, "", "{}") for line in lines))


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
    """Credit operations that move no order: money, postings, shares."""
    if not credited:
        return
    shares = _shares(cursor, credited)
    _copy(
        cursor,
        MONEY,
        (
            (
                one.id,
                one.account,
                one.invoice,
                one.amount,
                one.payer,
                one.day,
                one.reference,
                now,
                actor_id,
                "",
            )
            for one in shares
        ),
    )
    _copy(
        cursor,
        POSTINGS,
        ((one.account, one.id, "payment", one.amount, one.day, now) for one in shares),
    )
    _copy(
        cursor,
        SHARES,
        ((one.operation, one.id, one.amount, one.rule, now, actor_id) for one in shares),
    )


def match_held(cursor: Any, credited: Sequence[Credited]) -> None:
    """Say of operations that were there before that they are credited now."""
    if credited:
        chosen = [(operation, decision.rule) for operation, _movement, decision in credited]
        cursor.execute(MATCHED, [list(column) for column in zip(*chosen, strict=True)])


def _shares(cursor: Any, credited: Sequence[Credited]) -> list[_Share]:
    ids = iter(_ids(cursor, "billing_remittance", sum(len(one[2].parts) for one in credited)))
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
