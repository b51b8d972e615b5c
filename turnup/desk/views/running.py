"""How Turnup runs: what stands round it, what waits, what was given up. For whoever mends it."""

from typing import Any

from django.conf import settings
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
    if not settings.RADIUS_DATABASE_URL:
        return _absent(_("RADIUS"), "network", "TURNUP_RADIUS_DATABASE_URL")
    link, now = RadiusLink.objects.filter(pk=1).first(), network()
    lines = [
        ngettext("%(n)s service in use", "%(n)s services in use", now.in_use) % {"n": now.in_use}
    ]
    if now.suspended:
        told = ngettext("%(n)s suspended", "%(n)s suspended", now.suspended)
        lines.append(told % {"n": now.suspended})
    if now.unprovisioned:
        told = _("of which RADIUS has yet to hear: %(n)s")
        lines.append(told % {"n": now.unprovisioned})
    return _answers(_("RADIUS"), "network", link, lines)


def _mail() -> dict[str, Any]:
    if not settings.SMTP_URL:
        return _absent(_("Mail server"), "mail", "TURNUP_SMTP_URL")
    link, now = MailLink.objects.filter(pk=1).first(), mail()
    told = [
        ngettext("%(n)s letter is tried again", "%(n)s letters are tried again", now.failing),
        ngettext("%(n)s letter was given up", "%(n)s letters were given up", now.given_up),
    ]
    counts = (now.failing, now.given_up)
    lines = [text % {"n": n} for text, n in zip(told, counts, strict=True) if n]
    return _answers(_("Mail server"), "mail", link, lines or [_("Every letter is sent.")])


def _absent(title: str, icon: str, setting: str) -> dict[str, Any]:
    part = _part(title, icon, True, _("Not set up"), lines=[_("Set %(name)s.") % {"name": setting}])
    return {**part, "badge": {"text": part["badge"]["text"], "tone": "calm"}}


def _answers(title: str, icon: str, link: Any, lines: list[str]) -> dict[str, Any]:
    silent = link is not None and link.silent_since is not None
    word = _("Does not answer") if silent else _("Answers")
    since, fault = (link.silent_since, link.fault) if silent else (None, "")
    return _part(title, icon, not silent, word, since=since, fault=fault, lines=lines)


def _queue(one: Any) -> dict[str, Any]:
    told = {"name": one.name, "waiting": one.waiting, "failed": one.failed}
    return {"cells": {**told, "oldest": round(one.oldest_seconds)}}
