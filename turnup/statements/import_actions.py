"""Importing a statement: every credit becomes an operation once, and is matched or parked.

A file is read twice: whole, to see that it may be taken at all, then in batches that are each
written in one transaction. A stop between two of them loses nothing: the import goes on where it
stopped, and what is there already is known by its key.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db.models.functions import Now
from django.utils.translation import gettext_noop as _

from turnup.papers.actions import store_path
from turnup.papers.queries import shelf
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.statements.batch_actions import import_batch
from turnup.statements.crediting import today_of
from turnup.statements.formats.movements import Fault
from turnup.statements.formats.reading import Preview, opened, preview
from turnup.statements.models import FileState, OwnAccount, StatementFile
from turnup.statements.queries import ours
from turnup.statements.rows import Row, rows_of

BATCH: Final = 2000
MEDIA: Final = {"camt053": "application/xml"}


def take_statement(
    *, actor: Actor | None, at: datetime, source: Path, name: str, door: str
) -> StatementFile:
    """Keep a file and read what it holds; nothing is credited yet. A bad one is kept as refused."""
    found = preview(source, ours(), today_of(at))
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
        faults=[_plain(one) for one in _of_lines(found)[:20]],
        came_at=at,
        came_from_id=actor.id if actor else None,
        done_at=at if refusal else None,
    )


def _of_lines(found: Preview) -> list[Fault]:
    return [one for one in found.faults if one not in found.told.faults]


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
    _begin(statement, now)
    done = 0
    source = shelf().path_of(statement.file.sha256)
    with opened(source, ours()) as (reader, _kind, _charset):
        rows = rows_of(reader, today_of(now))
        for batch in _read_ahead(rows):
            done += len(batch)
            import_batch(statement_pk=statement.pk, batch=batch, actor=actor, now=now)
            told(done)
    unfinished = StatementFile.objects.filter(pk=statement.pk, done_at=None)
    unfinished.update(state=FileState.DONE, done_at=now)
    statement.refresh_from_db()
    return statement


def _read_ahead(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Give batches of rows; while one is written, a thread reads the next."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        coming = thread.submit(list, islice(rows, BATCH))
        while batch := coming.result():
            coming = thread.submit(list, islice(rows, BATCH))
            yield batch


def _begin(statement: StatementFile, now: datetime) -> None:
    """Say that the import began; count anew what an account written down meanwhile lets in."""
    StatementFile.objects.filter(pk=statement.pk, done_at=None).update(
        state=FileState.IMPORTING, moved_at=Now()
    )
    later = OwnAccount.objects.filter(added_at__gt=statement.came_at)
    if statement.taken or not later.exists():
        return
    found = preview(shelf().path_of(statement.file.sha256), ours(), today_of(now))
    if found.refusal is None:
        StatementFile.objects.filter(pk=statement.pk).update(
            credits=found.credits, amount=found.amount, debits=found.debits
        )
