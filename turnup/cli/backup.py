"""`turnup backup` and `turnup restore`: a consistent copy under load, and the way back."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from turnup.cli.app import COULD_NOT, DATA, Data, app, fail, ready_database
from turnup.environment import read

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The copy: a folder of its own.")]


@app.command()
def backup(folder: Folder, data: Data = DATA) -> None:
    """Copy database, RADIUS's database and files as of one moment, while the program runs.

    The folder must be empty or not exist, outside the data folder. It holds personal data and
    secrets: keep it as such.

    Exit codes: 0 copied; 2 could not, and nothing is left of the attempt.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(COULD_NOT))
    radius_is_ours = not read("TURNUP_RADIUS_DATABASE_URL")
    ready_database(data)
    from turnup.serving.backup import BackupFault, make_backup

    try:
        done = make_backup(
            target=folder.absolute(),
            data=data.absolute(),
            database=read("TURNUP_OWNER_DATABASE_URL") or read("DATABASE_URL"),
            radius=read("TURNUP_RADIUS_DATABASE_URL") if radius_is_ours else None,
        )
    except (BackupFault, OSError) as fault:
        fail(f"no copy was made: {fault}")
    typer.echo(f"{folder}: {done.files} files, {done.size} bytes, as of {done.taken_at}")


@app.command()
def restore(folder: Folder, data: Data = DATA) -> None:
    """Restore a copy into a data folder without a database (or an empty DATABASE_URL); verify it.

    Every file is checked before anything is written. Letters and changes at RADIUS that were
    under way when the copy was made are done again.

    Exit codes: 0 restored, everything holds; 1 restored, `turnup verify` found a violation;
    2 could not, and nothing is left of the attempt.
    """
    from turnup.serving.backup import BackupFault, check_backup, restore_database, restore_files

    source, data = folder.absolute(), data.absolute()
    try:
        manifest = check_backup(source)
        if read("DATABASE_URL"):
            restore_database(
                source, database=read("TURNUP_OWNER_DATABASE_URL") or read("DATABASE_URL")
            )
        else:
            _restore_embedded(source, data)
        restore_files(source, data)
    except (BackupFault, OSError) as fault:
        fail(f"not restored: {fault}")
    typer.echo(f"Restored as of {manifest['taken_at']}. Verifying ...")
    sys.stdout.flush()
    command = [sys.executable, "-m", "turnup", "verify", "--data", str(data)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def _restore_embedded(source: Path, data: Path) -> None:
    """Restore into a new embedded server, and take it away again if that fails."""
    from turnup.postgres.embedded import embedded_postgres
    from turnup.postgres.place import APPLICATION, OWNER, RADIUS
    from turnup.serving.backup import restore_database

    if (data / "postgres.json").exists():
        fail(f"{data} has a database already; restore into a new folder (--data).", COULD_NOT)
    radius_is_ours = not read("TURNUP_RADIUS_DATABASE_URL")
    fault: Exception | None = None
    with embedded_postgres(data) as place:
        try:
            restore_database(
                source,
                database=place.url(OWNER),
                radius=place.url(APPLICATION, RADIUS) if radius_is_ours else None,
            )
        except Exception as caught:
            fault = caught  # raised once the server has ended and its folder is gone
    if fault is not None:
        shutil.rmtree(place.folder, ignore_errors=True)
        (data / "postgres.json").unlink()
        raise fault
