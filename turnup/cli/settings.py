"""`turnup settings`: every environment variable, what it means and what it is now."""

import json as json_format
from typing import Annotated

import typer

from turnup.cli.app import DATA, Data, app, use_data
from turnup.environment import VARIABLES, SettingError, Variable


@app.command()
def settings(
    data: Data = DATA,
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Print every environment variable: meaning, default, current value.

    Passwords and keys are masked. Exit codes: 0 all can be read, 2 one cannot.
    """
    use_data(data)
    rows = [_row(variable) for variable in VARIABLES]
    if json:
        typer.echo(json_format.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            _print(row)
    if any(row["fault"] for row in rows):
        raise typer.Exit(2)


def _row(variable: Variable) -> dict[str, str]:
    """Return what is to be said of one variable."""
    return {
        "name": variable.name,
        "meaning": variable.meaning,
        "default": variable.default,
        "value": variable.shown(),
        "fault": _fault(variable),
    }


def _fault(variable: Variable) -> str:
    """Return why the variable cannot be read, or an empty string."""
    try:
        variable.value()
    except SettingError as fault:
        return str(fault)
    return ""


def _print(row: dict[str, str]) -> None:
    """Print one variable in two lines, a third when it cannot be read."""
    typer.echo(f"{row['name']}={row['value']}")
    default = f" (default {row['default']})" if row["default"] else ""
    typer.echo(f"    {row['meaning']}{default}")
    if row["fault"]:
        typer.secho(f"    {row['fault']}", fg="red")
