"""`turnup network …`: the inventory that the pre-check computes with."""

from pathlib import Path
from typing import Annotated

import typer

from turnup.cli.app import DATA, NO, Data, app, fail, ready_django

commands = typer.Typer(
    no_args_is_help=True, help="The network's inventory: sectors, served buildings, satellites."
)
app.add_typer(commands, name="network")


@commands.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="One kind of rows a file.")],
    data: Data = DATA,
) -> None:
    """Import sectors, served buildings or satellites; docs/precheck.md lists their columns.

    Rows of the same code, address or name are replaced. A file with a fault is refused whole.

    Exit codes: 0 imported, 1 refused (each faulty line with its reason), 2 could not.
    """
    try:
        content = file.read_bytes()
    except OSError as fault:
        fail(f"{file}: {fault.strerror}")
    ready_django(data)
    from turnup.surveys.inventory_actions import keep_inventory
    from turnup.surveys.inventory_csv import FaultyInventory, read_inventory

    try:
        rows = read_inventory(content)
    except FaultyInventory as fault:
        for line in fault.faults[:20]:
            typer.echo(line, err=True)
        fail(f"{file} was not imported: {len(fault.faults)} faults", NO)
    counts = keep_inventory(rows=rows)
    typer.echo(", ".join(f"{count} {kind}" for kind, count in counts.items() if count))


@commands.command()
def limits(
    changes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=VALUE]…", help="NAME= brings the default back."),
    ] = None,
    data: Data = DATA,
) -> None:
    """Print the limits of the pre-check's outlooks, or set some of them.

    Exit codes: 0 done, 1 a value was refused, 2 could not.
    """
    ready_django(data)
    from dataclasses import asdict

    from turnup.surveys.inventory_queries import limits as standing
    from turnup.surveys.precheck.verdict import Limits

    _set(changes or [])
    defaults = asdict(Limits())
    for name, value in asdict(standing()).items():
        own = "" if value == defaults[name] else f"  (default {defaults[name]:g})"
        typer.echo(f"{name} {value:g}{own}")


def _set(changes: list[str]) -> None:
    from django.db import transaction
    from django.utils.translation import gettext

    from turnup.standard.refusals import BadField
    from turnup.surveys.inventory_actions import set_limit

    with transaction.atomic():
        for change in changes:
            name, _equals, typed = change.partition("=")
            try:
                set_limit(code=name, value=float(typed) if typed else None)
            except ValueError:
                fail(f"{name}: “{typed}” is not a number", NO)
            except BadField as bad:
                said = [gettext(bad.params[part]) for part in ("fault", "mend")]
                fail(f"{name}: {' '.join(said) % bad.params}".strip(), NO)
