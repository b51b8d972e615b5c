"""`turnup verify`: every invariant of the public contract, read-only."""

import json
from typing import Annotated

import typer

from turnup.cli.app import COULD_NOT, DATA, NO, Data, app, fail, ready_django


@app.command()
def verify(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print {id: {checked, violations}} as JSON.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Check every invariant of the data, with the program up or down, changing nothing.

    Exit codes: 0 everything holds; 1 something is violated; 2 could not check.
    """
    ready_django(data)
    from django.db import DatabaseError

    from turnup.desk.invariants import verify as checked

    try:
        findings = checked()
    except DatabaseError as error:
        fail(f"could not check: {error}", COULD_NOT)
    if as_json:
        typer.echo(json.dumps({code: f.to_json() for code, f in findings.items()}))
    else:
        for code, finding in findings.items():
            verdict = "holds" if not finding.broken else f"BROKEN {finding.broken} times"
            typer.echo(f"{code:4} {finding.checked:8} checked  {verdict}")
            for violation in finding.violations:
                typer.echo(f"       {json.dumps(violation, ensure_ascii=False)}")
    raise typer.Exit(NO if any(f.broken for f in findings.values()) else 0)
