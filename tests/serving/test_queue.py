"""The worker's upkeep, health and metrics, asked of the database directly."""

import asyncio
from datetime import UTC, datetime

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from turnup.desk.running import queues
from turnup.serving.deliver import forget_done, requeue_stalled

pytestmark = pytest.mark.django_db


def defer(name: str = "default") -> int:
    """Put a job of nobody's into a queue and return its number."""
    return app.configure_task("nobody.does_this", allow_unknown=True, queue=name).defer(size=3)


def given_to_a_dead_worker(job: int) -> None:
    """Let a worker that has been silent for a minute hold the job."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 minute') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker, job],
        )


class Context:
    """What the worker hands to a job that asks for it."""

    def __init__(self) -> None:
        self.app = app


def run(task: object) -> None:
    """Run a periodic task as the worker would, now."""
    moment = int(datetime.now(UTC).timestamp())
    async_to_sync(task.func)(Context(), moment)  # type: ignore[attr-defined] # any task has it


def test_a_job_commits_with_the_data_it_belongs_to() -> None:
    job = ProcrastinateJob.objects.get(pk=defer())
    assert (job.task_name, job.args, job.status) == ("nobody.does_this", {"size": 3}, "todo")


def test_a_job_whose_worker_died_is_done_by_another() -> None:
    job = defer()
    given_to_a_dead_worker(job)
    run(requeue_stalled)
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"


def test_a_job_in_good_hands_stays_there() -> None:
    job = defer()
    given_to_a_dead_worker(job)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    run(requeue_stalled)
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


def test_what_failed_is_not_forgotten() -> None:
    job = defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job])
    run(forget_done)
    assert ProcrastinateJob.objects.filter(pk=job).exists()


def test_the_upkeep_runs_by_the_clock() -> None:
    periodic = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {"serving.requeue_stalled", "serving.forget_done"} <= periodic
    assert asyncio.iscoroutinefunction(requeue_stalled.func)


def test_queues_are_counted_apart() -> None:
    defer("letters")
    defer("letters")
    failed = defer("radius")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failed])
    letters, radius = queues()
    assert (letters.name, letters.waiting, letters.failed) == ("letters", 2, 0)
    assert (radius.name, radius.waiting, radius.failed) == ("radius", 0, 1)
    assert letters.oldest_seconds >= 0


def test_metrics_name_every_number_that_is_promised(client: Client) -> None:
    defer("letters")
    text = client.get("/metrics").text
    assert 'turnup_queue_depth{queue="letters"} 1' in text
    assert "turnup_oldest_job_age_seconds " in text
    assert "turnup_dead_letters 0" in text
    assert "# TYPE turnup_orders gauge" in text


def test_ready_names_what_is_missing(client: Client) -> None:
    answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    said = answer.json()
    assert said["ready"] is False
    assert said["database"] == {"ok": True}
    assert said["migrations"] == {"ok": True}
    assert said["worker"] == {"ok": False, "fault": "no worker"}


def test_a_silent_worker_is_no_worker(client: Client) -> None:
    given_to_a_dead_worker(defer())
    assert "silent for" in client.get("/healthz/ready").json()["worker"]["fault"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert client.get("/healthz/ready").status_code == 200


def test_live_asks_nobody(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator] # a fixture without a type
        assert client.get("/healthz/live").json() == {"live": True}


def test_every_answer_carries_the_security_headers(client: Client) -> None:
    headers = client.get("/healthz/live").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
