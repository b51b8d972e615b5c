"""`turnup connect`: the main job without a browser."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from turnup.cli.app import DATA, DONE, NO, Data, app, fail, ready_django

if TYPE_CHECKING:
    from rich.table import Table

    from turnup.desk.driving import Staff
    from turnup.desk.intake import Line

PIPED_WIDTH = 160  # columns of the table where no terminal says how wide it is

AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        show_default="now",
        help="When the steps happened, by the office's clock; not in the future.",
    ),
]


@app.command()
def connect(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON Lines or CSV.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a request, each as it is driven.")
    ] = False,
    as_of: AsOf = None,
    data: Data = DATA,
) -> None:
    """Drive each request of a file through every step that its facts allow.

    Prints per order how far it came, what is open, what closed gates miss and who has to act. The
    same file again goes on where the first run stopped. examples/README.md has the format.

    Exit codes: 0 every line was read and driven, whatever it now waits for; 1 a line could not be
    used, or a step was refused (which, and why, is printed; the others go on); 2 could not.
    """
    ready_django(data)
    from turnup.desk.intake import NoRequests, read_requests

    staff, at = _ready(as_of)
    try:
        lines = list(read_requests(file.read_bytes()))
    except NoRequests:
        fail(f"{file} is empty: there is no request in it")
    rows = []
    for row in _driven(lines, staff, at):
        rows.append(row)
        if as_json:
            typer.echo(json.dumps(row, ensure_ascii=False))
    if not as_json:
        _print(rows)
    raise typer.Exit(NO if any(row["end"] == "faulty" for row in rows) else DONE)


def _ready(as_of: datetime | None) -> "tuple[Staff, datetime | None]":
    """Check that the company can work at all: tables, a standard, somebody to lead orders."""
    from django.conf import settings
    from django.utils import timezone, translation

    from turnup.desk.driving import staff_on
    from turnup.orders.models import PublishedStandard
    from turnup.orders.office import standing_standard

    translation.activate(settings.LANGUAGE_CODE)
    if not PublishedStandard.objects.exists():
        fail("no standard is published: run `turnup standard publish`, or `turnup demo`")
    now = timezone.now()
    at = timezone.make_aware(as_of) if as_of else None
    if at and at > now:
        fail(f"--as-of {as_of} is still to come")
    staff = staff_on(at or now)
    if not staff.takers(standing_standard().opening, None):
        roles = ", ".join(standing_standard().opening.by)
        fail(f"nobody holds the role that opens orders ({roles}): see `turnup people role`")
    return staff, at


def _driven(lines: "list[Line]", staff: "Staff", at: datetime | None) -> Iterator[dict[str, Any]]:
    """Drive the lines one after the other, and give what became of each."""
    from django.conf import settings
    from django.utils import timezone

    from turnup.desk.connecting import connect as drive
    from turnup.desk.outcome import faulty, told

    for line in _with_progress(lines):
        if line.request is None:
            yield faulty(line)
        else:
            now = timezone.now()
            came = drive(line.request, staff=staff, now=now, at=at)
            yield told(line, came, settings.LANGUAGE_CODE)


def _with_progress(lines: "list[Line]") -> "Iterable[Line]":
    """Show a bar beside the output proper, on a terminal alone."""
    if not sys.stderr.isatty():
        yield from lines
        return
    with typer.progressbar(lines, file=sys.stderr) as shown:
        yield from shown


def _print(rows: list[dict[str, Any]]) -> None:
    from django.utils.translation import gettext as _
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    console.print(_table([row for row in rows if "order" in row]))
    for row in rows:
        for fault in row["faults"]:
            where = _("Line %(line)s") % {"line": row["line"]}
            who = f" ({row['request']})" if "request" in row else ""
            field = f" {fault['field']}:" if fault["field"] else ""
            typer.echo(f"{where}{who}:{field} {fault['fault']} {fault['mend']}".rstrip())
    typer.echo(_summary(rows))


def _table(rows: list[dict[str, Any]]) -> "Table":
    from django.utils.translation import gettext as _
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title, width in (
        (_("Request"), 8),
        (_("Order no."), 6),
        (_("Customer"), None),
        (_("Stage"), 18),
        (_("Open"), None),
        (_("Closed until then"), None),
        (_("Who has to act"), None),
    ):
        table.add_column(title, max_width=width)
    for row in rows:
        table.add_row(
            row["request"],
            f"№ {row['order']}",
            row["customer"],
            row["end_title"] or row["stage_title"],
            "; ".join(step["title"] for step in row["open"]),
            "; ".join(gate["title"] for gate in row["gates"]),
            ", ".join(role["title"] for role in row["who"]),
        )
    return table


def _summary(rows: list[dict[str, Any]]) -> str:
    from django.utils.translation import gettext as _
    from django.utils.translation import pgettext

    counts = Counter(row["end"] for row in rows)
    titles = {
        "completed": pgettext("count", "in service"),
        "waiting": pgettext("count", "waiting"),
        "held": pgettext("count", "on hold"),
        "cancelled": pgettext("count", "cancelled"),
        "refused": pgettext("count", "refused"),
        "faulty": pgettext("count", "at fault"),
    }
    parts = ", ".join(f"{title} {counts[end]}" for end, title in titles.items() if counts[end])
    return _("Requests: %(total)s. Of these %(parts)s.") % {"total": len(rows), "parts": parts}
