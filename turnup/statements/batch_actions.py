"""One batch of a statement's credits: kept, decided and credited in one transaction.

What each becomes is decided before anything is written, so that it is written once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models.functions import Now

from turnup.billing.advance_actions import use_advances
from turnup.billing.models import Invoice, Remittance
from turnup.people.actor import Actor
from turnup.standard.refusals import Refused
from turnup.statements import batch_sql
from turnup.statements.crediting import credit, link
from turnup.statements.giving_back import give_back
from turnup.statements.likeness import Likenesses, likenesses, other_formats_told, words_of
from turnup.statements.matching import Decision, Ground, Money, decide
from turnup.statements.models import BankOperation, StatementFile, StatementLine
from turnup.statements.purposes import is_return, speaks_of_commission
from turnup.statements.queries import ground_for
from turnup.statements.rows import Row

ONE_IMPORT: Final = 0x73746174  # advisory lock: two imports never match the same invoice at once


@transaction.atomic
def import_batch(*, statement_pk: int, batch: list[Row], actor: Actor, now: datetime) -> None:
    """Import a batch whole; what another import of the same file did meanwhile is passed over.

    Whether files of other formats told of these days is asked anew: one may have come meanwhile.
    """
    hold_imports()
    with connection.cursor() as cursor:
        statement = StatementFile.objects.select_for_update().get(pk=statement_pk)
        rows = [row for row in batch if row.place > statement.taken]
        if not rows:
            return
        good = [row for row in rows if row.movement.fault is None]
        alike = other_formats_told(statement)
        like = likenesses(cursor, statement, good) if alike else Likenesses()
        made = [row for row in good if row.place not in like.same]
        kept = batch_sql.hold_operations(cursor, made)
        fresh = [row for row in made if kept[row.key, row.occurrence].new]
        late = _arrived_since(made, kept)
        doubted = dict.fromkeys(like.perhaps, "maybe_known") | _repeated(fresh)
        fates = _Fates(kept, _decisions([*fresh, *late], doubted))
        batch_sql.write_operations(cursor, statement.pk, fresh, kept, fates.first)
        _keep_lines(cursor, statement, rows, kept, like)
        batch_sql.credit_plainly(cursor, fates.plain, actor.id, now)
        batch_sql.match_held(cursor, [one for one in fates.plain if one[0] in _held(late, kept)])
        parked = [one for one in fates.parked if one[0] in _held(late, kept)]
        parked += _credit_movers(fates.movers, actor, now)
        batch_sql.park(cursor, parked)
    touched = fates.advanced
    for row in fresh:
        if not row.comes_in:
            touched |= give_back(kept[row.key, row.occurrence].id, actor, now)
    use_advances(accounts=touched, at=now)
    StatementFile.objects.filter(pk=statement.pk).update(taken=batch[-1].place, moved_at=Now())


def hold_imports() -> None:
    """Keep imports from matching invoices until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT])


def _held(rows: Sequence[Row], kept: batch_sql.Kept) -> frozenset[int]:
    return frozenset(kept[row.key, row.occurrence].id for row in rows)


def _arrived_since(rows: Sequence[Row], kept: batch_sql.Kept) -> list[Row]:
    """Give the credits that an earlier file told without their day, and that now have it.

    They are held by that; one that a person decided about meanwhile is left to them.
    """
    return [
        row
        for row in rows
        if kept[row.key, row.occurrence].lacks_day
        and row.movement.arrived_on
        and row.comes_in
        and _dated(kept[row.key, row.occurrence].id, row.movement.arrived_on)
    ]


def _dated(operation_id: int, arrived_on: date) -> bool:
    waiting = BankOperation.objects.filter(
        pk=operation_id, state="parked", reason="no_arrival_day", credited=0
    )
    return bool(waiting.update(arrived_on=arrived_on))


def _repeated(rows: Sequence[Row]) -> dict[int, str]:
    """Give the places whose credit is told a second time with the same words: a person decides."""
    doubted = {}
    for row in rows:
        if row.occurrence > 1 and row.comes_in:
            kept = BankOperation.objects.filter(key=row.key, occurrence__lt=row.occurrence)
            earlier = [*kept.values_list("purpose", flat=True), *_earlier_in(rows, row)]
            if words_of(row.movement.purpose) in map(words_of, earlier):
                doubted[row.place] = "told_again"
    return doubted


def _earlier_in(rows: Sequence[Row], row: Row) -> list[str]:
    same = (one for one in rows if one.key == row.key and one.occurrence < row.occurrence)
    return [one.movement.purpose for one in same]


