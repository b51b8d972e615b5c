"""The letters of the simulated past: written as of their moments, in the program alone.

Nobody gets six months' e-mails on the day the demo is loaded: the queued jobs of the past are
done here, and the queue is left empty. Older letters have been read, as by people at work.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from turnup.messages.actions import mark_read, write_letters
from turnup.messages.models import Channel, Message
from turnup.orders.models import JournalEntry
from turnup.people.models import Person

UNREAD_FOR: Final = timedelta(days=3)
QUEUED: Final = """
DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'
RETURNING (args->>'entry_id')::bigint"""
TELL: Final = "messages.tell"
PROVISION: Final = "activation.provision"


def write_past_letters(end: datetime) -> int:
    """Write every letter that is queued, and return of how many entries people were told.

    Jobs that would bring RADIUS in line go too: a demo has none, and where there is one, the
    reconciling of every minute finds the services by itself.
    """
    entries = sorted(_taken_from_queue(TELL))
    moments = JournalEntry.objects.in_bulk(entries)
    for entry in entries:
        write_letters(entry_id=entry, channels=[Channel.INAPP], at=moments[entry].recorded_at)
    _taken_from_queue(PROVISION)
    _read_old_ones(end)
    return len(entries)


def _taken_from_queue(task: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(QUEUED, [task])
        return [row[0] for row in cursor.fetchall()]


def _read_old_ones(end: datetime) -> None:
    for person in Person.objects.all():
        old = Message.objects.filter(recipient=person, written_at__lt=end - UNREAD_FOR)
        mark_read(person=person, at=end, ids=old.values_list("id", flat=True))
