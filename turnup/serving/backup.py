"""A consistent copy of everything, made while the program runs, and its restoring.

The copy is a folder: `turnup.dump` and `radius.dump` (PostgreSQL's custom format), `data/` with
the stored files and the data folder's own small files, and `manifest.json` with the size and
SHA-256 of each, written last: a folder without it is no copy.

Order makes it consistent. RADIUS's packets are copied first: what the statistics server counts
between the two dumps is in both, and counts once. The files come last: each one that the dumped
rows name lies on the shelf before its row commits, and never changes.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from turnup import __version__
from turnup.postgres.binaries import packaged_install, program_environment

MANIFEST: Final = "manifest.json"
MAIN, RADIUS = "turnup.dump", "radius.dump"
FORMAT: Final = 1
# What the data folder holds that is made anew, or copied in another way.
NOT_COPIED: Final = frozenset(
    {"postgres", "postgres.json", "run", "static", "static.stamp", "files"}
)
HEAD: Final = 60  # lines of a script before which no table's rows begin
RUN_SCRIPT: Final = (
    "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-",
)  # fmt: skip
NAMED_FILES: Final = "SELECT DISTINCT sha256 FROM papers_storedfile ORDER BY sha256"
REQUEUE: Final = """
UPDATE procrastinate_jobs j SET worker_id = NULL, status = CASE WHEN EXISTS (
       SELECT FROM procrastinate_jobs t WHERE t.status = 'todo'
          AND t.queueing_lock = j.queueing_lock) THEN 'cancelled' ELSE 'todo'
       END::procrastinate_job_status
 WHERE status = 'doing'"""
FORGET_WORKERS: Final = "DELETE FROM procrastinate_workers"
RADIUS_UNSETTLED: Final = "UPDATE activation_radiuslink SET agreed_at = NULL, silent_since = NULL"


class BackupFault(Exception):
    """A copy cannot be made, or is none, or cannot be restored here; the text says why."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds: how many files and bytes, and the moment of its snapshot."""

    files: int
    size: int
    taken_at: str


def make_backup(*, target: Path, data: Path, database: str, radius: str | None) -> Copied:
    """Copy the database as of one moment, RADIUS's (None: it is not ours) and all files.

    `target` must be empty or not exist, and lie outside the data folder. What cannot be finished
    is taken away again: on a full disk it would be in the way of the next copy. Raises BackupFault.
    """
    if target.resolve().is_relative_to(data.resolve()):
        raise BackupFault(f"{target} lies in the data folder {data}; choose a place outside.")
    if target.exists() and any(target.iterdir()):
        raise BackupFault(f"{target} is not empty; a copy wants a folder of its own.")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _copy_all(target, data, database, radius)
    except BaseException as fault:
        for entry in target.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if isinstance(fault, psycopg.Error):
            raise BackupFault(f"the database: {fault}") from fault
        raise


def _copy_all(target: Path, data: Path, database: str, radius: str | None) -> Copied:
    if radius:
        _dump(radius, target / RADIUS)
    with psycopg.connect(database) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = reader.execute("SELECT pg_export_snapshot(), clock_timestamp()").fetchone()
        assert row is not None
        snapshot, taken_at = row
        _dump(database, target / MAIN, "--snapshot", snapshot)
        shelf = [sha256 for (sha256,) in reader.execute(NAMED_FILES)]
    _copy_files(data, target / "data", shelf)
    return _seal(target, taken_at.astimezone(UTC))


def _dump(url: str, path: Path, *words: str) -> None:
    _run("pg_dump", url, "--format=custom", "--compress=gzip:1", "--file", str(path), *words)


def _copy_files(data: Path, target: Path, shelf: Sequence[str]) -> None:
    target.mkdir(mode=0o700)
    for entry in sorted(data.iterdir()) if data.exists() else []:
        if entry.name in NOT_COPIED:
            continue
        if entry.is_dir():
            shutil.copytree(entry, target / entry.name, copy_function=_copy_if_there)
        else:
            _copy_if_there(entry, target / entry.name)
    for sha256 in shelf:
        source = data / "files" / sha256[:2] / sha256[2:]
        place = target / "files" / sha256[:2] / sha256[2:]
        place.parent.mkdir(parents=True, exist_ok=True)
        if not source.exists():
            raise BackupFault(f"the stored file {sha256} is gone: see `turnup verify`, I24.")
        shutil.copy2(source, place)


