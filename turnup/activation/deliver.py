"""Bringing RADIUS and the access servers in line with the services in use, by background jobs."""

import logging
from contextlib import closing
from typing import cast

import psycopg
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from turnup.activation.access_server import NotAnswered, tell_server
from turnup.activation.actions import mark_astray, mark_provisioned, note_agreement, note_silence
from turnup.activation.models import AccessServer, RadiusLink, Service
from turnup.activation.profile import Account, changes_in_place
from turnup.activation.queries import accounts
from turnup.activation.radius import (
    EMPTY,
    connected,
    differing,
    forget_old,
    live_sessions,
    write_account,
)

log = logging.getLogger(__name__)
TRIES = 5


@app.task(
    name="activation.provision",
    queue="radius",
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=3),
    pass_context=True,
)
def provision(context: JobContext, login: str) -> None:
    """Write what RADIUS should say of one login: its live account, or nothing."""
    provide(login, last=context.job.attempts + 1 >= TRIES)


def provide(login: str, *, last: bool = False) -> None:
    """Bring one login in line. While RADIUS's database is away the job is tried again, and after
    the `last` try left to the reconciling, so that an outage leaves no dead letters behind.

    Without `TURNUP_RADIUS_DATABASE_URL` it does nothing, and the services stay unprovisioned.
    """
    if not settings.RADIUS_DATABASE_URL:
        return
    try:
        with closing(connected(settings.RADIUS_DATABASE_URL)) as radius:
            bring_in_line(radius, login)
    except psycopg.OperationalError as fault:
        note_silence(at=timezone.now(), fault=str(fault))
        if not last:
            raise


def bring_in_line(radius: psycopg.Connection, login: str) -> None:
    """Write one login's account, and have its session changed or cut where the account changed.

    The sessions' jobs are queued before RADIUS commits: killed in between, they cut a session for
    nothing, but no change is ever without its job.
    """
    seen = list(Service.objects.filter(login=login))
    live = [service for service in seen if service.ended_at is None]
    account = dict(accounts(live)).get(login, EMPTY)
    with radius.transaction():
        before = write_account(radius, login, account)
        if before not in (account, EMPTY):
            _change_sessions(radius, login, before, account)
    mark_provisioned(seen=seen, at=timezone.now())


def _change_sessions(
    radius: psycopg.Connection, login: str, before: Account, account: Account
) -> None:
    for session in live_sessions(radius, login):
        job = app.configure_task(
            "activation.change_session",
            queue="radius",
            lock=f"session:{session.session_id}",
            schedule_in={"seconds": 1},
        )
        job.defer(
            login=login,
            session_id=session.session_id,
            server=session.server,
            changes=cast(JSONValue, changes_in_place(before, account)),
        )


@app.task(
    name="activation.change_session",
    queue="radius",
    priority=-1,  # a slow server keeps nobody else waiting
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=3, retry_exceptions={NotAnswered}),
)
def change_session(login: str, session_id: str, server: str, changes: dict | None) -> None:
    """Have an access server change a session in place or, where it cannot, cut it.

    A server that does not answer is asked again; in the end it is a dead letter for a person.
    After a silence it is let be for some seconds, so that its sessions do not hold the worker.
    A session on a server that is not ours, or none of whom we know, is let be.
    """
    known = AccessServer.objects.filter(address=server).first()
    if known is None:
        log.warning(
            "session %s of %s is on %s, no access server of ours", session_id, login, server
        )
        return
    tell_server(
        address=server,
        port=known.dynamic_port,
        secret=known.secret,
        login=login,
        session_id=session_id,
        changes=changes,
    )


@app.periodic(cron="* * * * *")
@app.task(name="activation.reconcile", queue="radius", queueing_lock="activation.reconcile")
def reconcile(timestamp: int) -> None:
    """Compare every account both ways and mend what differs: after RADIUS was away, all
    converges within a minute; an account of nobody goes.
    """
    if not settings.RADIUS_DATABASE_URL:
        return
    began_at = timezone.now()
    try:
        with closing(connected(settings.RADIUS_DATABASE_URL)) as radius:
            _mend(radius)
    except psycopg.OperationalError as fault:
        log.warning("RADIUS's database does not answer: %s", fault)
        note_silence(at=timezone.now(), fault=str(fault))
        return
    note_agreement(began_at=began_at)


@app.periodic(cron="* * * * * */10")
@app.task(name="activation.listen", queue="radius", queueing_lock="activation.listen")
def listen(timestamp: int) -> None:
    """While RADIUS's database is silent, ask whether it is back; then reconcile at once."""
    if RadiusLink.objects.filter(pk=1, silent_since__isnull=False).exists():
        reconcile(timestamp)


@app.periodic(cron="37 3 * * *")
@app.task(name="activation.forget", queue="radius", queueing_lock="activation.forget", priority=-1)
def forget(timestamp: int) -> None:
    """Delete at RADIUS what only grows: old refusals and sessions that ended long ago."""
    if not settings.RADIUS_DATABASE_URL:
        return
    try:
        with closing(connected(settings.RADIUS_DATABASE_URL)) as radius:
            log.info("forgotten at RADIUS: %s rows", forget_old(radius))
    except psycopg.OperationalError as fault:
        log.warning("RADIUS's database does not answer: %s", fault)


def _mend(radius: psycopg.Connection) -> None:
    """Write every account that differs; one that RADIUS refuses stops no other."""
    found = differing(radius, accounts())
    radius.rollback()
    mark_astray(logins=found)
    stale = Service.objects.filter(provisioned_at=None).values_list("login", flat=True)
    for login in {*found, *stale}:
        try:
            bring_in_line(radius, login)
        except psycopg.OperationalError:
            raise
        except psycopg.Error as fault:
            radius.rollback()
            log.error("RADIUS refuses the account of %s: %s", login, fault)
