"""`turnup radius …`: RADIUS's database, its access servers, and FreeRADIUS at the workplace."""

import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from turnup.cli.app import DATA, Data, app, fail, ready_database, ready_django
from turnup.environment import read

DEV_SECRET = "turnup-at-the-workplace"  # noqa: S105 - of the loopback only

commands = typer.Typer(
    invoke_without_command=True, help="RADIUS: its database, access servers, FreeRADIUS itself."
)
app.add_typer(commands, name="radius")


@commands.callback()
def radius(
    context: typer.Context,
    dev: Annotated[bool, typer.Option("--dev", help="Start FreeRADIUS on loopback ports.")] = False,
    auth_port: Annotated[int, typer.Option(help="Port for requests to let in.")] = 11812,
    acct_port: Annotated[int, typer.Option(help="Port for accounting.")] = 11813,
    data: Data = DATA,
) -> None:
    """Start FreeRADIUS 3.2 beside this Turnup (--dev), until SIGTERM; or see the commands below.

    It has the configuration in deploy/freeradius, RADIUS's database of the data folder (or
    TURNUP_RADIUS_DATABASE_URL), and lets the loopback ask. docs/radius.md tells of servers.

    Exit codes: 0 stopped when asked; 2 not installed, or could not start.
    """
    if context.invoked_subcommand:
        return
    if not dev:
        typer.echo(context.get_help())
        raise typer.Exit(0)
    ready_database(data)
    _run(data.absolute(), auth_port, acct_port)


def _run(data: Path, auth_port: int, acct_port: int) -> None:
    from turnup.activation.freeradius import Client, NoFreeRadius, last_words, start_freeradius
    from turnup.activation.radius_tables import make_tables

    url = _database_url()
    make_tables(url)
    run = data / "run" / "freeradius"
    try:
        child = start_freeradius(
            run=run,
            database_url=url,
            auth_port=auth_port,
            acct_port=acct_port,
            clients=[Client("loopback", "127.0.0.1", DEV_SECRET)],
        )
    except NoFreeRadius as fault:
        fail(str(fault))
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: child.terminate())
    (run / "radius.pid").write_text(f"{child.pid}\n")
    typer.echo(f"FreeRADIUS: 127.0.0.1, ports {auth_port} and {acct_port}, secret {DEV_SECRET}")
    sys.stdout.flush()
    if child.wait() not in (0, -signal.SIGTERM, -signal.SIGINT):
        fail(f"FreeRADIUS ended ({child.returncode}):\n{last_words(run)}")


@commands.command()
def schema(
    role: Annotated[
        str, typer.Option(help="Also let this user, FreeRADIUS's own, read and write them.")
    ] = "",
    data: Data = DATA,
) -> None:
    """Make the tables of RADIUS's database, TURNUP_RADIUS_DATABASE_URL; again changes nothing.

    Exit codes: 0 done; 2 the database does not answer or refuses.
    """
    ready_database(data)
    import psycopg

    from turnup.activation.radius_tables import make_tables

    try:
        make_tables(_database_url(), role=role)
    except psycopg.Error as fault:
        fail(f"RADIUS's database: {fault}")
    typer.echo("The tables of RADIUS's database are there.")


@commands.command()
def clients(data: Data = DATA) -> None:
    """Print clients.conf for FreeRADIUS: every access server, with its secret. Exit codes: 0."""
    ready_django(data)
    from turnup.activation.freeradius import Client, clients_file
    from turnup.activation.models import AccessServer

    rows = AccessServer.objects.all()
    typer.echo(clients_file(Client(row.name, row.address, row.secret) for row in rows), nl=False)


@commands.command()
def server(
    name: Annotated[str, typer.Argument(help="What people call it: ru-klg-bras-1.")],
    address: Annotated[str, typer.Argument(help="The address it asks from.")],
    dynamic_port: Annotated[int, typer.Option(help="Where it takes CoA and Disconnect.")] = 3799,
    data: Data = DATA,
) -> None:
    """Add an access server, or change the one of this address; the secret is read from stdin.

    Exit codes: 0 kept; 1 refused; 2 could not.
    """
    secret = sys.stdin.readline().strip()
    ready_django(data)
    from django.utils.translation import gettext

    from turnup.activation.actions import keep_access_server
    from turnup.standard.refusals import BadField

    said: dict[str, Any] = {"name": name, "address": address, "secret": secret}
    try:
        keep_access_server(**said, dynamic_port=dynamic_port)
    except BadField as bad:
        told = [gettext(bad.params[part]) % bad.params for part in ("fault", "mend")]
        fail(f"{bad.params['field']}: {' '.join(told)}", 1)
    typer.echo(f"{name} {address} is an access server.")


def _database_url() -> str:
    url = str(read("TURNUP_RADIUS_DATABASE_URL"))
    if not url:
        fail("Set TURNUP_RADIUS_DATABASE_URL to RADIUS's database.")
    return url
