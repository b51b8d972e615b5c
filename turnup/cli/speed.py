"""`turnup speed`: the chapter's own number, on the terminal."""

import json
from typing import Annotated, Any

import typer

from turnup.cli.app import DATA, Data, app, ready_django


@app.command()
def speed(
    months: Annotated[int, typer.Option(min=1, max=120, help="How many months to look back.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    data: Data = DATA,
) -> None:
    """Print the working days to connect, by month and technology, and whose turn it was."""
    ready_django(data)
    from datetime import UTC, datetime

    from turnup.desk.speed import speed as measured

    found = measured(actor=None, now=datetime.now(UTC), months=months)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    head = ("month", "technology", "orders", "mean", "median", "p95", "24 h", "in term")
    typer.echo("Working days from money received to service")
    typer.echo("{:8} {:12} {:>6} {:>6} {:>6} {:>5} {:>6} {:>7}".format(*head))
    for month in found["months"]:
        _print_rows(month["month"], month["technologies"])
    _print_rows("total", found["total"])
    hours = found["total"]["all"]["hours"]
    told = ", ".join(f"{side} {value:g}" for side, value in hours.items())
    typer.echo(f"Hours of an order by side: {told}")


def _print_rows(month: str, technologies: dict[str, dict[str, Any]]) -> None:
    for technology, figures in technologies.items():
        days = figures["working_days"]["money"]
        row = [
            f"{month:8} {technology:12} {figures['count']:6}",
            *(_number(days[key]).rjust(width) for key, width in (("mean", 6), ("median", 6))),
            _number(days["p95"]).rjust(5),
            f"{figures['within_24h']:6.0%} {figures['within_term']:7.0%}",
        ]
        typer.echo(" ".join(row))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
