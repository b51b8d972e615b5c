"""How Turnup runs: what stands round it, what waits, what was given up. For whoever mends it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from turnup.activation.models import RadiusLink
from turnup.activation.queries import to_provision
from turnup.desk.running import WORKER_SILENCE_SECONDS, mail, network, queues, worker_silence
from turnup.messages.models import MailLink
from turnup.people.permissions import allows

LISTED = 20


@require_GET
@allows("running.read")
def running(request: HttpRequest) -> HttpResponse:
    """Show the worker, RADIUS, the mail server and the queues."""
    shown = {
        "parts": [_worker(), _radius(), _mail()],
        "queues": [_queue(one) for one in queues()],
        "queue_columns": [
            {"key": "name", "title": _("Queue")},
            {"key": "waiting", "title": _("In the queue"), "kind": "number"},
            {"key": "oldest", "title": _("The oldest waits, seconds"), "kind": "number"},
            {"key": "failed", "title": _("Given up"), "kind": "number"},
        ],
        "behind": to_provision().select_related("order")[:LISTED],
        "now": timezone.now(),
    }
    return render(request, "desk/running.html", shown)


def _part(title: str, icon: str, good: bool, word: str, **more: Any) -> dict[str, Any]:
    badge = {"text": word, "tone": "good" if good else "bad"}
    return {"title": title, "icon": icon, "badge": badge, "since": None, "fault": "", **more}


def _worker() -> dict[str, Any]:
    silence = worker_silence()
    good = silence is not None and silence <= WORKER_SILENCE_SECONDS
    told = _("Jobs are done in their turn.") if good else _("Jobs wait until it runs again.")
    return _part(_("Worker"), "tool", good, _("Runs") if good else _("Does not run"), lines=[told])


def _radius() -> dict[str, Any]:
    link, now = RadiusLink.objects.filter(pk=1).first(), network()
    silent = link is not None and link.silent_since is not None
    lines = [
        ngettext("%(n)s service in use", "%(n)s services in use", now.in_use) % {"n": now.in_use},
        ngettext(
            "%(n)s of which RADIUS has yet to hear",
            "%(n)s of which RADIUS has yet to hear",
            now.unprovisioned,
        )
        % {"n": now.unprovisioned},
        ngettext("%(n)s suspended", "%(n)s suspended", now.suspended) % {"n": now.suspended},
    ]
    return _answers(_("RADIUS"), "network", silent, link, lines)


def _mail() -> dict[str, Any]:
    link, now = MailLink.objects.filter(pk=1).first(), mail()
    silent = link is not None and link.silent_since is not None
    lines = [
        ngettext("%(n)s letter is tried again", "%(n)s letters are tried again", now.failing)
        % {"n": now.failing},
        ngettext("%(n)s letter was given up", "%(n)s letters were given up", now.given_up)
        % {"n": now.given_up},
    ]
    return _answers(_("Mail server"), "mail", silent, link, lines)


def _answers(title: str, icon: str, silent: bool, link: Any, lines: list[str]) -> dict[str, Any]:
    word = _("Does not answer") if silent else _("Answers")
    since, fault = (link.silent_since, link.fault) if silent else (None, "")
    return _part(title, icon, not silent, word, since=since, fault=fault, lines=lines)


def _queue(one: Any) -> dict[str, Any]:
    told = {"name": one.name, "waiting": one.waiting, "failed": one.failed}
    return {"cells": {**told, "oldest": round(one.oldest_seconds)}}