def _copy_if_there(source: str | Path, place: str | Path) -> None:
    """Copy a file that may be gone by now: an imported statement moves on amid the copying."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, place)


def _seal(target: Path, taken_at: datetime) -> Copied:
    """Write the manifest last, durably: from then on the folder is a copy."""
    files = {str(path.relative_to(target)): _facts(path) for path in _files(target)}
    manifest = {
        "format": FORMAT,
        "turnup": __version__,
        "taken_at": taken_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "files": files,
    }
    draft = target / f"{MANIFEST}.new"
    with open(draft, "w", encoding="utf-8") as file:
        file.write(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.sync()
    draft.replace(target / MANIFEST)
    size = sum(int(facts["size"]) for facts in files.values())
    return Copied(len(files), size, str(manifest["taken_at"]))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in (MANIFEST, f"{MANIFEST}.new"):
            yield path


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": sha256}


def check_backup(source: Path) -> dict[str, Any]:
    """Give the manifest of a copy all of whose files are whole. Raises BackupFault."""
    try:
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        files = dict(manifest["files"])
    except FileNotFoundError:
        raise BackupFault(f"{source} is no copy, or was never finished: no {MANIFEST}.") from None
    except (ValueError, KeyError, TypeError) as fault:
        raise BackupFault(f"{source / MANIFEST} is damaged: {fault}") from None
    if manifest.get("format") != FORMAT:
        raise BackupFault(f"{source} was made by another Turnup ({manifest.get('turnup')}).")
    for name, facts in files.items():
        path = source / name
        if not path.resolve().is_relative_to(source.resolve()):
            raise BackupFault(f"{source / MANIFEST} names {name}, outside the copy.")
        if not path.is_file() or _facts(path) != facts:
            raise BackupFault(f"{path} is missing or was changed since the copy was made.")
    if MAIN not in files:
        raise BackupFault(f"{source} holds no {MAIN}.")
    return dict(manifest)


def restore_files(source: Path, data: Path) -> None:
    """Lay a copy's files into a data folder; what lies there already is left alone."""
    for path in _files(source / "data"):
        place = data / path.relative_to(source / "data")
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)


def restore_database(source: Path, *, database: str, radius: str | None = None) -> None:
    """Fill an empty database from a copy, as the owner of its tables; RADIUS's too where given.

    What a worker had in hand at the moment of the copy is queued again: a letter may go out
    twice, under the same id, and none is lost. Raises BackupFault.
    """
    with psycopg.connect(database) as asked:
        row = asked.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if row is None or row[0]:
        raise BackupFault("the database is not empty; a copy is restored into an empty one only.")
    _restore(database, source / MAIN)
    if radius and (source / RADIUS).exists():
        _restore(radius, source / RADIUS, "--clean", "--if-exists", "--no-privileges")
    with psycopg.connect(database) as owner:
        for statement in (REQUEUE, FORGET_WORKERS, RADIUS_UNSETTLED):
            owner.execute(statement)


def _restore(url: str, dump: Path, *words: str) -> None:
    """Have pg_restore write a script and psql run it: all of it or nothing."""
    with tempfile.TemporaryFile() as told:
        script = subprocess.Popen(
            [_program("pg_restore"), "--file=-", "--no-owner", *words, dump],
            env=program_environment(packaged_install()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=told,
        )
        with script, _started("psql", url, *RUN_SCRIPT, stdin=subprocess.PIPE, stderr=told) as runs:
            assert script.stdout is not None
            assert runs.stdin is not None
            with suppress(BrokenPipeError), runs.stdin as into:
                into.writelines(for_older_servers(script.stdout))
                if script.wait():
                    runs.kill()  # before the end of its script: nothing is committed
            if runs.wait():
                raise _fault("pg_restore", told)


def for_older_servers(script: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a script's lines without the setting, in its head, that servers before 17 lack."""
    lines = iter(script)
    yield from (line for line in islice(lines, HEAD) if line != b"SET transaction_timeout = 0;\n")
    yield from lines


def _run(program: str, url: str, *words: str) -> None:
    with tempfile.TemporaryFile() as told:
        with _started(program, url, *words, stdin=subprocess.DEVNULL, stderr=told) as process:
            if process.wait():
                raise _fault(program, told)


@contextmanager
def _started(
    program: str, url: str, *words: str, **pipes: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Have a program of PostgreSQL's run on a database; it does not outlive the block.

    The password is no word of its command line.
    """
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    password = str(parts.pop("password", ""))
    process = subprocess.Popen(
        [_program(program), "--dbname", make_conninfo(**parts), "--no-password", *words],
        env={**program_environment(packaged_install()), "PGPASSWORD": password},
        stdout=subprocess.DEVNULL,
        **pipes,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _fault(program: str, told: IO[bytes]) -> BackupFault:
    told.seek(0)
    return BackupFault(f"{program}: {told.read().decode(errors='replace').strip()[-2000:]}")


def _program(name: str) -> Path:
    return packaged_install() / "bin" / name
