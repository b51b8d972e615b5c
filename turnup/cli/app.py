"""The `turnup` command: every other module of this package adds its commands to `app`.

A command's module imports Django and the rooms inside its functions, after `ready_django`, so
that `turnup --help` answers at once.
"""

import atexit
import os
import signal
import sys
import traceback
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, NoReturn

import typer

from turnup.environment import SettingError, read

DONE, NO, COULD_NOT = 0, 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog=(
        "Exit codes: 0 done; 1 the answer is no (a violation, a refused line); 2 could not "
        "(wrong use, a setting or the database at fault). `turnup serve --help` has two more."
    ),
)

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="DIR",
        envvar="TURNUP_DATA",
        help="Data folder: database, files, secrets, pids.",
    ),
]
DATA = Path("data")


@app.callback()
def turnup() -> None:
    """Turnup connects a provider's customers: from request to service, every gate kept."""


def ready_django(data: Path, *, anew: bool = False) -> None:
    """Make Django ready for a command: settings read, database up, its tables of this version.

    Without DATABASE_URL the data folder's own PostgreSQL is used; it is started when nobody runs
    it, and stopped when the command ends unless somebody else uses it by then. Only who begins
    `anew` gets a database where there is none, and takes tables as they are.
    """
    ready_database(data, anew=anew)
    os.environ["DJANGO_SETTINGS_MODULE"] = "turnup.settings"
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as fault:
        fail(str(fault))
    if not anew:
        _want_tables()


def ready_database(data: Path, *, anew: bool = False) -> None:
    """Have a database for as long as this process lives, its address in the environment.

    A folder that has none is most likely mistyped, and is left as it is unless `anew`.
    """
    from turnup.postgres.place import kept_place

    use_data(data)
    if read("DATABASE_URL"):
        return
    if not anew and kept_place(data.absolute()) is None:
        fail(
            f"there is no database in {data.absolute()}: `turnup serve` makes one; "
            "--data or TURNUP_DATA names its folder"
        )
    _use_embedded(data.absolute())


def use_data(data: Path) -> None:
    """Let settings and every child process use this data folder."""
    os.environ["TURNUP_DATA"] = str(data.absolute())


def fail(message: str, code: int = COULD_NOT) -> NoReturn:
    """End the command with a message to the person who called it."""
    typer.echo(f"turnup: {message}", err=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; a fault that a person can mend is told without a trace."""
    from turnup.postgres.faults import DatabaseFault

    signal.signal(signal.SIGTERM, _end)
    for module in iter_modules([str(Path(__file__).parent)]):
        import_module(f"turnup.cli.{module.name}")
    try:
        app()
    except (SettingError, DatabaseFault, OSError) as fault:
        typer.echo(f"turnup: {fault}", err=True)
        sys.exit(COULD_NOT)
    except Exception:  # a fault of ours is no answer "no", which Python's code 1 says
        traceback.print_exc()
        sys.exit(COULD_NOT)


def _want_tables() -> None:
    """End the command where the database does not answer, or has not this version's tables."""
    from django.db import DatabaseError

    from turnup.serving.queries import missing_migrations

    try:
        missing = missing_migrations()
    except DatabaseError as fault:
        fail(f"the database does not answer: {fault}")
    if missing:
        fail("the database is not up to date: run `turnup migrate` first")


def _use_embedded(data: Path) -> None:
    """Run the embedded PostgreSQL until this process ends, and let Django find it."""
    from turnup.postgres.embedded import embedded_postgres

    until_exit = ExitStack()
    place = until_exit.enter_context(embedded_postgres(data))
    atexit.register(until_exit.close)
    os.environ.update(place.environment())


def _end(sign: int, _frame: object) -> NoReturn:
    """End on SIGTERM as on a fault: what was opened is closed."""
    sys.exit(128 + sign)
