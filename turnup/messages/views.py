"""The page of dead letters: what was given up, and trying it again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from turnup.messages.dead_letters import DeadJob, dead_jobs, try_job_again, try_letter_again
from turnup.messages.queries import dead_letters
from turnup.people.permissions import allows

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
def given_up(request: HttpRequest) -> HttpResponse:
    """List the jobs and e-mails that were given up."""
    shown = {
        "jobs": [_job(job) for job in dead_jobs()],
        "letters": dead_letters().select_related("recipient").order_by("-failed_at")[:200],
        "now": timezone.now(),
    }
    return render(request, "messages/dead_letters.html", shown)


def _job(job: DeadJob) -> dict[str, Any]:
    title = TITLES.get(job.task)
    said = ", ".join(f"{name}: {value}" for name, value in job.args.items())
    return {"job": job, "title": _(title) if title else job.task, "said": said[:300]}


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
def letter_again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Try an e-mail again."""
    if not try_letter_again(letter_id=letter_id):
        raise Http404("no such dead letter")
    messages.success(request, _("It is tried again."))
    return redirect("messages:dead_letters")
