"""Importing in the background: files of the page that are large, and those of a watched folder."""

import logging
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from turnup.people.actor import Actor, actor_of
from turnup.people.permissions import scope_of
from turnup.statements.clerk import import_clerk
from turnup.statements.crediting import today_of
from turnup.statements.formats.reading import preview
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statements.models import FileState, StatementFile
from turnup.statements.queries import ours

log = logging.getLogger(__name__)
QUIET_SECONDS = 3  # a bank's program may still be writing
YOUNG_SECONDS: Final = 150  # so long a file that lacks its end is waited for
HOPELESS: Final = (
    *("not_a_statement", "entities", "another_camt"),
    *("too_deep", "too_much", "line_too_long"),
)
"""Faults that no end of the file mends."""
STANDS_STILL: Final = timedelta(minutes=2)  # a batch takes a second
GIVEN_UP: Final = timedelta(days=1)  # by then its job failed often, visibly
PARTS = (".part", ".tmp", ".crdownload", ".filepart")


def have_imported(statement: StatementFile) -> None:
    """Queue the import of a file, once; it commits with the caller's transaction."""
    lock = f"statement:{statement.pk}"
    job = app.configure_task("statements.import", queue="statements", lock=lock, queueing_lock=lock)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(statement_pk=statement.pk)


@app.task(
    name="statements.import",
    queue="statements",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def import_in_background(statement_pk: int) -> None:
    """Import a file; after a stop it goes on where it was."""
    statement = StatementFile.objects.select_related("file", "came_from").get(pk=statement_pk)
    if statement.state in (FileState.DONE, FileState.REFUSED):
        return
    now = timezone.now()
    import_statement(statement=statement, actor=_importer(statement), now=now)


@app.periodic(cron="* * * * *")
@app.task(name="statements.resume", queue="statements", queueing_lock="statements.resume")
def resume(timestamp: int) -> None:
    """Go on with imports whose program was killed."""
    resume_stopped(now=timezone.now())


def resume_stopped(*, now: datetime) -> list[StatementFile]:
    """Queue the import of each file that stands still half imported; give these files.

    Wherever it was begun: the command line, a page, the watched folder.
    """
    span = (now - GIVEN_UP, now - STANDS_STILL)
    stopped = StatementFile.objects.filter(state=FileState.IMPORTING, moved_at__range=span)
    for statement in stopped:
        have_imported(statement)
    return list(stopped)


def _importer(statement: StatementFile) -> Actor:
    """Give who brought the file, if they may still import; else the program's own clerk."""
    now = timezone.now()
    person = statement.came_from
    actor = actor_of(person, now) if person else None
    return actor if actor and scope_of(actor, "statement.import") else import_clerk(at=now)


@app.periodic(cron="* * * * *")
@app.task(name="statements.watch", queue="statements", queueing_lock="statements.watch")
def watch(timestamp: int) -> None:
    """Import what lies in the watched folder, every minute."""
    if settings.STATEMENTS_DIR:
        import_folder(Path(settings.STATEMENTS_DIR))


def import_folder(folder: Path) -> list[StatementFile]:
    """Import each file of a folder, and move it to `done` or, if it is refused, to `failed`.

    Raises PermissionError before anything where nothing could be moved.

    A file that was being imported when the program stopped is still there, and is taken again:
    its operations are known by then. One that fails is left, and keeps none of the others; its
    error is raised at the end, so that the job is seen to fail.
    """
    taken, faults = [], []
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} cannot be written to")
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            if _is_ready(path):
                statement = _import_file(path)
                _move(path, folder / ("failed" if statement.refusal else "done"))
                taken.append(statement)
        except Exception as fault:
            log.exception("statement %s could not be imported", path.name)
            faults.append(fault)
    if faults:
        raise faults[0]
    return taken


def _is_ready(path: Path) -> bool:
    if not path.is_file() or path.name.startswith(".") or path.name.lower().endswith(PARTS):
        return False
    quiet = timezone.now().timestamp() - path.stat().st_mtime  # below nothing: another's clock
    return quiet >= YOUNG_SECONDS or (abs(quiet) >= QUIET_SECONDS and _is_whole(path))


def _is_whole(path: Path) -> bool:
    """Tell whether a file that was written just now may be taken, or its end is still to come."""
    found = preview(path, ours(), today_of(timezone.now()))
    return found.told.complete or (found.refusal is not None and found.refusal.code in HOPELESS)


def _import_file(path: Path) -> StatementFile:
    now = timezone.now()
    clerk = import_clerk(at=now)
    statement = take_statement(actor=clerk, at=now, source=path, name=path.name, door="folder")
    if statement.refusal:
        log.warning("statement %s is refused: %s", path.name, statement.refusal["code"])
        return statement
    return import_statement(statement=statement, actor=clerk, now=now)


def _move(path: Path, folder: Path) -> None:
    """Move a file out of the way; one of the same name there is kept."""
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        target = folder / f"{path.stem}-{number}{path.suffix}"
        number += 1
    os.replace(path, target)
