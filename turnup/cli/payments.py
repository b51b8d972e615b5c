"""`turnup payments`: bank statements without a browser."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from turnup.cli.app import COULD_NOT, DATA, DONE, NO, Data, app, fail, ready_django

if TYPE_CHECKING:
    from turnup.people.actor import Actor

commands = typer.Typer(no_args_is_help=True, help="Bank statements: import them, see what waits.")
app.add_typer(commands, name="payments")


@commands.callback()
def payments() -> None:
    """Bank statements: import them, see what waits."""


@commands.command(name="import")
def import_files(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="Statements.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a file.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what the files hold; credit nothing.")
    ] = False,
    by: Annotated[
        str, typer.Option("--as", help="E-mail of who imports; else the program itself.")
    ] = "",
    data: Data = DATA,
) -> None:
    """Import bank statements: 1CClientBankExchange, camt.053, MT940; which, is seen by itself.

    Every credit is matched to an invoice or an account, or parked for a person; imported again it
    credits nothing. imported = matched + parked + rejected, to the kopeck.

    Exit codes: 0 every credit was taken; 1 a file was refused or a line rejected (which, and why,
    is printed; the others go on); 2 could not.
    """
    ready_django(data)
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    actor = _actor(by)
    good = True
    for file in files:
        told = _previewed(file) if preview else _imported(file, actor)
        good = good and told["refused"] is None and not told["faults"]
        typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _text(told))
    raise typer.Exit(DONE if good else NO)


def _actor(email: str) -> "Actor":
    from django.utils import timezone

    from turnup.people.actor import actor_of
    from turnup.people.models import Person
    from turnup.people.permissions import scope_of
    from turnup.statements.clerk import import_clerk

    now = timezone.now()
    if not email:
        return import_clerk(at=now)
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        fail(f"nobody signs in as {email}", COULD_NOT)
    actor = actor_of(person, now)
    if not scope_of(actor, "statement.import"):
        fail(f"{email} may not import statements", COULD_NOT)
    return actor


def _imported(file: Path, actor: "Actor") -> dict[str, Any]:
    from django.utils import timezone

    from turnup.statements.import_actions import import_statement, take_statement
    from turnup.statements.telling import told_of

    now = timezone.now()
    statement = take_statement(actor=actor, at=now, source=file, name=file.name, door="cli")
    if statement.refusal is None:
        with typer.progressbar(
            length=max(statement.credits, 1),
            label=file.name,
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
        ) as bar:
            statement = import_statement(
                statement=statement,
                actor=actor,
                now=now,
                told=lambda done: bar.update(done - bar.pos),
            )
    return told_of(statement)


def _previewed(file: Path) -> dict[str, Any]:
    from django.utils import timezone

    from turnup.orders.office import office_calendar
    from turnup.statements.formats.reading import preview
    from turnup.statements.queries import ours
    from turnup.statements.telling import told_of_preview

    today = office_calendar().local_date(timezone.now())
    return told_of_preview(file.name, preview(file, ours(), today))


def _told(fault: dict[str, Any]) -> str:
    from django.utils.translation import gettext as _

    line = _("line %(line)s: ") % fault if fault["line"] else ""
    return f"{line}{fault['text']}"


def _text(told: dict[str, Any]) -> str:
    from django.utils.translation import gettext as _

    head = f"{told['name']}: {told['kind'] or '?'}"
    if told["refused"]:
        rows = [f"  {_('file refused')}: {_told(told['refused'])}"]
        return "\n".join([head, *rows, *(f"  {_told(fault)}" for fault in told["faults"])])
    titles = {
        "imported": _("imported"),
        "matched": _("matched"),
        "parked": _("parked"),
        "rejected": _("rejected"),
        "known": _("known before"),
    }
    rows = [
        f"  {titles[name]:<14}{told[name]['count']:>8}{told[name]['amount']:>18}"
        for name in titles
        if name in told
    ]
    faults = [f"  {_told(fault)}" for fault in (*told["faults"], *told["warnings"])]
    return "\n".join([head, *rows, *faults])
