"""`turnup bench`: the project's own benchmarks, each figure beside its floor in the same run."""

import json
from typing import Annotated, Any

import typer

from turnup.cli.app import app

commands = typer.Typer(
    no_args_is_help=True,
    help="Measure Turnup on a throw-away database of its own; nothing else is touched.",
)
app.add_typer(commands, name="bench")


@commands.callback()
def bench() -> None:
    """Measure Turnup on a throw-away database of its own; nothing else is touched."""


@commands.command()
def orders(
    existing: Annotated[int, typer.Option(min=0, help="Finished orders to add, then again.")] = 0,
    clients: Annotated[int, typer.Option(min=1, max=64, help="Concurrent clients.")] = 4,
    seconds: Annotated[float, typer.Option(min=0.5, help="How long each measurement takes.")] = 5.0,
    rounds: Annotated[int, typer.Option(min=1, help="Measurements of each kind, in turn.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Drive whole orders through record() and REST, beside the least durable work in SQL."""
    from turnup.bench.orders import run

    report = run(existing, clients, seconds, rounds)
    if as_json:
        typer.echo(json.dumps(report))
        return
    for ground in ("empty", "existing"):
        if ground in report:
            _print_ground(ground, report[ground])
    for name, ratio in report.get("growth", {}).items():
        typer.echo(f"growth with existing orders, {name}: {ratio} x")


def _print_ground(ground: str, figures: dict[str, Any]) -> None:
    many = figures.get("orders", 0)
    typer.echo(f"{ground}: {many} finished orders")
    head = ("clients", "kind", "steps/s", "orders/s", "p50 ms", "p99 ms", "of floor")
    typer.echo("{:>8} {:8} {:>9} {:>9} {:>8} {:>8} {:>9}".format(*head))
    for clients, kinds in figures.items():
        if clients == "orders":
            continue
        for kind, row in kinds.items():
            share = row.get("of_floor")
            typer.echo(
                f"{clients:>8} {kind:8} {row['steps_per_second']:9.0f} "
                f"{row['orders_per_second']:9.1f} {row['p50_ms']:8.2f} {row['p99_ms']:8.2f} "
                f"{'' if share is None else format(share, '9.3f'):>9}"
            )


@commands.command()
def precheck(
    sectors: Annotated[int, typer.Option(min=1, max=10_000, help="Sectors to check.")] = 500,
    rounds: Annotated[int, typer.Option(min=1, help="Measurements.")] = 21,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Check one site against many sectors over terrain, beside a plain loop and bare numpy."""
    from turnup.bench.precheck import run

    report = run(sectors, rounds)
    if as_json:
        typer.echo(json.dumps(report))
        return
    typer.echo(f"{sectors} sectors, profiles of {report['points']} points")
    typer.echo(
        f"pre-check   {report['precheck_ms']:9.1f} ms, p95 {report['precheck_p95_ms']:.1f} ms; "
        f"aim {report['aim_ms']} ms"
    )
    typer.echo(f"plain loop  {report['loop_ms']:9.1f} ms, {report['loop_over_precheck']} x as long")
    typer.echo(f"numpy floor {report['floor_ms']:9.1f} ms, {report['of_floor']} x as fast")
    typer.echo(f"median difference of clearances to the loop: {report['median_difference']} F1")


@commands.command()
def surveydays(
    requests: Annotated[int, typer.Option(min=1, max=2000, help="Surveys that wait.")] = 200,
    rounds: Annotated[int, typer.Option(min=3, help="Pages asked for; medians are told.")] = 21,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Ask for the page of the survey days with many requests, beside the bare SQL it needs."""
    from turnup.bench.survey_days import run

    report = run(requests, rounds)
    if as_json:
        typer.echo(json.dumps(report))
        return
    typer.echo(f"{report['requests']} requests on {report['days']} days")
    typer.echo(
        f"page      {report['page_ms']:9.1f} ms, p95 {report['page_p95_ms']:.1f} ms, "
        f"of them {report['page_cpu_ms']:.1f} ms of processor; "
        f"aim {report['aim_ms']} ms"
    )
    for part in ("board", "proposal", "sql_floor"):
        typer.echo(f"{part.replace('_', ' '):9} {report[f'{part}_ms']:9.1f} ms")
    typer.echo(f"page over the SQL it needs: {report['of_floor']} x")


@commands.command()
def slots(
    visits: Annotated[int, typer.Option(min=0, max=2000, help="Visits that are planned.")] = 400,
    rounds: Annotated[int, typer.Option(min=3, help="Measurements; medians are told.")] = 21,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Find an order's next ten slots and show the board, beside the bare SQL they need."""
    from turnup.bench.slots import run

    report = run(visits, rounds)
    if as_json:
        typer.echo(json.dumps(report))
        return
    typer.echo(
        f"{report['crews']} crews, {report['working_days']} working days, "
        f"{report['visits']} planned visits"
    )
    for part in ("slots", "board"):
        typer.echo(
            f"{part:9} {report[f'{part}_ms']:9.1f} ms, p95 {report[f'{part}_p95_ms']:.1f} ms, "
            f"of them {report[f'{part}_cpu_ms']:.1f} ms of processor; "
            f"aim {report[f'aim_{part}_ms']} ms; {report[f'{part}_of_floor']} x the floor"
        )
    typer.echo(f"planner   {report['planner_ms']:9.1f} ms, the pure search alone")
    typer.echo(f"sql floor {report['sql_floor_ms']:9.1f} ms")


@commands.command()
def papers(
    rounds: Annotated[int, typer.Option(min=3, help="Papers of each kind; medians are told.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Typeset contracts cold and warm, beside the bare compile of an empty page."""
    from turnup.bench.papers import run

    report = run(rounds)
    if as_json:
        typer.echo(json.dumps(report))
        return
    for name, figure in report.items():
        typer.echo(f"{name.replace('_', ' '):>22} {figure:>10}")


@commands.command()
def payments(
    credits_: Annotated[
        int, typer.Option("--credits", min=100, help="Credits of the statement.")
    ] = 100_000,
    connections: Annotated[
        int, typer.Option(min=0, max=10_000, help="How many of them pay for a connection.")
    ] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Import and match a bank statement, beside the bare COPY of the same rows."""
    from turnup.bench.payments import run

    _tell(run(credits_, connections), as_json)


@commands.command()
def month(
    services: Annotated[int, typer.Option(min=100, help="Services in use.")] = 100_000,
    papers: Annotated[int, typer.Option(min=1, help="Customers whose papers are made.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Charge a month and queue its papers, stopped and resumed, beside the least that is written.

    Then make some customers' papers: PDF a second of one core.
    """
    from turnup.bench.month import run

    _tell(run(services, papers), as_json)


@commands.command()
def accounting(
    sessions: Annotated[int, typer.Option(min=1, help="Sessions a round.")] = 500,
    interims: Annotated[int, typer.Option(min=0, help="Interim updates of each.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Measurements, in turn.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Send RADIUS accounting through real FreeRADIUS, beside its stock schema in the same run."""
    from turnup.bench.accounting import run

    _tell(run(sessions, interims, rounds), as_json)


@commands.command()
def netflow(
    flows: Annotated[int, typer.Option(min=3000, help="Flows to send.")] = 600_000,
    services: Annotated[int, typer.Option(min=1, max=100_000, help="Services.")] = 10_000,
    pace: Annotated[int, typer.Option(min=1000, help="Flows a second over the socket.")] = 60_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Count flows from bytes to committed sums: from memory, and at a pace through the socket."""
    from turnup.bench.netflow import run

    _tell(run(flows, services, pace), as_json)


@commands.command()
def traffic(
    services: Annotated[int, typer.Option(min=1000, help="Services with a month.")] = 100_000,
    rounds: Annotated[int, typer.Option(min=20, help="Pages asked for.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Draw the month of one service among many, beside the bare SQL of its rows."""
    from turnup.bench.traffic import run

    _tell(run(services, rounds), as_json)


@commands.command()
def field(
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Replay a crew's day (40 acts, 60 photos of 300 kB) twice, beside bare uploads."""
    from turnup.bench.field import run

    _tell(run(), as_json)


def _tell(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report))
        return
    for name, figure in report.items():
        if isinstance(figure, dict):
            figure = ", ".join(f"{of} {count}" for of, count in figure.items())
        typer.echo(f"{name.replace('_', ' '):>26} {figure:>12}")
