"""Counting by background jobs: accounting taken from RADIUS's database, counting confirmed."""

import logging
import time
from contextlib import closing
from datetime import UTC, date, timedelta

import psycopg
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from turnup.activation.actions import confirm_statistics
from turnup.activation.models import Service
from turnup.activation.radius import connected
from turnup.orders.moves import Move
from turnup.people.actions import admit_statistics_server
from turnup.people.actor import statistics_actor
from turnup.standard.refusals import Refused
from turnup.statistics.actions import (
    count_what_can_be,
    drop_partitions,
    forget_sessions,
    keep_partitions,
)
from turnup.statistics.counters import Packet
from turnup.statistics.queries import first_counted, unconfirmed

log = logging.getLogger(__name__)
BATCH = 5_000
LONGEST = 50  # seconds of one job: the next one goes on
TAKE = """
SELECT kind, event_at, received_at, left(session_id, 253), left(username, 253), host(nas),
       host(framed_ip), session_seconds, input_octets, output_octets, wide, cause, id
  FROM acctpacket ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"""


@app.periodic(cron="* * * * * */10")
@app.task(name="statistics.count", queue="statistics", queueing_lock="statistics.count")
def count(timestamp: int) -> None:
    """Take the accounting packets from RADIUS's database, and count them."""
    if not settings.RADIUS_DATABASE_URL:
        return
    try:
        with closing(connected(settings.RADIUS_DATABASE_URL)) as radius:
            _count_all(radius)
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable) as fault:
        log.warning("accounting cannot be read now: %s", fault)


def _count_all(radius: psycopg.Connection) -> None:
    ends = time.monotonic() + LONGEST
    while count_batch(radius) == BATCH and time.monotonic() < ends:
        pass


def count_batch(radius: psycopg.Connection) -> int:
    """Count one batch, then forget it at RADIUS; give its size.

    Killed in between, the batch comes again, and adds nothing.
    """
    rows = radius.execute(TAKE, [BATCH]).fetchall()
    if rows:
        active = count_what_can_be(packets=[Packet(*row[:-1]) for row in rows])
        radius.execute("DELETE FROM acctpacket WHERE id = ANY (%s)", [[row[-1] for row in rows]])
        radius.commit()
        have_confirmed(active)
    else:
        radius.rollback()
    return len(rows)


def have_confirmed(service_ids: list[int]) -> None:
    """Queue the confirmation of each service that has its first traffic."""
    for service in unconfirmed(service_ids):
        job = app.configure_task(
            "statistics.confirm",
            queue="statistics",
            queueing_lock=f"statistics.confirm:{service.pk}",
        )
        try:
            with transaction.atomic():
                job.defer(service_id=service.pk)
        except AlreadyEnqueued:
            continue


@app.task(name="statistics.confirm", queue="statistics")
def confirm(service_id: int) -> None:
    """Record that a service is counted, as the statistics server itself; who was first stays."""
    service = Service.objects.filter(pk=service_id, ended_at=None).first()
    since = first_counted(service_id)
    if service is None or since is None:
        return
    now = timezone.now()
    admit_statistics_server(at=now)
    move = Move(
        order_id=service.order_id, actor=statistics_actor(), now=now, at=now, door="statistics"
    )
    try:
        confirm_statistics(
            move=move,
            counted_since=min(max(since, service.activated_at), now),
            reason="Первый трафик учтён сервером статистики",
        )
    except Refused as refused:
        log.info("service %s: the confirmation was refused: %s", service_id, refused.code)


@app.periodic(cron="23 3 * * *")
@app.task(name="statistics.keep", queue="statistics", queueing_lock="statistics.keep")
def keep(timestamp: int) -> None:
    """Make the coming months' partitions, and drop what the policy keeps no longer."""
    now = timezone.now()
    keep_partitions(moments=[now, now + timedelta(days=31)])
    today = now.astimezone(UTC).date()
    hours_before = months_before(today, settings.TRAFFIC_HOURS_MONTHS)
    forget_sessions(before=hours_before)
    dropped = drop_partitions(
        hours_before=hours_before,
        days_before=months_before(today, settings.TRAFFIC_DAYS_MONTHS),
    )
    if dropped:
        log.info("dropped by the policy: %s", ", ".join(dropped))


def months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
