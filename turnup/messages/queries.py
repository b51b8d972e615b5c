"""Reads over letters: whom a step is told to, who has unread ones, which are dead."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from turnup.messages.models import Channel, MailLink, Message
from turnup.orders.models import JournalEntry
from turnup.people.models import Person, RoleAssignment
from turnup.people.queries import standing_at
from turnup.standard import Standard
from turnup.standard.model import Step

LEAD = "account_manager"  # told as the one who leads this very order


def audience(entry: JournalEntry, roles: Collection[str], at: datetime) -> QuerySet[Person]:
    """Return whom an entry is told to: the order's lead, and all who hold the other roles.

    Who recorded the entry knows it already and is told nothing.
    """
    others = [role for role in roles if role != LEAD]
    people = Person.objects.filter(is_active=True)
    holders = people.filter(
        id__in=RoleAssignment.objects.filter(standing_at(at), role__in=others).values("person_id")
    )
    if LEAD in roles:
        holders |= people.filter(id=entry.order.lead_id)
    return holders.exclude(id=entry.actor_id)


def asked_by(entry: JournalEntry, standard: Standard) -> list[Step]:
    """Return the steps that are needed because of what the entry says, and wait for it.

    An urgent survey asks the technical director, a disputed contract the lawyer: without it they
    would have to be told of every survey and of every contract, or of none.
    """
    return [
        step
        for step in standard.steps.values()
        if step.when
        and not step.event
        and entry.step in step.needs
        and all(condition.holds(entry.facts) for condition in step.when)
    ]


def unread_for(person: Person) -> QuerySet[Message]:
    """Return the person's unread letters in the program, the newest first."""
    return Message.objects.filter(recipient=person, channel=Channel.INAPP, read_at=None)


def unread_count(person_id: UUID) -> int:
    """Return how many letters in the program a person has not read."""
    return Message.objects.filter(recipient=person_id, channel=Channel.INAPP, read_at=None).count()


def mail_silent_since() -> datetime | None:
    """Return since when the mail server does not answer; None while it does."""
    rows = MailLink.objects.filter(pk=1).values_list("silent_since", flat=True)
    return rows.first()
