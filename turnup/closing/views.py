"""The pages of the month: run it, see it go, its papers and how they were sent."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.billing.views import money_tabs
from turnup.closing.actions import begin_month
from turnup.closing.bundle_actions import hand_over_bundle
from turnup.closing.deliver import have_run
from turnup.closing.forms import ToldForm
from turnup.closing.models import Bundle, MonthRun
from turnup.closing.queries import bundle_paper, open_months
from turnup.closing.registry import (
    bundle_badge,
    bundle_zip,
    connection_charges,
    registry,
    registry_1c,
)
from turnup.contracts.clauses import policy_value
from turnup.customers.actions import note_read
from turnup.orders.office import office_calendar
from turnup.orders.problems import explain
from turnup.orders.reading import said_of, who
from turnup.papers.answers import bytes_answer, file_answer
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused

A_PAGE = 50
MOST_OFFERED = 6
ZIP = "application/zip"
NONE: tuple[None, None] = (None, None)


@require_GET
@allows("month.read")
def months(request: HttpRequest) -> HttpResponse:
    """List the months that were run, and offer the one that is due."""
    actor, _language = who(request)
    runs = MonthRun.objects.annotate(
        papers=Count("bundles"),
        total=Sum("bundles__amount"),
        sent=Count("bundles", filter=Q(bundles__sent_at__isnull=False)),
        failed=Count("bundles", filter=Q(bundles__failed_at__isnull=False)),
    )
    due = open_months(_today())
    shown = {
        "tabs": money_tabs(actor, "months"),
        "runs": runs.order_by("-month")[:36],
        "due": due[:1] if MonthRun.objects.exists() else due[-MOST_OFFERED:],
        "waiting": len(due),
        "may_run": bool(scope_of(actor, "month.run")),
    }
    return render(request, "closing/months.html", shown)


def _today() -> date:
    return office_calendar().local_date(timezone.now())


@require_POST
@allows("month.run")
def runs(request: HttpRequest) -> HttpResponse:
    """Begin the run of a month, in the background."""
    actor, language = who(request)
    month = _month(request.POST.get("month", ""))
    try:
        with transaction.atomic():
            run = begin_month(actor=actor, now=timezone.now(), month=month)
            if run.done_at is None:
                have_run(run)
    except Refused as fault:
        messages.error(request, said_of(explain(fault, language=language)))
        return redirect("closing:months")
    return redirect("closing:month", f"{run.month:%Y-%m}")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404(text) from None


def _run(text: str) -> MonthRun:
    found = MonthRun.objects.filter(month=_month(text)).first()
    if found is None:
        raise Http404(text)
    return found


@require_GET
@allows("month.read")
def month(request: HttpRequest, text: str) -> HttpResponse:
    """Show a month's run: how far it is, its papers and how they were sent."""
    actor, _language = who(request)
    run = _run(text)
    return _month_page(request, actor, run)


def _month_page(request: HttpRequest, actor: Actor, run: MonthRun, http: int = 200) -> HttpResponse:
    rows = run.bundles.select_related("account__customer", "invoice", "upd", "xml", "told_by")
    if request.GET.get("format") in ("csv", "1c"):
        _note(actor, rows)
        return (registry_1c if request.GET["format"] == "1c" else registry)(run, list(rows))
    page = Paginator(rows.order_by("id"), A_PAGE).get_page(request.GET.get("page"))
    _note(actor, page.object_list)
    sums = run.bundles.aggregate(total=Sum("amount"), vat=Sum("vat_amount"))
    shown: dict[str, Any] = {
        "tabs": money_tabs(actor, "months"),
        "run": run,
        "page": page,
        "rows": [{"bundle": one, "badge": bundle_badge(one)} for one in page.object_list],
        "count": page.paginator.count,
        "total": sums["total"] or 0,
        "vat": sums["vat"] or 0,
        "connections": connection_charges(run.month).aggregate(all=Sum("amount"))["all"] or 0,
        "percent": round(100 * run.charged / run.services) if run.services else 100,
        "papered": run.bundles.filter(upd__isnull=False).count(),
        "sent": run.bundles.filter(sent_at__isnull=False).count(),
        "failed": run.bundles.filter(failed_at__isnull=False).count(),
        "deliver_until": _deliver_until(run),
        "may_run": bool(scope_of(actor, "month.run")),
        "today": _today().isoformat(),
    }
    if request.headers.get("HX-Request"):
        if run.done_at and shown["papered"] >= shown["count"]:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "closing/progress.html", shown)
    return render(request, "closing/month.html", shown, status=http)


def _deliver_until(run: MonthRun) -> date:
    """Return until when the month's invoices are to be delivered (decree 575, item 42)."""
    began = office_calendar().local_date(run.began_at)
    return began + timedelta(days=int(policy_value("bill_term", began)))


@require_POST
@allows("month.run")
def handed(request: HttpRequest, number: str) -> HttpResponse:
    """Note that papers were handed over another way."""
    actor, language = who(request)
    bundle = Bundle.objects.select_related("run").filter(upd_number=number).first()
    if bundle is None:
        raise Http404(number)
    try:
        said = ToldForm.model_validate(
            {name: request.POST[name] for name in ToldForm.model_fields if name in request.POST}
        )
        hand_over_bundle(actor=actor, now=timezone.now(), bundle=bundle, on=said.on, how=said.how)
    except (Refused, ValidationError) as fault:
        messages.error(request, said_of(explain(fault, language=language)))
        return _month_page(request, actor, bundle.run, 422)
    messages.success(request, _("Noted: the papers were handed over."))
    return redirect("closing:month", f"{bundle.run.month:%Y-%m}")


def _note(actor: Actor, bundles: Any) -> None:
    for one in bundles:
        if one.account.customer.kind != "company":
            customer_id = one.account.customer_id
            note_read(actor=actor, customer_id=customer_id, what="month", at=timezone.now())


@require_GET
@allows("month.read")
def paper(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Give a bundle's transfer document to save, as PDF or as XML."""
    actor, _language = who(request)
    if kind == "zip":
        found = bundle_zip(number)
        bundle, answer = (found[0], bytes_answer(found[1], f"{number}.zip", ZIP)) if found else NONE
    else:
        one = bundle_paper(number, kind)
        bundle, answer = (one[0], file_answer(one[1].file)) if one else NONE
    if bundle is None or answer is None:
        raise Http404(number)
    customer_id = bundle.account.customer_id
    note_read(actor=actor, customer_id=customer_id, what="paper upd", at=timezone.now())
    return answer
