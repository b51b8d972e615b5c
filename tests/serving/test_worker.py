"""What a job does in the worker commits as one, the jobs that it queues among it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from turnup.serving.worker import WorkersConnector

FIRST = 987_654_321  # jobs of other tests may lie in the queue


class Undone(Exception):
    """The job's transaction did not commit."""


def queued_jobs(first: int) -> int:
    return ProcrastinateJob.objects.filter(task_name="closing.papers", args__first=first).count()


def queue(first: int, fails: bool) -> None:
    """Do what a task does in its thread: queue another job in a transaction."""
    try:
        with suppress(Undone), transaction.atomic():
            app.configure_task("closing.papers", queue="papers").defer(first=first, last=0)
            assert queued_jobs(first) == 1
            if fails:
                raise Undone
    finally:
        connections.close_all()


async def in_the_worker(first: int, fails: bool) -> None:
    with app.replace_connector(WorkersConnector(app.connector)) as worker_app:
        async with worker_app.open_async():
            await asyncio.to_thread(queue, first, fails)


@pytest.mark.parametrize(("fails", "queued"), [(True, 0), (False, 1)])
def test_a_job_queued_by_a_job_commits_with_its_data(
    transactional_db: None, fails: bool, queued: int
) -> None:
    first = FIRST + queued
    with ThreadPoolExecutor(1) as thread:  # a browser's tests may keep a loop in this one
        thread.submit(asyncio.run, in_the_worker(first, fails)).result()
    assert queued_jobs(first) == queued
