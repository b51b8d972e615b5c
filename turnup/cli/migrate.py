"""`turnup migrate`: bring the database to this version, as the user who owns the tables."""

from typing import Annotated

import typer

from turnup.cli.app import DATA, Data, app


@app.command()
def migrate(
    data: Data = DATA,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only say what is wrong.")] = False,
) -> None:
    """Bring the database's tables to this version; `turnup serve` does it by itself.

    Runs as the owner of the tables: TURNUP_OWNER_DATABASE_URL, else DATABASE_URL. Two at once
    wait for each other. Exit codes: 0 done, 2 could not.
    """
    import os

    from turnup.cli.app import ready_django

    os.environ["TURNUP_DATABASE_AS"] = "owner"
    ready_django(data, anew=True)

    from turnup.serving.prepare import bring_up_to_date

    bring_up_to_date(verbosity=0 if quiet else 1)
