"""What the administrator does with people's accounts: the room's actions, with who did so kept.

The company never loses its last administrator: nobody could let one in again.
"""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.people import actions
from turnup.people.actor import Actor
from turnup.people.models import ApiToken, Person, RoleAssignment, StaffChange
from turnup.people.phones import as_e164
from turnup.people.queries import holders_of
from turnup.people.roles import ADMINISTRATOR
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField

What = StaffChange.What
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another."""


@transaction.atomic
def hire(*, actor: Actor, at: datetime, **said: Any) -> tuple[Person, str]:
    """Add a person with their first roles; give the password to hand over, shown this once."""
    password = new_password()
    person = actions.hire_person(actor=actor, at=at, password=password, **said)
    _note(person, What.HIRED, actor, at)
    return person, password


@transaction.atomic
def change_data(
    *,
    actor: Actor,
    at: datetime,
    person: Person,
    name: str,
    name_en: str,
    phone: str,
    language: str,
) -> Person:
    """Change how a person is named, called and written to. The address stays: it is the login."""
    person.name = filled(Person, "name", name)
    person.name_en = fitting(Person, "name_en", name_en)
    person.phone = as_e164(phone)
    person.save(update_fields=["name", "name_en", "phone"])
    actions.change_language(person=person, language=language)
    _note(person, What.DATA, actor, at)
    return person


@transaction.atomic
def reset_password(*, actor: Actor, at: datetime, person: Person) -> str:
    """Give a person a new password to hand over, shown this once; their sessions end."""
    _open(person)
    password = new_password()
    actions.change_password(person=person, password=password)
    _note(person, What.PASSWORD, actor, at)
    return password


@transaction.atomic
def end_role(*, actor: Actor, at: datetime, person: Person, role: str) -> RoleAssignment:
    """End a role from now on; what was done in it stays proved."""
    if role == ADMINISTRATOR:
        _keep_an_administrator(person, at)
    return actions.end_role(actor=actor, person=person, role=role, at=at)


@transaction.atomic
def hand_out_token(*, actor: Actor, at: datetime, person: Person, title: str) -> str:
    """Make a token for a person's program and return it; it is shown this once."""
    _open(person)
    token = actions.issue_token(person=person, at=at, title=title)
    _note(person, What.TOKEN, actor, at)
    return token


@transaction.atomic
def take_token(*, actor: Actor, at: datetime, token: ApiToken) -> ApiToken:
    """Revoke a token for good."""
    token = actions.revoke_token(token=token, at=at)
    _note(token.person, What.TOKEN_REVOKED, actor, at)
    return token


@transaction.atomic
def dismiss(*, actor: Actor, at: datetime, person: Person) -> Person:
    """Close a person's account: roles end, tokens are revoked, nobody signs in by it."""
    _keep_an_administrator(person, at)
    person = actions.dismiss_person(actor=actor, person=person, at=at)
    _note(person, What.DISMISSED, actor, at)
    return person


@transaction.atomic
def readmit(*, actor: Actor, at: datetime, person: Person) -> Person:
    """Open a closed account again; roles and a password are given anew."""
    person.is_active = True
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    _note(person, What.READMITTED, actor, at)
    return person


def new_password() -> str:
    """Make a password of some 75 bits that can be dictated: four groups of four."""
    groups = ("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(4))
    return "-".join(groups)


def _note(person: Person, what: StaffChange.What, actor: Actor, at: datetime) -> None:
    StaffChange.objects.create(person=person, what=what, by_id=actor.id, at=at)


def _open(person: Person) -> None:
    if not person.is_active:
        raise BadField("person", _("This account is closed."), _("Open it again first."))


def _keep_an_administrator(person: Person, at: datetime) -> None:
    """Raise BadField where the person is the only administrator left."""
    administrators = holders_of(ADMINISTRATOR, at).select_for_update()
    if {one.pk for one in administrators} == {person.pk}:
        raise BadField(
            "role",
            _("%(name)s is the only administrator."),
            _("Make somebody else an administrator first."),
            name=person.name,
        )
