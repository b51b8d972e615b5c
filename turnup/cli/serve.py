"""`turnup serve` and `turnup run`: everything up on one machine."""

import logging
import logging.config
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from turnup.cli.app import DATA, Data, app, fail, use_data
from turnup.environment import read

RUNS_ALREADY, PORT_TAKEN = 3, 4

Port = Annotated[
    int | None,
    typer.Option("--port", envvar="TURNUP_PORT", show_default="8000", help="Port to listen on."),
]


@app.command()
def serve(port: Port = None, data: Data = DATA) -> None:
    """Serve the web pages and the API, and run the background work, until SIGTERM.

    Without DATABASE_URL the data folder's own PostgreSQL is made and started, and stopped at
    the end. The tables are brought up to date first. Process numbers stand in DIR/run. SIGTERM
    lets requests and jobs in hand finish; a second one does not.

    Exit codes: 0 stopped when asked; 2 could not start; 3 runs already on this data folder;
    4 the port is taken.
    """
    _serve(data.absolute(), port, before=lambda: None, when_ready=lambda: None)


@app.command()
def run(
    port: Port = None,
    data: Data = DATA,
    empty: Annotated[bool, typer.Option("--empty", help="Leave the demo company out.")] = False,
) -> None:
    """Serve, with the demo company loaded into an empty database: what ./run does.

    Exit codes are those of `turnup serve`.
    """
    data = data.absolute()
    before = (lambda: None) if empty else (lambda: _load_demo(data))
    _serve(data, port, before=before, when_ready=lambda: _show_sign_ins(data))


def _serve(
    data: Path, port: int | None, *, before: Callable[[], None], when_ready: Callable[[], None]
) -> None:
    """Hold the folder, the port and the database, then supervise until the end."""
    from turnup.serving import supervisor

    use_data(data)
    logging.config.dictConfig(_logging())
    if port is not None:
        os.environ["TURNUP_PORT"] = str(port)
    os.environ.setdefault("TURNUP_PUBLIC_URL", f"http://localhost:{read('TURNUP_PORT')}")
    try:
        with _held(data) as listener, _database(data) as tend_database:
            _prepare()
            before()
            announce = partial(_announce, when_ready)
            supervisor.Supervisor(data, listener, announce, tend_database).run()
    except supervisor.RunsAlready as other:
        fail(f"Turnup runs already on {data}: {other}.", RUNS_ALREADY)
    except supervisor.PortTaken as fault:
        fail(f"{fault}. Choose another with --port.", PORT_TAKEN)
    except supervisor.NeverReady as fault:
        fail(str(fault))
    typer.echo("Turnup has stopped.")


@contextmanager
def _held(data: Path) -> Iterator[socket.socket]:
    """Hold the data folder and the port for the length of the block."""
    from turnup.postgres.embedded import make_data_folder
    from turnup.serving import supervisor

    make_data_folder(data)
    with supervisor.hold_folder(data / "run") as held:
        with closing(supervisor.listen(read("TURNUP_HOST"), read("TURNUP_PORT"))) as listener:
            supervisor.note_holder(held, read("TURNUP_PUBLIC_URL"))
            yield listener


@contextmanager
def _database(data: Path) -> Iterator[Callable[[], str | None]]:
    """Have a database for the length of the block: the one given, else the embedded one.

    Yields what keeps it running and says what it had to do for that.
    """
    if read("DATABASE_URL"):
        yield lambda: None
        return
    from turnup.activation.radius_tables import make_tables
    from turnup.postgres.embedded import embedded_postgres, revive

    with embedded_postgres(data) as place:
        typer.echo(f"PostgreSQL runs in {place.folder}, port {place.port} of this machine.")
        radius_is_ours = not read("TURNUP_RADIUS_DATABASE_URL")
        os.environ.update(place.environment())
        if radius_is_ours:
            make_tables(read("TURNUP_RADIUS_DATABASE_URL"))
        yield partial(revive, place)


def _prepare() -> None:
    """Bring tables and static files up to date, in a process that has the owner's rights."""
    environ = {
        **os.environ,
        "TURNUP_DATABASE_AS": "owner",
        "DJANGO_SETTINGS_MODULE": "turnup.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "turnup.serving.prepare"], env=environ, check=False
    )
    if done.returncode:
        fail("the database cannot be brought up to date; see the lines above.")
    os.environ.pop("TURNUP_OWNER_DATABASE_URL", None)


def _announce(when_ready: Callable[[], None]) -> None:
    """Tell the person at the terminal where to go."""
    typer.echo(f"Turnup is ready: {read('TURNUP_PUBLIC_URL')}")
    when_ready()
    sys.stdout.flush()


def _load_demo(data: Path) -> None:
    """Fill an empty database with the demo company; keep its sign-ins for later starts."""
    if not _is_empty():
        return
    typer.echo("Loading the demo company ...")
    command = [sys.executable, "-m", "turnup", "demo", "--data", str(data)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        fail("the demo company cannot be loaded; see the lines above, or start with --empty.")
    with open(os.open(_sign_ins(data), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(done.stdout)


def _is_empty() -> bool:
    """Say whether the database knows no person yet."""
    import psycopg

    with psycopg.connect(read("DATABASE_URL")) as connection:
        row = connection.execute("SELECT NOT EXISTS (SELECT FROM people_person)").fetchone()
    return bool(row and row[0])


def _show_sign_ins(data: Path) -> None:
    """Print the demo company's sign-ins, where there is one."""
    if _sign_ins(data).exists():
        typer.echo(_sign_ins(data).read_text())


def _sign_ins(data: Path) -> Path:
    """Return where the demo company's sign-ins are kept."""
    return data / "demo.txt"


def _logging() -> dict[str, object]:
    """Return the logging of the supervisor itself, as of all processes."""
    from turnup.serving.log import logging_settings

    return logging_settings(read("TURNUP_LOG_LEVEL"), read("TURNUP_LOG_FORMAT"))
