"""`turnup connect`: the main job without a browser."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from turnup.cli.app import DATA, NO, Data, app, fail, ready_django

if TYPE_CHECKING:
    from turnup.desk.connecting import Came


@app.command()
def connect(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON Lines or CSV.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a request.")] = False,
    data: Data = DATA,
) -> None:
    """Drive each request of a file through every step that its facts allow.

    Prints per order how far it came, what is missing and who has to act. The same file again
    goes on where it stopped. examples/README.md has the format.

    Exit codes: 0 every line was read and driven; 1 a line could not be used (its number, the
    field and the reason are named, the others go on); 2 could not.
    """
    ready_django(data)
    from django.conf import settings
    from django.utils import timezone, translation

    from turnup.desk.driving import staff_on
    from turnup.desk.intake import read_requests
    from turnup.orders.models import PublishedStandard

    if not PublishedStandard.objects.exists():
        fail("no standard is published here yet: run `turnup migrate`, then `turnup demo`")
    language = settings.LANGUAGE_CODE
    translation.activate(language)
    staff, bad, ends = staff_on(timezone.now()), 0, Counter[str]()
    lines = list(read_requests(file.read_bytes()))
    with typer.progressbar(lines, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        for line in shown:
            told = _driven(line, staff, language)
            bad += "faults" in told
            ends[told.get("end", "malformed")] += 1
            typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _row(told))
    if not as_json:
        typer.echo(", ".join(f"{end}: {count}" for end, count in sorted(ends.items())))
    raise typer.Exit(NO if bad else 0)


def _driven(line: Any, staff: Any, language: str) -> dict[str, Any]:
    """Drive one line; give what became of it as plain data."""
    from django.db import DatabaseError
    from django.utils import timezone
    from pydantic import ValidationError

    from turnup.desk.connecting import NobodyHolds
    from turnup.desk.connecting import connect as driven
    from turnup.orders.problems import explain
    from turnup.standard.refusals import Refused

    if line.request is None:
        return {"line": line.number, "faults": [fault.to_json() for fault in line.faults]}
    name = {"line": line.number, "request": line.request.request}
    try:
        return name | _told(driven(line.request, staff=staff, now=timezone.now()), language)
    except NobodyHolds as nobody:
        fault = {"field": "role", "fault": f"nobody holds: {nobody}", "mend": "turnup people role"}
        return name | {"faults": [fault]}
    except (Refused, ValidationError, DatabaseError) as fault:
        problem = explain(fault, language=language)
        errors = [error.to_json() for error in problem.errors]
        whole = {"field": problem.code, "fault": problem.detail, "mend": ""}
        return name | {"faults": errors or [whole]}


def _told(came: "Came", language: str) -> dict[str, Any]:
    """Say how far an order came, what is open, what closed gates miss, and who has to act."""
    from turnup.standard import missing, step_position

    standard, card = came.standard, came.card

    def titled(code: str) -> dict[str, Any]:
        step = standard.steps[code]
        roles = [standard.roles[role][language] for role in step.by]
        return {"step": code, "title": step.title[language], "who": roles}

    waiting = [c for c in standard.steps if step_position(standard, card, c) == "waiting"]
    lacking = {m.step for c in waiting for m in missing(standard, card, c) if m.step in card.open}
    return {
        "order": came.order.number,
        "id": str(came.order.id),
        "customer": came.order.customer.name,
        "stage": card.stage,
        "end": card.closed or ("held" if card.held else "waits"),
        "open": [titled(code) for code in card.open],
        "missing": [titled(code) for code in card.open if code in lacking],
    }


def _row(told: dict[str, Any]) -> str:
    if "faults" in told:
        faults = "; ".join(
            " ".join(filter(None, (f["field"] + ":", f["fault"], f["mend"])))
            for f in told["faults"]
        )
        return f"line {told['line']} {told.get('request', '')}: {faults}"
    waits = "; ".join(f"{s['title']} ({', '.join(s['who'])})" for s in told["open"])
    head = f"{told['request']:8} № {told['order']:<6} {told['end']:10} {told['stage']:13}"
    return f"{head} {told['customer'][:40]:40} {waits}"
