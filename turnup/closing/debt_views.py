"""The page of debts: what debtors were told, what they heard of it, and what comes next."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.billing.lists import InvoiceRows, with_paid
from turnup.billing.models import Invoice
from turnup.billing.views import money_tabs, note_names, today_here
from turnup.closing.debt_actions import note_told
from turnup.closing.debt_queries import prospect
from turnup.closing.forms import ToldForm
from turnup.closing.models import DebtStep, Step
from turnup.orders.problems import explain
from turnup.orders.reading import said_of, who
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused

A_PAGE = 30
TONES = {Step.SUSPENDED: "bad", Step.RESUMED: "good"}


@require_GET
@allows("month.read")
def debts(request: HttpRequest) -> HttpResponse:
    """List the debtors; with `invoice`, what was said about that one, paid or not."""
    actor, _language = who(request)
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, http: int = 200) -> HttpResponse:
    only = request.GET.get("invoice", "")[:40]
    page = Paginator(_told(only), A_PAGE).get_page(request.GET.get("page"))
    note_names(actor, [one.account for one in page.object_list], "debts")
    shown = {
        "tabs": money_tabs(actor, "debts"),
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "only": only,
        "may_act": bool(scope_of(actor, "month.run")),
        "today": today_here().isoformat(),
    }
    return render(request, "closing/debts.html", shown, status=http)


def _told(only: str) -> InvoiceRows:
    """Select the unpaid invoices about which something was said, the longest due first."""
    rows = with_paid(Invoice.objects.filter(debt_steps__isnull=False).distinct())
    steps = DebtStep.objects.order_by("taken_at", "id").select_related("told_by")
    rows = rows.select_related("account__customer").prefetch_related(Prefetch("debt_steps", steps))
    if only:
        return rows.filter(number=only)
    return rows.filter(withdrawn_at=None, lacking__gt=0).order_by("due_on", "id")


def _row(invoice: Any) -> dict[str, Any]:
    today, steps = today_here(), list(invoice.debt_steps.all())
    unpaid = invoice.lacking > 0 and invoice.withdrawn_at is None
    return {
        "invoice": invoice,
        "lacking": max(invoice.lacking, 0),
        "days_late": (today - invoice.due_on).days if unpaid else 0,
        "last": Step(steps[-1].step).label if steps else "",
        "tone": TONES.get(Step(steps[-1].step), "warn") if steps else "",
        "steps": [{"step": one, "title": Step(one.step).label} for one in steps],
        "prospect": prospect(steps, today) if unpaid else None,
    }


@require_POST
@allows("month.run")
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a letter was handed over another way."""
    actor, language = who(request)
    step = DebtStep.objects.filter(pk=pk).first()
    if step is None:
        raise Http404(pk)
    try:
        said = ToldForm.model_validate(
            {name: request.POST[name] for name in ToldForm.model_fields if name in request.POST}
        )
        note_told(actor=actor, now=timezone.now(), step=step, on=said.on, how=said.how)
    except (Refused, ValidationError) as fault:
        messages.error(request, said_of(explain(fault, language=language)))
        return _page(request, actor, 422)
    messages.success(request, _("Noted: the term runs from this day."))
    return redirect("closing:debts")
