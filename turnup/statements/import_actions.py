"""Importing a statement: every credit becomes an operation once, and is matched or parked.

A file is read twice: whole, to see that it may be taken at all, then in batches that are each
written in one transaction. A stop between two of them loses nothing: the import goes on where it
stopped, and what is there already is known by its key.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from turnup.billing.models import Invoice, Remittance
from turnup.papers.actions import store_path
from turnup.papers.queries import shelf
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField, Refused
from turnup.statements import batch_sql
from turnup.statements.crediting import credit, link, take_back, today_of
from turnup.statements.formats.movements import Movement
from turnup.statements.formats.reading import checked, opened, preview
from turnup.statements.matching import Decision, Ground, Money, decide
from turnup.statements.models import BankOperation, FileState, StatementFile, StatementLine
from turnup.statements.purposes import is_return, named_in, returned_order
from turnup.statements.queries import ground_for, own_accounts

BATCH: Final = 2000
ONE_IMPORT: Final = 0x73746174  # advisory lock: two imports never match the same invoice at once
MEDIA: Final = {"camt053": "application/xml"}


def take_statement(
    *, actor: Actor | None, at: datetime, source: Path, name: str, door: str
) -> StatementFile:
    """Keep a file and read what it holds; nothing is credited yet. A bad one is kept as refused."""
    found = preview(source, own_accounts(), today_of(at))
    told, refusal = found.told, found.refusal
    file = store_path(
        source=source, name=name, media_type=MEDIA.get(found.kind, "text/plain"), at=at
    )
    return StatementFile.objects.create(
        name=file.name,
        kind=found.kind,
        charset=found.charset,
        file=file,
        door=door,
        state=FileState.REFUSED if refusal else FileState.READ,
        accounts=[account[:40] for account in told.accounts[:50]],
        first_day=told.first_day,
        last_day=told.last_day,
        credits=found.credits,
        amount=found.amount,
        debits=found.debits,
        refusal=refusal and _plain(refusal),
        warnings=[_plain(one) for one in (*found.warnings, *found.told.faults[:20])],
        came_at=at,
        came_from_id=actor.id if actor else None,
        done_at=at if refusal else None,
    )


def _plain(fault: Any) -> dict[str, Any]:
    return {"code": fault.code, "line": fault.line, "said": fault.said}


def import_statement(
    *,
    statement: StatementFile,
    actor: Actor,
    now: datetime,
    told: Callable[[int], None] = lambda done: None,
) -> StatementFile:
    """Import a file that was read; `told` hears how many credits are done. Raises BadField.

    Repeated, it goes on where it stopped; on a file that is done it changes nothing.
    """
    if statement.state == FileState.REFUSED:
        raise BadField("file", _("This statement was refused."), _("Ask the bank for another one."))
    if statement.state == FileState.DONE:
        return statement
    StatementFile.objects.filter(pk=statement.pk).update(state=FileState.IMPORTING)
    source = shelf().path_of(statement.file.sha256)
    own = own_accounts()
    counted: dict[bytes, int] = defaultdict(int)
    done = 0
    with opened(source, own) as (reader, _kind, _charset):
        today = today_of(now)
        rows = (
            _row(place, one, counted)
            for place, one in enumerate(reader.movements(), start=1)
            if _counts(checked(one, today))
        )
        while batch := list(islice(rows, BATCH)):
            done += len(batch)
            if batch[-1].place > statement.taken:
                _import(statement, batch, actor, now)
            told(done)
    StatementFile.objects.filter(pk=statement.pk).update(state=FileState.DONE, done_at=now)
    statement.refresh_from_db()
    return statement


@dataclass(slots=True)
class Row:
    """A movement with the key of its operation."""

    place: int
    movement: Movement
    key: UUID
    occurrence: int

    @property
    def comes_in(self) -> bool:
        """Tell whether it is a credit."""
        return self.movement.credit


def _counts(movement: Movement) -> bool:
    """Tell whether a movement is kept: every credit, and of the debits those that give back."""
    if movement.credit:
        return True
    return movement.fault is None and (movement.storno or is_return(movement.purpose))


def _row(place: int, movement: Movement, counted: dict[bytes, int]) -> Row:
    said = "\x1f".join(
        (
            "in" if movement.credit else "out",
            movement.own_account,
            movement.other_account,
            movement.number.lstrip("0"),
            f"{movement.document_on}",
            f"{movement.amount}",
        )
    )
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:16]
    if movement.fault is None:
        counted[digest] += 1
    return Row(place, movement, UUID(bytes=digest), counted[digest])


# ------------------------------------------------------------------ one batch
@transaction.atomic
def _import(statement: StatementFile, batch: list[Row], actor: Actor, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT])
        good = [row for row in batch if row.movement.fault is None]
        kept = batch_sql.keep_operations(cursor, statement.pk, good)
        _keep_lines(cursor, statement, batch, kept)
        fresh = [row for row in good if kept[row.key, row.occurrence][1]]
        _match(cursor, [row for row in fresh if row.comes_in], kept, actor, now)
    for row in fresh:
        if not row.comes_in:
            _give_back(kept[row.key, row.occurrence][0], actor, now)
    StatementFile.objects.filter(pk=statement.pk).update(taken=batch[-1].place)


def _keep_lines(
    cursor: Any, statement: StatementFile, batch: list[Row], kept: batch_sql.Kept
) -> None:
    lines, refused = [], []
    for row in batch:
        one = row.movement
        if not row.comes_in:
            continue
        if one.fault is None:
            operation, is_new = kept[row.key, row.occurrence]
            lines.append((row.place, one.line, one.amount, operation, not is_new))
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


def _match(cursor: Any, rows: list[Row], kept: batch_sql.Kept, actor: Actor, now: datetime) -> None:
    moneys = [_money(row.movement) for row in rows]
    ground = ground_for(moneys)
    plain: list[batch_sql.Credited] = []
    parked: list[tuple[int, str]] = []
    for row, money in zip(rows, moneys, strict=True):
        operation = kept[row.key, row.occurrence][0]
        decision = _decision(row.movement, money, ground)
        if decision.parked:
            parked.append((operation, decision.parked))
        elif decision.linked or decision.moves_an_order:
            refused = _credit_one(operation, decision, actor, now)
            if refused:
                parked.append((operation, refused))
        else:
            plain.append((operation, row.movement, decision))
    batch_sql.credit_plainly(cursor, plain, actor.id, now)
    batch_sql.park(cursor, parked)


def _money(movement: Movement) -> Money:
    assert movement.amount is not None
    return Money(
        amount=movement.amount,
        number=movement.number,
        arrived_on=movement.arrived_on or movement.document_on,  # type: ignore[arg-type]  # `checked` wants one of them
        inn=movement.other_inn,
        named=named_in(movement.purpose),
    )


def _decision(movement: Movement, money: Money, ground: Ground) -> Decision:
    """Park what no rule may touch: money without a day of arrival, and what the bank took back."""
    if movement.storno:
        return Decision(parked="storno")
    if movement.arrived_on is None:
        return Decision(parked="no_arrival_day")
    return decide(money, ground)


def _credit_one(operation_id: int, decision: Decision, actor: Actor, now: datetime) -> str:
    """Credit an operation that moves an order; return why it could not, or nothing."""
    operation = BankOperation.objects.get(pk=operation_id)
    try:
        with transaction.atomic():
            if decision.linked:
                remittance = Remittance.objects.get(pk=decision.linked)
                link(
                    operation=operation,
                    remittance=remittance,
                    rule=decision.rule,
                    actor=actor,
                    now=now,
                )
            for part in decision.parts:
                credit(
                    operation=operation,
                    account_id=part.account_id,
                    invoice=Invoice.objects.get(pk=part.invoice.id) if part.invoice else None,
                    amount=part.amount,
                    rule=decision.rule,
                    actor=actor,
                    now=now,
                )
    except Refused:
        for part in decision.parts:
            if part.invoice:
                part.invoice.outstanding += part.amount
        return "order_refused"
    return ""


# ------------------------------------------------------------------ money that went back
def _give_back(operation_id: int, actor: Actor, now: datetime) -> None:
    """Find the credit that an outgoing operation returns, and take it back; else park it."""
    operation = BankOperation.objects.get(pk=operation_id)
    found = _originals(operation)
    if len(found) != 1:
        reason = "which_payment" if found else "no_such_payment"
        BankOperation.objects.filter(pk=operation_id).update(reason=reason)
        return
    take_back(
        operation=found[0],
        on=operation.arrived_on,
        reason=operation.purpose[:400] or f"№ {operation.number}",
        actor=actor,
        now=now,
    )
    BankOperation.objects.filter(pk=operation_id).update(
        state="matched", credited=operation.amount, reason="returns", note=f"{found[0].pk}"
    )


def _originals(returning: BankOperation) -> list[BankOperation]:
    rows = BankOperation.objects.filter(
        direction="in",
        amount=returning.amount,
        arrived_on__lte=returning.arrived_on,
        state__in=("matched", "parked"),
    ).exclude(state="parked", credited__gt=0)
    by_account = rows.filter(payer_account=returning.payer_account).exclude(payer_account="")
    by_inn = rows.filter(payer_inn=returning.payer_inn).exclude(payer_inn="")
    found = list(by_account[:10]) or list(by_inn[:10])
    number = returned_order(returning.purpose)
    named = [one for one in found if number and one.number.lstrip("0") == number]
    return named or found


def waiting_statements() -> Iterable[StatementFile]:
    """Give the files whose import was begun and not ended, the oldest first."""
    return _oldest(StatementFile.objects.filter(state=FileState.IMPORTING))


def _oldest(rows: Any) -> Iterator[StatementFile]:
    yield from rows.order_by("id")
