"""Dead letters: jobs and e-mails that were given up, and wait for a person to try them again."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from turnup.messages.models import Message
from turnup.messages.queries import dead_letters

FAILED = """
SELECT j.id, j.task_name, j.args::text, j.attempts,
       (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed')
  FROM procrastinate_jobs j WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT 200"""
AGAIN = """
UPDATE procrastinate_jobs j SET attempts = 0, scheduled_at = NULL, worker_id = NULL,
       status = CASE WHEN EXISTS (
              SELECT FROM procrastinate_jobs t
               WHERE t.status = 'todo' AND t.queueing_lock = j.queueing_lock)
       THEN 'cancelled' ELSE 'todo' END::procrastinate_job_status
 WHERE id = %s AND status = 'failed' RETURNING id"""


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A background job that failed at its last try."""

    id: int
    task: str
    args: dict[str, Any]
    attempts: int
    failed_at: datetime | None


def dead_jobs() -> list[DeadJob]:
    """Return the jobs that were given up, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED)
        rows = cursor.fetchall()
    return [DeadJob(id_, task, json.loads(args), *rest) for id_, task, args, *rest in rows]


def try_job_again(*, job_id: int) -> bool:
    """Queue a dead job once more with all its tries; tell whether there was one.

    Where the same work is queued already, the dead one is laid aside.
    """
    with connection.cursor() as cursor:
        cursor.execute(AGAIN, [job_id])
        return cursor.fetchone() is not None


@transaction.atomic
def try_letter_again(*, letter_id: int) -> bool:
    """Queue a dead e-mail once more, under the same message id; tell whether there was one."""
    letter = dead_letters().select_for_update().filter(pk=letter_id).first()
    if letter is None:
        return False
    Message.objects.filter(pk=letter.pk).update(failed_at=None, failure="", tries=0)
    job = app.configure_task("messages.send", queue="messages", lock=f"message:{letter.pk}")
    job.defer(message_pk=letter.pk)
    return True
