"""`turnup journal`: the company-wide head, the export, and the check against a saved head."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from turnup.cli.app import COULD_NOT, DATA, NO, Data, app, fail, ready_django

commands = typer.Typer(no_args_is_help=True, help="The tamper-evident journal of all orders.")
app.add_typer(commands, name="journal")


@commands.command()
def head(data: Data = DATA) -> None:
    """Seal the journal and print its head as JSON. Save it elsewhere: it detects later changes."""
    ready_django(data)
    from datetime import UTC, datetime

    from turnup.orders.seals import head_json, seal

    made = seal(now=datetime.now(UTC))
    if made is None:
        fail("the journal is empty: there is nothing to seal", COULD_NOT)
    typer.echo(json.dumps(head_json(made), ensure_ascii=False))


@commands.command()
def export(
    order: Annotated[int | None, typer.Option(help="Only the order with this number.")] = None,
    personal: Annotated[
        bool, typer.Option(help="Add each entry's salt and data, which may hold personal data.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Print every entry, then every seal, as NDJSON in canonical JSON (docs/journal.md).

    Exit codes: 0 done; 1 there is no order of this number; 2 could not.
    """
    ready_django(data)
    from turnup.orders.chain import canonical
    from turnup.orders.export import exported
    from turnup.orders.models import Order

    if order is not None and not Order.objects.filter(number=order).exists():
        fail(f"there is no order {order}", NO)
    for line in exported(number=order, personal=personal):
        typer.echo(canonical(line))


@commands.command()
def verify(
    head: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A head saved earlier.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    data: Data = DATA,
) -> None:
    """Recompute every hash, link and seal; with --head, prove that nothing before it changed."""
    saved = _read_head(head) if head else None
    ready_django(data)
    from collections import defaultdict

    from turnup.orders.findings import Finding
    from turnup.orders.invariants import holds_head, seals, walk

    findings: dict[str, Finding] = defaultdict(Finding)
    walk(findings)
    seals(findings)
    if saved is not None:
        holds_head(findings, saved)
    found = {code: findings[code] for code in ("I1", "I21", "I22", "I25")}
    if as_json:
        typer.echo(json.dumps({code: f.to_json() for code, f in found.items()}))
    else:
        for code, finding in found.items():
            typer.echo(f"{code}: {finding.checked} checked, {finding.broken} broken")
            for violation in finding.violations:
                typer.echo(f"  {json.dumps(violation, ensure_ascii=False)}")
    raise typer.Exit(NO if any(f.broken for f in found.values()) else 0)


def _read_head(path: Path) -> dict[str, Any]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        return {"seal": int(saved["seal"]), "hash": str(saved["hash"])}
    except (ValueError, KeyError, TypeError):
        fail(f"{path} is not a head that `turnup journal head` printed")
