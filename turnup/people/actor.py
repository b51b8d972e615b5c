"""Who acts, with the roles held at that moment: the one form in which a person enters an action."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from turnup.people.models import Person
from turnup.people.queries import roles_at
from turnup.people.roles import CUSTOMER

CUSTOMERS: Final = UUID("c0570e25-0000-4000-8000-000000000001")
"""The one principal of all customers' links; which customer it was, the link's order says."""

STATISTICS_SERVER: Final = UUID("c0570e25-0000-4000-8000-000000000002")
"""The principal of the statistics server: it confirms that a service is counted."""

PREFIX: Final = "tu_"
"""What every token begins with, so that people and leak scanners know one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of the staff at one moment; or a customer on their link.

    `only_order` is that link's one order: whoever has it may move this order and do nothing else.
    """

    id: UUID
    name: str
    roles: frozenset[str]
    language: str = "ru"
    only_order: UUID | None = None


def customer_actor(*, order_id: UUID, name: str, language: str) -> Actor:
    """Return the customer of a link as an actor: this order's customer's steps, and no more."""
    return Actor(CUSTOMERS, name, frozenset([CUSTOMER]), language, only_order=order_id)


def statistics_actor() -> Actor:
    """Return the statistics server as an actor; `people.actions.admit_statistics_server` first."""
    return Actor(STATISTICS_SERVER, "Сервер статистики", frozenset(["subscriber_clerk"]))


def actor_of(person: Person, at: datetime) -> Actor:
    """Return the person as an actor, with the roles held at the moment."""
    return Actor(person.id, person.name, roles_at(person.id, at), person.language)


_BY_DIGEST = """
    SELECT p.id, p.name, p.language, ARRAY(
        SELECT a.role FROM people_roleassignment a
        WHERE a.person_id = p.id AND a.since <= %(at)s AND (a.until IS NULL OR a.until > %(at)s))
    FROM people_apitoken t JOIN people_person p ON p.id = t.person_id
    WHERE t.digest = %(digest)s AND p.is_active
      AND (t.revoked_at IS NULL OR t.revoked_at > %(at)s)
"""


def actor_by_token(token: str, at: datetime) -> Actor | None:
    """Return whom a token lets in at the moment, or None.

    One statement: every REST call pays for it.
    """
    if not token.startswith(PREFIX):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_BY_DIGEST, {"digest": digest_of(token), "at": at})
        row = cursor.fetchone()
    return row and Actor(row[0], row[1], frozenset(row[3]), row[2])


def digest_of(token: str) -> str:
    """Return the SHA-256 under which a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
