"""`turnup netflow`: the collector of flows for static corporate lines."""

import signal
import sys
from typing import Annotated

import typer

from turnup.cli.app import DATA, Data, app, fail, ready_django


@app.command()
def netflow(
    listen: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where the routers send to, UDP.")
    ] = "127.0.0.1:2055",
    exporter: Annotated[
        list[str] | None,
        typer.Option("--from", help="Take flows from this address only; repeatable."),
    ] = None,
    data: Data = DATA,
) -> None:
    """Collect NetFlow v5, v9 and IPFIX, and count them by the service that held the address.

    Exit codes: 0 stopped by SIGTERM, everything written; 2 could not listen.
    """
    host, _colon, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        fail(f"--listen {listen}: say HOST:PORT, such as 127.0.0.1:2055")
    ready_django(data)
    from turnup.statistics.collector import Collector, collect
    from turnup.statistics.collector import listen as opened
    from turnup.statistics.deliver import have_confirmed

    try:
        sock = opened(host.strip("[]"), int(port))
    except (OSError, OverflowError) as fault:
        fail(f"cannot listen on {listen}: {fault}")
    stopped: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _frame: stopped.append(number))
    typer.echo(f"NetFlow v5, v9 and IPFIX on {listen}")
    sys.stdout.flush()
    collect(
        sock,
        Collector(frozenset(exporter or ())),
        ends=lambda: bool(stopped),
        written=have_confirmed,
    )
