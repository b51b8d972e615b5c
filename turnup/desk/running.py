"""How the machinery runs: queues, worker, RADIUS, mail; for the page, health and metrics."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from turnup.messages.dead_letters import posts
from turnup.messages.queries import mail_silent_since

# The worker says every 5 s that it lives.
WORKER_SILENCE_SECONDS = 20


@dataclass(frozen=True)
class Queue:
    """Jobs of one queue: how many wait, how many failed for good, how long the oldest waits."""

    name: str
    waiting: int
    failed: int
    oldest_seconds: float


def queues() -> list[Queue]:
    """Return every queue that holds waiting or failed jobs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT queue_name,
                   count(*) FILTER (WHERE status = 'todo'),
                   count(*) FILTER (WHERE status = 'failed'),
                   coalesce(extract(epoch FROM now() - min(greatest(due.at, added.at))
                            FILTER (WHERE status = 'todo')), 0)
              FROM procrastinate_jobs AS job
              LEFT JOIN LATERAL (
                   SELECT min(event.at) AS at FROM procrastinate_events AS event
                    WHERE event.job_id = job.id AND event.type = 'deferred') AS added ON true
              CROSS JOIN LATERAL (SELECT job.scheduled_at AS at) AS due
             WHERE status IN ('todo', 'failed')
             GROUP BY queue_name ORDER BY queue_name
            """
        )
        rows = cursor.fetchall()
    return [
        Queue(name, waiting, failed, max(0.0, float(age))) for name, waiting, failed, age in rows
    ]


def worker_silence() -> float | None:
    """Return the seconds since a worker last said that it lives; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else float(row[0])


@dataclass(frozen=True)
class Network:
    """How RADIUS follows: services in use, those it has yet to hear of, since when it is silent."""

    in_use: int
    unprovisioned: int
    suspended: int
    silent_seconds: float


def network() -> Network:
    """Return how far RADIUS follows the services in use."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE ended_at IS NULL),
                   count(*) FILTER (WHERE provisioned_at IS NULL),
                   (SELECT count(DISTINCT service_id) FROM activation_suspension
                     WHERE until IS NULL),
                   (SELECT coalesce(extract(epoch FROM now() - max(silent_since)), 0)
                      FROM activation_radiuslink)
              FROM activation_service
            """
        )
        in_use, waiting, suspended, silent = cursor.fetchone()
    return Network(in_use, waiting, suspended, max(0.0, float(silent)))


@dataclass(frozen=True)
class Mail:
    """How letters go: tried in vain and tried again, given up, since when the server is silent."""

    failing: int
    given_up: int
    silent_seconds: float


def mail() -> Mail:
    """Return how letters of every kind go."""
    failing = given_up = 0
    for post in posts().values():
        tried = Q(failed_at=None, tries__gt=0) if post.counts_tries else Q(pk=None)
        unsent = post.rows().filter(sent_at=None)
        found = unsent.aggregate(failing=Count("pk", filter=tried), given_up=Count("failed_at"))
        failing, given_up = failing + found["failing"], given_up + found["given_up"]
    since = mail_silent_since()
    silent = (timezone.now() - since).total_seconds() if since else 0.0
    return Mail(failing, given_up, max(0.0, silent))