def _keep_lines(
    cursor: Any,
    statement: StatementFile,
    batch: list[Row],
    kept: batch_sql.Kept,
    like: Likenesses,
) -> None:
    lines, refused = [], []
    for row in batch:
        one = row.movement
        if not row.comes_in:
            continue
        if row.place in like.same:
            lines.append((row.place, one.line, one.amount, like.same[row.place], True))
        elif one.fault is None:
            held = kept[row.key, row.occurrence]
            lines.append((row.place, one.line, one.amount, held.id, not held.new))
        else:
            refused.append(
                StatementLine(
                    file=statement,
                    place=row.place,
                    line=one.line,
                    amount=one.amount or 0,
                    fault=one.fault.code,
                    said=one.fault.said,
                )
            )
    batch_sql.keep_lines(cursor, statement.pk, lines)
    StatementLine.objects.bulk_create(refused, ignore_conflicts=True)


class _Fates:
    """What becomes of a batch's credits, sorted by how it is done."""

    def __init__(self, kept: batch_sql.Kept, decisions: Sequence[tuple[Row, Decision]]):
        self.first: dict[int, batch_sql.Fate] = {}  # by place
        self.plain: list[batch_sql.Credited] = []
        self.parked: list[tuple[int, str]] = []
        self.movers: list[tuple[int, Decision]] = []
        for row, decision in decisions:
            operation = kept[row.key, row.occurrence].id
            if decision.parked:
                self.parked.append((operation, decision.parked))
                self.first[row.place] = ("parked", decision.parked)
            elif decision.linked or decision.moves_an_order:
                self.movers.append((operation, decision))
            else:
                self.plain.append((operation, row.movement, decision))
                self.first[row.place] = ("matched", decision.rule)

    @property
    def advanced(self) -> set[int]:
        """Give the accounts that got money which no invoice needed when it was shared."""
        decided = [one[2] for one in self.plain] + [one[1] for one in self.movers]
        return {part.account_id for one in decided for part in one.parts if not part.invoice}


def _decisions(rows: Sequence[Row], doubted: dict[int, str]) -> list[tuple[Row, Decision]]:
    incoming = [row for row in rows if row.comes_in]
    moneys = [_money(row) for row in incoming]
    ground = ground_for(moneys)
    return [
        (row, _decision(row, money, ground, doubted))
        for row, money in zip(incoming, moneys, strict=True)
    ]


def _money(row: Row) -> Money:
    movement = row.movement
    assert movement.amount is not None
    return Money(
        amount=movement.amount,
        number=movement.number,
        arrived_on=movement.arrived_on or movement.document_on,  # type: ignore[arg-type]  # `checked` wants one of them
        inn=movement.other_inn,
        named=row.named,
        less_commission=movement.less_fee or speaks_of_commission(movement.purpose),
    )


def _decision(row: Row, money: Money, ground: Ground, doubted: dict[int, str]) -> Decision:
    """Park what no rule may touch: told twice, without its day, taken or given back."""
    if row.movement.storno:
        return Decision(parked="storno")
    if row.place in doubted:
        return Decision(parked=doubted[row.place])
    if is_return(row.movement.purpose):
        return Decision(parked="came_back")
    if row.movement.arrived_on is None:
        return Decision(parked="no_arrival_day")
    return decide(money, ground)


def _credit_movers(
    movers: Sequence[tuple[int, Decision]], actor: Actor, now: datetime
) -> list[tuple[int, str]]:
    """Credit operations that move an order or are money told by hand; return those refused."""
    operations = BankOperation.objects.in_bulk([operation for operation, _decision in movers])
    parts = [part for _operation, decision in movers for part in decision.parts]
    invoices = Invoice.objects.in_bulk({part.invoice.id for part in parts if part.invoice})
    return [
        (operation, refused)
        for operation, decision in movers
        if (refused := _credit_one(operations[operation], decision, invoices, actor, now))
    ]


def _credit_one(
    operation: BankOperation,
    decision: Decision,
    invoices: Mapping[int, Invoice],
    actor: Actor,
    now: datetime,
) -> str:
    """Credit an operation that moves an order; return why it could not, or nothing."""
    said: dict[str, Any] = {
        "operation": operation,
        "rule": decision.rule,
        "actor": actor,
        "now": now,
    }
    try:
        with transaction.atomic():
            if decision.linked:
                link(remittance=Remittance.objects.get(pk=decision.linked), **said)
            for part in decision.parts:
                invoice = invoices[part.invoice.id] if part.invoice else None
                credit(account_id=part.account_id, invoice=invoice, amount=part.amount, **said)
    except Refused:
        for part in decision.parts:
            if part.invoice:
                part.invoice.outstanding += part.amount
        return "order_refused"
    return ""
