"""The page of dead letters: what was given up, and trying it again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_POST

from turnup.messages.dead_letters import (
    DeadJob,
    Post,
    dead_jobs,
    dead_jobs_by_task,
    given_up,
    posts,
    try_job_again,
    try_jobs_again,
    try_letters_again,
)
from turnup.people.permissions import allows

LISTED = 50  # letters of a kind
TITLES = {
    "activation.provision": gettext_noop("Account at RADIUS"),
    "activation.change_session": gettext_noop("Session on an access server"),
    "activation.reconcile": gettext_noop("Reconciling with RADIUS"),
    "statistics.count": gettext_noop("Counting of traffic"),
    "statistics.confirm": gettext_noop("Confirmation of counting"),
    "messages.tell": gettext_noop("Letters about a step"),
    "messages.send": gettext_noop("Sending of an e-mail"),
}


@require_GET
@allows("dead_letters.manage")
def dead(request: HttpRequest) -> HttpResponse:
    """List the jobs and e-mails that were given up."""
    shown = {
        "jobs": [_job(job) for job in dead_jobs()],
        "many": [
            {"task": task, "title": _title(task), "count": count}
            for task, count in dead_jobs_by_task().items()
            if count > 1
        ],
        "posts": [shown for kind, post in posts().items() if (shown := _post(kind, post))],
        "now": timezone.now(),
    }
    return render(request, "messages/dead_letters.html", shown)


def _post(kind: str, post: Post) -> dict[str, Any] | None:
    """Show what of a kind was given up, the latest first; None where nothing was."""
    dead = given_up(post)
    count = dead.count()
    if not count:
        return None
    rows = [(letter, *post.told(letter)) for letter in dead[:LISTED]]
    return {"kind": kind, "title": _(post.title), "count": count, "rows": rows}


def _job(job: DeadJob) -> dict[str, Any]:
    said = ", ".join(f"{name}: {value}" for name, value in job.args.items())
    return {"job": job, "title": _title(job.task), "said": said[:300]}


def _title(task: str) -> str:
    title = TITLES.get(task)
    return _(title) if title else task


@require_POST
@allows("dead_letters.manage")
def job_again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a job again."""
    if not try_job_again(job_id=job_id):
        raise Http404("no such dead job")
    messages.success(request, _("It is tried again."))
    return redirect("messages:dead_letters")


@require_POST
@allows("dead_letters.manage")
def jobs_again(request: HttpRequest, task: str) -> HttpResponse:
    """Try all dead jobs of a kind again, as those of a server that was away."""
    n = try_jobs_again(task=task)
    told = ngettext("%(n)s job is tried again.", "%(n)s jobs are tried again.", n)
    messages.success(request, told % {"n": n})
    return redirect("messages:dead_letters")


@require_POST
@allows("dead_letters.manage")
def letter_again(request: HttpRequest, kind: str, letter_id: int) -> HttpResponse:
    """Try an e-mail again."""
    if not try_letters_again(post=_known(kind), letter_id=letter_id):
        raise Http404("no such dead letter")
    messages.success(request, _("It is tried again."))
    return redirect("messages:dead_letters")


@require_POST
@allows("dead_letters.manage")
def letters_again(request: HttpRequest, kind: str) -> HttpResponse:
    """Try all dead e-mails of a kind again: once the cause is mended nobody wants to tap each."""
    n = try_letters_again(post=_known(kind))
    told = ngettext("%(n)s letter is tried again.", "%(n)s letters are tried again.", n)
    messages.success(request, told % {"n": n})
    return redirect("messages:dead_letters")


def _known(kind: str) -> Post:
    post = posts().get(kind)
    if post is None:
        raise Http404("no such kind of letters")
    return post
