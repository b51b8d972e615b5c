"""`turnup permissions`: which role may do which operation, and on what."""

import json as json_format
from typing import Annotated

import typer

from turnup.cli.app import app


@app.command()
def permissions(
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Print role × operation × scope: all, own (orders one leads), or none.

    Needs no database. Exit code: 0.
    """
    from turnup.people.operations import OPERATIONS, table

    cells = [
        {"role": cell.role, "operation": cell.operation, "scope": cell.scope} for cell in table()
    ]
    if json:
        typer.echo(json_format.dumps(cells, indent=2))
        return
    for operation, row in OPERATIONS.items():
        typer.secho(f"{operation}  {row.title}", bold=True)
        for scope in ("all", "own"):
            roles = [role for role, given in row.scopes.items() if given == scope]
            if roles:
                typer.echo(f"    {scope}: {', '.join(roles)}")
