"""`turnup demo`: the RusNet company with six months of history, in an empty database."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from turnup.cli.app import DATA, Data, app, fail, ready_django

if TYPE_CHECKING:
    from turnup.demo.load import Loaded


@app.command()
def demo(
    seed: Annotated[int, typer.Option(min=0, help="The same seed tells the same story.")] = 1,
    orders: Annotated[int, typer.Option(min=1, max=5000, help="How many orders.")] = 96,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], show_default="today", help="The day after its last."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    data: Data = DATA,
) -> None:
    """Fill an empty database with the RusNet company of Kaluga and six months of its orders.

    Prints one sign-in and one API token for each role. Exit codes: 0 loaded; 2 could not:
    production settings, a database that is not empty, a day to come.
    """
    ready_django(data, anew=True)
    from django.utils import timezone

    from turnup.demo.load import NotHere, load_demo

    day = today.date() if today else timezone.localdate()
    if day > timezone.localdate():
        fail(f"--today {day} is still to come")
    _ready_tables(str(data))
    try:
        with _progress() as told:
            loaded = load_demo(seed=seed, count=orders, today=day, told=told)
    except NotHere as reason:
        fail(str(reason))
    if as_json:
        typer.echo(json.dumps(loaded.to_json(), ensure_ascii=False))
    else:
        _tell(loaded)


def _ready_tables(data: str) -> None:
    """Make the tables where there are none yet, as their owner and so in a process of its own."""
    from turnup.serving.queries import missing_migrations

    if not missing_migrations():
        return
    command = [sys.executable, "-m", "turnup", "migrate", "--quiet", "--data", data]
    if subprocess.run(command, check=False).returncode:
        fail("the database cannot be brought up to date; see the lines above")


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show how far the history is: on a terminal alone, beside the output proper."""
    if not sys.stderr.isatty():
        yield lambda part: None
        return
    with typer.progressbar(length=1000, label="Six months at RusNet", file=sys.stderr) as bar:
        yield lambda part: bar.update(int(part * 1000) - bar.pos)


def _tell(loaded: "Loaded") -> None:
    from turnup.demo.company import NAME, PASSWORD
    from turnup.people.roles import role_title

    orders = loaded.orders
    typer.echo(f"{NAME}: {orders['total']} orders, {orders['live']} of them live.")
    typer.echo(f"Sign in with the password {PASSWORD}, or with a role's API token:")
    for one in loaded.staff:
        if one.token:
            title = role_title(one.role)
            typer.echo(f"  {one.person.email:36} {one.person.name:32} {title}")
            typer.echo(f"  {'':36} {one.token}")
