"""What is done with letters. The only writers of this room."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from turnup.messages.letters import letter_about
from turnup.messages.models import MailLink, Message, message_id
from turnup.messages.queries import asked_by, audience, unread_for
from turnup.orders.models import JournalEntry
from turnup.orders.office import standard_version
from turnup.people.models import Person
from turnup.people.queries import roles_at
from turnup.standard.model import Step


@transaction.atomic
def write_letters(*, entry_id: int, channels: Sequence[str], at: datetime) -> list[Message]:
    """Write the letters about an entry to all whom the standard tells, and whom the entry asks.

    Once, however often run; who is asked gets the way to their answer. Return all letters about
    the entry, those written earlier too.
    """
    entry = JournalEntry.objects.select_related("order", "actor").get(pk=entry_id)
    standard = standard_version(entry.order.standard_id)
    asked = asked_by(entry, standard)
    roles = {*standard.steps[entry.step].tells, *(role for step in asked for role in step.by)}
    people = {one: _asked_of(one, asked, at) for one in audience(entry, roles, at)}
    Message.objects.bulk_create(
        (
            _written(entry, person, channel, at, step)
            for person, step in people.items()
            for channel in channels
        ),
        ignore_conflicts=True,
    )
    return list(Message.objects.filter(entry=entry).order_by("id"))


def _asked_of(person: Person, asked: Sequence[Step], at: datetime) -> str:
    """Give the code of the step that the person is asked for, or nothing."""
    roles = roles_at(person.id, at) if asked else frozenset()
    return next((step.code for step in asked if roles & set(step.by)), "")


def _written(
    entry: JournalEntry, person: Person, channel: str, at: datetime, asked: str
) -> Message:
    letter = letter_about(entry, person.language, asked)
    return Message(
        entry=entry,
        recipient=person,
        channel=channel,
        message_id=message_id(entry.id, person.id),
        subject=letter.subject,
        body=letter.body,
        written_at=at,
    )


def count_try(*, message: Message) -> None:
    """Note that a delivery is being tried."""
    Message.objects.filter(pk=message.pk).update(tries=F("tries") + 1)


def mark_sent(*, message: Message, at: datetime) -> None:
    """Note that the mail server has taken the letter."""
    Message.objects.filter(pk=message.pk).update(sent_at=at, failed_at=None, failure="")


def bury(*, message: Message, failure: str, at: datetime) -> None:
    """Give a letter up, visibly: it becomes a dead letter that says why."""
    undelivered = Message.objects.filter(pk=message.pk, sent_at=None)
    undelivered.update(failed_at=at, failure=failure[:1000] or "?")


WAKE = """
UPDATE procrastinate_jobs SET scheduled_at = now(), attempts = 0
 WHERE queue_name = 'messages' AND status = 'todo' AND attempts > 0 AND scheduled_at > now()"""


def note_mail_silence(*, at: datetime, fault: str) -> None:
    """Note that the mail server does not answer; the first such moment is kept."""
    link, _made = MailLink.objects.get_or_create(pk=1)
    silent = MailLink.objects.filter(pk=link.pk)
    silent.filter(silent_since=None).update(silent_since=at)
    silent.update(fault=fault[:500])


def note_mail_answer() -> None:
    """Note that the mail server answers; after a silence, all letters that wait go out now."""
    silent = MailLink.objects.filter(pk=1, silent_since__isnull=False)
    if silent.update(silent_since=None, fault=""):
        with connection.cursor() as cursor:
            cursor.execute(WAKE)


def mark_read(*, person: Person, at: datetime, ids: Iterable[int] | None = None) -> int:
    """Note that the person has read these letters, or all; return how many were unread."""
    unread = unread_for(person)
    if ids is not None:
        unread = unread.filter(id__in=list(ids))
    return unread.update(read_at=at)
