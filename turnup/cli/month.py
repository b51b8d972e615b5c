"""`turnup month`: the monthly run without a browser."""

import sys
from datetime import date
from typing import Annotated

import typer

from turnup.cli.app import DATA, Data, app, fail, ready_django

commands = typer.Typer(no_args_is_help=True, help="The monthly run: fees, invoices, papers.")
app.add_typer(commands, name="month")


@commands.callback()
def month() -> None:
    """The monthly run: fees, invoices, papers."""


@commands.command(name="run")
def run_month(
    which: Annotated[str, typer.Argument(metavar="YYYY-MM", help="A month that has ended.")],
    papers: Annotated[bool, typer.Option("--papers", help="Make the papers here, too.")] = False,
    data: Data = DATA,
) -> None:
    """Charge every service of a month once, and make invoices; again, it goes on or does nothing.

    The worker makes and sends the papers; --papers leaves it the sending. Exit codes: 0 done;
    2 could not.
    """
    ready_django(data)
    from django.utils import timezone

    from turnup.closing.actions import begin_month
    from turnup.closing.actions import run_month as run_whole
    from turnup.closing.deliver import papers as make_and_queue
    from turnup.orders.problems import explain
    from turnup.standard.refusals import Refused

    try:
        first = date.fromisoformat(f"{which}-01")
    except ValueError:
        fail(f"{which} is no month: say YYYY-MM")
    now = timezone.now()
    try:
        run = begin_month(actor=None, now=now, month=first)
    except Refused as fault:
        fail(" ".join(one.fault for one in explain(fault, language="en").errors))
    run = run_whole(run=run, now=now, told=_told)
    if papers:
        for pk in run.bundles.order_by("pk").values_list("pk", flat=True):
            make_and_queue(pk, pk)
    typer.echo(f"{which}: {run.charged} services, {run.bundles.count()} customers")


def _told(done: int, total: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{done} / {total}", err=True, nl=False)
