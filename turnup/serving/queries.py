"""What health and metrics ask the database."""

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# The worker says every 5 s that it lives.
WORKER_SILENCE_SECONDS = 20

_LIVE_ORDERS = """
    SELECT stage, count(*) FROM orders_order WHERE closed IS NULL GROUP BY stage ORDER BY stage
"""

_up_to_date = False


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


def missing_migrations() -> int:
    """Return how many migrations the database lacks; asked no more once there are none."""
    global _up_to_date
    if _up_to_date:
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _up_to_date = missing == 0
    return missing


def orders_by_stage() -> dict[str, int]:
    """Return how many orders stand in each stage of the standard; finished ones are not counted."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE_ORDERS)
        return dict(cursor.fetchall())


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


def letters_failing() -> int:
    """Return how many e-mails were tried in vain and will be tried again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM messages_message"
            " WHERE channel = 'email' AND sent_at IS NULL AND failed_at IS NULL AND tries > 0"
        )
        return int(cursor.fetchone()[0])
