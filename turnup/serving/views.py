"""Health and metrics, for machines that watch."""

import logging
from collections.abc import Callable, Iterator

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from turnup import __version__
from turnup.desk import running
from turnup.serving import queries

log = logging.getLogger(__name__)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that this process answers; asks nothing of anyone."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say of each thing Turnup depends on whether it is there: 200 when it can serve, else 503."""
    checks = {name: _try(check) for name, check in CHECKS.items()}
    all_there = all(check["ok"] for check in checks.values())
    outside = {name: _try(check) for name, check in OUTSIDE.items()}
    return JsonResponse({"ready": all_there, **checks, **outside}, status=200 if all_there else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with Prometheus's text format."""
    return HttpResponse(
        "".join(f"{line}\n" for line in _lines()),
        content_type="text/plain; version=0.0.4; charset=utf-8",
    )


def _database() -> str:
    """Ask the database for anything; its fault comes as an exception."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    """Say what is wrong with the tables' version, if anything."""
    missing = queries.missing_migrations()
    return f"{missing} missing" if missing else ""


def _worker() -> str:
    """Say what is wrong with the worker, if anything."""
    silence = running.worker_silence()
    if silence is None:
        return "no worker"
    return f"silent for {silence:.0f} s" if silence > running.WORKER_SILENCE_SECONDS else ""


def _radius() -> str:
    """Say since when RADIUS's database has been silent, if it is."""
    silent = running.network().silent_seconds
    return f"silent for {silent:.0f} s" if silent else ""


def _mail() -> str:
    """Say since when the mail server is silent, or how many letters it did not take yet."""
    mail = running.mail()
    if mail.silent_seconds:
        return f"silent for {mail.silent_seconds:.0f} s"
    return f"{mail.failing} letters are tried again" if mail.failing else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "worker": _worker,
}
# Turnup serves without these, and what they lack is kept for them: shown, but no reason for 503.
OUTSIDE: dict[str, Callable[[], str]] = {"radius": _radius, "mail": _mail}


def _try(check: Callable[[], str]) -> dict[str, bool | str]:
    """Run one check; a database at fault is an answer, not an error."""
    try:
        fault = check()
    except Error as error:
        log.warning("health: %s", error)
        fault = "cannot be reached"
    return {"ok": False, "fault": fault} if fault else {"ok": True}


def _lines() -> Iterator[str]:
    """Yield the metrics, each after a line that says what it is."""
    queues = running.queues()
    yield from _metric("turnup_info", "The version that runs.", [({"version": __version__}, 1)])
    yield from _metric(
        "turnup_queue_depth",
        "Jobs that wait.",
        [({"queue": queue.name}, queue.waiting) for queue in queues] or [({"queue": "default"}, 0)],
    )
    yield from _metric(
        "turnup_oldest_job_age_seconds",
        "How long the oldest job waits past its time.",
        [({}, max((queue.oldest_seconds for queue in queues), default=0.0))],
    )
    yield from _metric(
        "turnup_dead_letters",
        "Jobs that failed for good and wait for a person.",
        [({}, sum(queue.failed for queue in queues))],
    )
    yield from _metric(
        "turnup_orders",
        "Orders by stage of the standard.",
        [({"stage": stage}, number) for stage, number in queries.orders_by_stage().items()],
    )
    network, mail = running.network(), running.mail()
    for name, meaning, number in (
        ("turnup_services", "Services in use.", network.in_use),
        ("turnup_services_suspended", "Services suspended.", network.suspended),
        (
            "turnup_radius_behind",
            "Services of which RADIUS has yet to hear.",
            network.unprovisioned,
        ),
        (
            "turnup_radius_silent_seconds",
            "How long RADIUS's database has not answered.",
            network.silent_seconds,
        ),
        (
            "turnup_letters_failing",
            "E-mails tried in vain that will be tried again.",
            mail.failing,
        ),
        ("turnup_letters_given_up", "E-mails given up that wait for a person.", mail.given_up),
        (
            "turnup_mail_silent_seconds",
            "How long the mail server has not answered.",
            mail.silent_seconds,
        ),
    ):
        yield from _metric(name, meaning, [({}, number)])


def _metric(name: str, meaning: str, samples: list[tuple[dict[str, str], float]]) -> Iterator[str]:
    """Yield one gauge in Prometheus's text format."""
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"


def _escaped(text: str) -> str:
    """Escape a label's value."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
