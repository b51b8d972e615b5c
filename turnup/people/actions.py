"""What may be done with staff, roles and tokens. The only writers of this room."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.people.actor import CUSTOMERS, PREFIX, STATISTICS_SERVER, Actor, digest_of
from turnup.people.models import ApiToken, Language, Person, RoleAssignment
from turnup.people.phones import as_e164
from turnup.people.roles import CUSTOMER, ROLES
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField


@transaction.atomic
def hire_person(
    *,
    actor: Actor | None,
    email: str,
    name: str,
    at: datetime,
    roles: Iterable[str] = (),
    password: str | None = None,
    phone: str = "",
    name_en: str = "",
    language: str = Language.RUSSIAN,
    person_id: UUID | None = None,
    same_password_as: Person | None = None,
) -> Person:
    """Add a person with their first roles. Without a password only tokens let them in.

    The demo's people have the `same_password_as` the first of them, hashed once.

    `actor` is None when the company's own machine does it (command line, demo). Raises BadField.
    """
    person = Person(
        id=person_id or uuid4(),
        email=_free_email(email),
        name=filled(Person, "name", name),
        name_en=fitting(Person, "name_en", name_en),
        phone=as_e164(phone),
        language=_known_language(language),
        hired_at=at,
    )
    if same_password_as:
        person.password = same_password_as.password
    else:
        person.set_password(None if password is None else _strong("password", password, person))
    person.save(force_insert=True)
    for role in dict.fromkeys(roles):
        assign_role(actor=actor, person=person, role=role, since=at)
    return person


@transaction.atomic
def admit_customers(*, at: datetime) -> None:
    """Let customers act by links: make their principal, which signs in nowhere, once for all."""
    person, made = Person.objects.get_or_create(
        id=CUSTOMERS,
        defaults={
            "email": "customers@turnup.invalid",
            "name": "Клиент (по ссылке)",
            "name_en": "Customer (by link)",
            "password": "!",
            "is_active": False,
            "hired_at": at,
        },
    )
    if made:
        RoleAssignment.objects.create(person=person, role=CUSTOMER, since=at)


@transaction.atomic
def admit_statistics_server(*, at: datetime) -> None:
    """Let the statistics server confirm what it counts: its principal, which signs in nowhere."""
    person, made = Person.objects.get_or_create(
        id=STATISTICS_SERVER,
        defaults={
            "email": "statistics@turnup.invalid",
            "name": "Сервер статистики",
            "name_en": "Statistics server",
            "password": "!",
            "is_active": False,
            "hired_at": at,
        },
    )
    if made:
        RoleAssignment.objects.create(person=person, role="subscriber_clerk", since=at)


@transaction.atomic
def assign_role(
    *,
    actor: Actor | None,
    person: Person,
    role: str,
    since: datetime,
    until: datetime | None = None,
) -> RoleAssignment:
    """Give a person a role from a moment on. Raises BadField for a role they have by then."""
    if role not in ROLES:
        raise BadField(
            "role",
            _("There is no role “%(role)s”."),
            _("Roles are: %(roles)s."),
            role=role[:40],
            roles=", ".join(ROLES),
        )
    if until is not None and until <= since:
        raise BadField("until", _("The role would end before it begins."))
    Person.objects.select_for_update().get(pk=person.pk)
    rows = RoleAssignment.objects.filter(person=person, role=role)
    clash = rows.exclude(until__lte=since)
    if until is not None:
        clash = clash.exclude(since__gte=until)
    if clash.exists():
        raise BadField(
            "role", _("%(name)s holds this role in that time already."), name=person.name
        )
    return rows.create(
        person=person, role=role, since=since, until=until, given_by_id=actor.id if actor else None
    )


@transaction.atomic
def end_role(*, actor: Actor | None, person: Person, role: str, at: datetime) -> RoleAssignment:
    """End a role the person holds; what they did in it stays proved. Raises BadField."""
    rows = RoleAssignment.objects.select_for_update()
    assignment = rows.filter(person=person, role=role, until__isnull=True).first()
    if assignment is None:
        raise BadField("role", _("%(name)s does not hold this role."), name=person.name)
    if at <= assignment.since:
        raise BadField("at", _("The role would end before it begins."))
    assignment.until = at
    assignment.ended_by_id = actor.id if actor else None
    assignment.save(update_fields=["until", "ended_by"])
    return assignment


@transaction.atomic
def dismiss_person(*, actor: Actor | None, person: Person, at: datetime) -> Person:
    """Let a person go: roles end, tokens are revoked, sign-in is closed. The row stays."""
    for assignment in person.assignments.filter(until__isnull=True):
        end_role(actor=actor, person=person, role=assignment.role, at=at)
    person.tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


def issue_token(*, person: Person, at: datetime, title: str = "", secret: str = "") -> str:
    """Make a token and return it; it is shown this once and kept as a hash only.

    Only the demo gives a `secret` of its own, which follows from its seed.
    """
    token = PREFIX + (secret or secrets.token_urlsafe(32))
    ApiToken.objects.create(
        person=person,
        title=fitting(ApiToken, "title", title),
        digest=digest_of(token),
        last4=token[-4:],
        created_at=at,
    )
    return token


def revoke_token(*, token: ApiToken, at: datetime) -> ApiToken:
    """Close a token for good; revoking it again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)
    token.refresh_from_db()
    return token


def change_password(*, person: Person, password: str) -> Person:
    """Set a new password. Every other session of the person ends. Raises BadField."""
    person.set_password(_strong("password", password, person))
    person.save(update_fields=["password"])
    return person


def change_language(*, person: Person, language: str) -> Person:
    """Set the language the person reads. Raises BadField."""
    person.language = _known_language(language)
    person.save(update_fields=["language"])
    return person


def _free_email(text: str) -> str:
    email = fitting(Person, "email", text).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadField(
            "email", _("“%(typed)s” is not an e-mail address."), typed=text[:80]
        ) from error
    if Person.objects.filter(email=email).exists():
        raise BadField("email", _("There is a person with the e-mail %(email)s."), email=email)
    return email


def _strong(field: str, password: str, person: Person) -> str:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BadField(field, _("%(reasons)s"), reasons=" ".join(error.messages)) from error
    return password


def _known_language(language: str) -> str:
    if language not in Language.values:
        raise BadField("language", _("Turnup speaks Russian (ru) and English (en)."))
    return language
