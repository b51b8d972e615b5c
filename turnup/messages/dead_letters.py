"""Dead letters: jobs and e-mails that were given up, and wait for a person to try them again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from procrastinate.contrib.django import app

FAILED_COUNTS = """
SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1"""
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
class Post:
    """One kind of e-mails: where they are kept, and the job that sends one of them.

    Rows of `model` (`only` those) have `sent_at`, `failed_at` and `failure`; `told` gives a row's
    subject and addressee, read with `related`; the job `task` takes the row's key as `argument`.
    Before it, a job `batch` may stand for the rows from its `first` to its `last`.
    """

    title: str
    model: type[Model]
    told: Callable[[Any], tuple[str, str]]
    task: str
    argument: str
    only: Mapping[str, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    batch: str = ""

    def rows(self) -> QuerySet[Any]:
        """Return all of the kind, whatever became of them."""
        return self.model._default_manager.filter(**self.only)

    @property
    def counts_tries(self) -> bool:
        """Tell whether a row knows how often it was tried."""
        return hasattr(self.model, "tries")


_posts: dict[str, Post] = {}


def name_post(kind: str, post: Post) -> None:
    """Make a kind of e-mails known by its code; a room does so as it is made ready."""
    _posts[kind] = post


def posts() -> Mapping[str, Post]:
    """Give every kind of e-mails by its code."""
    return _posts


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


def dead_jobs_by_task() -> dict[str, int]:
    """Return how many jobs of each task were given up."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED_COUNTS)
        return dict(cursor.fetchall())


@transaction.atomic
def try_jobs_again(*, task: str) -> int:
    """Queue all dead jobs of a task once more; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM procrastinate_jobs WHERE status = 'failed' AND task_name = %s"
            " ORDER BY id",
            [task],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return sum(try_job_again(job_id=one) for one in ids)


def given_up(post: Post) -> QuerySet[Any]:
    """Return the e-mails of a kind that were given up, the latest first."""
    dead = post.rows().filter(failed_at__isnull=False).select_related(*post.related)
    return dead.order_by("-failed_at", "-pk")


@transaction.atomic
def try_letters_again(*, post: Post, letter_id: int | None = None) -> int:
    """Queue a dead e-mail, or all of its kind, once more under the same message ids.

    Return how many there were.
    """
    dead = given_up(post).select_for_update(of=("self",))
    if letter_id is not None:
        dead = dead.filter(pk=letter_id)
    ids = [letter.pk for letter in dead]
    anew = {"failed_at": None, "failure": ""} | ({"tries": 0} if post.counts_tries else {})
    post.rows().filter(pk__in=ids).update(**anew)
    if ids:
        sending = app.configure_task(post.task, queue="messages")
        sending.batch_defer(*({post.argument: one} for one in ids))
    return len(ids)
