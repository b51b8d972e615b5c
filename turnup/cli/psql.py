"""`turnup psql`: PostgreSQL's own client on Turnup's database."""

import os
import subprocess
from typing import Annotated

import typer

from turnup.cli.app import DATA, Data, app, ready_database
from turnup.environment import read


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(
    context: typer.Context,
    data: Data = DATA,
    owner: Annotated[bool, typer.Option("--owner", help="As the owner of the tables.")] = False,
) -> None:
    """Open PostgreSQL's client on the database; further words are the client's own.

    As the application's user, who may not change the journal, unless --owner is given. Exit
    codes are psql's.
    """
    from turnup.postgres.binaries import packaged_install, program_environment

    ready_database(data)
    install = packaged_install()
    url = (owner and read("TURNUP_OWNER_DATABASE_URL")) or read("DATABASE_URL")
    done = subprocess.run(
        [install / "bin" / "psql", "--dbname", url, *context.args],
        env={**os.environ, **program_environment(install), "PATH": os.environ["PATH"]},
        check=False,
    )
    raise typer.Exit(done.returncode)
