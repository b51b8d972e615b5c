"""`turnup people …`: what an administrator does with people, roles and tokens."""

import json as json_format
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from turnup.cli.app import DATA, NO, Data, app, fail, ready_django

if TYPE_CHECKING:
    from turnup.people.models import Person

people = typer.Typer(no_args_is_help=True, help="People of the company, their roles and tokens.")
app.add_typer(people, name="people")

Email = Annotated[str, typer.Argument(help="The person's e-mail.")]


@people.command()
def add(
    email: Email,
    name: Annotated[str, typer.Argument(help="Full name: surname, name, patronymic.")],
    role: Annotated[list[str], typer.Option("--role", help="A role's code; may be repeated.")] = [],  # noqa: B006 - Typer's way
    phone: Annotated[str, typer.Option(help="Phone, with its city code.")] = "",
    language: Annotated[str, typer.Option(help="ru or en.")] = "ru",
    data: Data = DATA,
) -> None:
    """Add a person, and print the first password; it is shown this once.

    Exit codes: 0 added, 1 refused with the reason, 2 could not.
    """
    ready_django(data)
    from django.utils import timezone

    from turnup.people.actions import hire_person

    password = secrets.token_urlsafe(12)
    with _refusals_told():
        hire_person(
            actor=None,
            email=email,
            name=name,
            at=timezone.now(),
            roles=role,
            password=password,
            phone=phone,
            language=language,
        )
    typer.echo(f"{email}  {password}")


@people.command(name="list")
def list_people(
    json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    data: Data = DATA,
) -> None:
    """Print everybody with the roles held now. Exit codes: 0 done, 2 could not."""
    ready_django(data)
    from django.utils import timezone

    from turnup.people.queries import staff_at

    staff = staff_at(timezone.now())
    if json:
        rows = [
            {"email": who.email, "name": who.name, "active": who.is_active, "roles": roles}
            for who, roles in staff
        ]
        typer.echo(json_format.dumps(rows, indent=2, ensure_ascii=False))
        return
    for who, roles in staff:
        gone = "" if who.is_active else "  (closed)"
        typer.echo(f"{who.email}  {who.name}  {', '.join(roles)}{gone}")


@people.command()
def role(
    email: Email,
    code: Annotated[str, typer.Argument(metavar="ROLE", help="The role's code.")],
    end: Annotated[bool, typer.Option("--end", help="End the role instead of giving it.")] = False,
    data: Data = DATA,
) -> None:
    """Give a person a role from now on, or end it. Exit codes: 0 done, 1 refused, 2 could not."""
    ready_django(data)
    from django.utils import timezone

    from turnup.people.actions import assign_role, end_role

    with _refusals_told():
        if end:
            end_role(actor=None, person=_person(email), role=code, at=timezone.now())
        else:
            assign_role(actor=None, person=_person(email), role=code, since=timezone.now())


@people.command()
def token(
    email: Email,
    title: Annotated[str, typer.Option(help="What the token is for.")] = "",
    revoke: Annotated[str, typer.Option(metavar="LAST4", help="Revoke the token instead.")] = "",
    data: Data = DATA,
) -> None:
    """Issue an API token and print it; it is shown this once.

    Exit codes: 0 done, 1 refused with the reason, 2 could not.
    """
    ready_django(data)
    from django.utils import timezone

    from turnup.people.actions import issue_token, revoke_token

    if not revoke:
        typer.echo(issue_token(person=_person(email), at=timezone.now(), title=title))
        return
    tokens = list(_person(email).tokens.filter(last4=revoke, revoked_at__isnull=True))
    if not tokens:
        fail(f"{email} has no such token that is in force: …{revoke}", NO)
    for found in tokens:
        revoke_token(token=found, at=timezone.now())


@people.command()
def password(email: Email, data: Data = DATA) -> None:
    """Give a person a new password and print it. Exit codes: 0 done, 1 refused, 2 could not."""
    ready_django(data)
    from turnup.people.actions import change_password

    made = secrets.token_urlsafe(12)
    change_password(person=_person(email), password=made)
    typer.echo(f"{email}  {made}")


@people.command()
def dismiss(email: Email, data: Data = DATA) -> None:
    """End a person's roles, tokens and sign-in. Exit codes: 0 done, 1 refused, 2 could not."""
    ready_django(data)
    from django.utils import timezone

    from turnup.people.actions import dismiss_person

    with _refusals_told():
        dismiss_person(actor=None, person=_person(email), at=timezone.now())


def _person(email: str) -> "Person":
    from turnup.people.models import Person

    found = Person.objects.filter(email=email.strip().lower()).first()
    return found or fail(f"there is nobody with the e-mail {email}", NO)


@contextmanager
def _refusals_told() -> Iterator[None]:
    """End the command with what was wrong, and how to mend it."""
    from django.utils.translation import gettext

    from turnup.standard.refusals import BadField

    try:
        yield
    except BadField as bad:
        said = [bad.params[part] for part in ("fault", "mend") if bad.params[part]]
        told = " ".join(gettext(text) % bad.params for text in said)
        fail(f"{bad.params['field']}: {told}", NO)
