"""The page of a subscriber in service: fees, pause and end, papers, corrections, advances."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.activation.models import Service
from turnup.billing.advance_actions import refund_advance
from turnup.billing.models import Charge, PersonalAccount
from turnup.billing.queries import balance_of, free_advances
from turnup.billing.views import money_tabs
from turnup.closing import forms
from turnup.closing.correction_actions import correct_charge
from turnup.closing.models import MonthlyCharge, PaperForm
from turnup.closing.price_actions import announce_fee, choose_papers
from turnup.closing.queries import equipment_at, fee_on
from turnup.closing.reconciliation import reconciliation_pdf
from turnup.closing.subscriber_actions import end_contract, end_pause, pause_service
from turnup.closing.upd import NoCompany
from turnup.contracts.clauses import policy_value
from turnup.customers.actions import note_read
from turnup.orders.office import office_calendar
from turnup.orders.problems import explain
from turnup.orders.reading import said_of, who
from turnup.papers.answers import bytes_answer
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused

Form = Any
BUNDLES: Final = 24


def _account(request: HttpRequest, number: int) -> tuple[Actor, PersonalAccount]:
    actor, _language = who(request)
    found = PersonalAccount.objects.select_related("customer").filter(number=number).first()
    if found is None:
        raise Http404(number)
    note_read(actor=actor, customer_id=found.customer_id, what="account", at=timezone.now())
    return actor, found


@require_GET
@allows("month.read")
def subscriber(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is in service for a customer, what it costs, its papers and its advance."""
    actor, account = _account(request, number)
    return _page(request, actor, account)


def _page(
    request: HttpRequest,
    actor: Actor,
    account: PersonalAccount,
    http: int = 200,
    refused: Mapping[str, Any] | None = None,
) -> HttpResponse:
    today = office_calendar().local_date(timezone.now())
    notice = int(policy_value("tariff_notice_term", today))
    rows = Service.objects.filter(order__customer=account.customer_id).order_by("-id")
    services = list(rows.select_related("order"))
    free = sum((rest for _pk, rest in free_advances([account.pk]).get(account.pk, [])), start=0)
    bundles = account.bundles.select_related("run", "invoice").order_by("-run__month")
    choice = getattr(account, "paper_choice", None)
    shown = {
        "tabs": money_tabs(actor, "accounts"),
        "account": account,
        "services": [_service_row(one, today) for one in services],
        "equipment": equipment_at(services),
        "all_ended": bool(services) and all(one.ended_at for one in services),
        "bundles": bundles[:BUNDLES],
        "charges": _correctable(account),
        "form": choice.form if choice else PaperForm.UPD,
        "forms": PaperForm.choices,
        "free": max(min(free, balance_of(account)), 0),
        "refunds": account.refunds.all(),
        "refund_key": uuid4(),
        "may_act": bool(scope_of(actor, "month.run")),
        "earliest": (today + timedelta(days=notice)).isoformat(),
        "notice": notice,
        "refused": refused,
        "today": today.isoformat(),
        "year_began": today.replace(month=1, day=1).isoformat(),
    }
    return render(request, "closing/subscriber.html", shown, status=http)


def _service_row(one: Service, today: date) -> dict[str, Any]:
    standing = one.suspensions.filter(until=None)
    termination = getattr(one, "termination", None)
    return {
        "service": one,
        "fee": fee_on(one, today),
        "changes": [] if one.ended_at else one.fee_changes.filter(since__gt=today),
        "suspensions": standing,
        "paused": standing.filter(reason="voluntary").exists(),
        "termination": termination,
    }


def _correctable(account: PersonalAccount) -> list[MonthlyCharge]:
    rows = MonthlyCharge.objects.filter(
        charge__account=account,
        charge__voided_at=None,
        month__in=account.bundles.values("run__month"),
    )
    return list(rows.select_related("charge").order_by("-month", "id")[:BUNDLES])


@require_POST
@allows("month.run")
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Do what the department was asked for, and show the page anew."""
    _actor, language = who(request)
    actor, account = _account(request, number)
    if what not in ACTS:
        raise Http404(what)
    form, do, told = ACTS[what]
    try:
        names = form.model_fields
        said = form.model_validate(
            {name: request.POST[name] for name in names if name in request.POST}
        )
        do(actor, account, said)
    except (Refused, ValidationError) as fault:
        why = said_of(explain(fault, language=language))
        refused = {"what": what, "why": why, "said": request.POST.dict()}
        messages.error(request, why)
        return _page(request, actor, account, 422, refused)
    messages.success(request, told())
    return redirect("closing:subscriber", number)


def _service(account: PersonalAccount, pk: int) -> Service:
    rows = Service.objects.filter(order__customer=account.customer_id)
    found = rows.select_related("order__customer").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    return found


def _fee(actor: Actor, account: PersonalAccount, said: forms.FeeForm) -> None:
    announce_fee(
        actor=actor,
        now=timezone.now(),
        service=_service(account, said.service),
        since=said.since,
        monthly_fee=said.monthly_fee,
    )


def _pause(actor: Actor, account: PersonalAccount, said: forms.PauseForm) -> None:
    service = _service(account, said.service)
    pause_service(actor=actor, now=timezone.now(), service=service, note=said.note)


def _resume(actor: Actor, account: PersonalAccount, said: forms.ResumeForm) -> None:
    end_pause(actor=actor, now=timezone.now(), service=_service(account, said.service))


def _end(actor: Actor, account: PersonalAccount, said: forms.EndForm) -> None:
    service = _service(account, said.service)
    end_contract(actor=actor, now=timezone.now(), service=service, reason=said.reason)


def _refund(actor: Actor, account: PersonalAccount, said: forms.RefundForm) -> None:
    refund_advance(actor=actor, now=timezone.now(), account=account, **said.model_dump())


def _choose(actor: Actor, account: PersonalAccount, said: forms.ChoiceForm) -> None:
    choose_papers(actor=actor, now=timezone.now(), account=account, form=said.form)


def _correct(actor: Actor, account: PersonalAccount, said: forms.CorrectionForm) -> None:
    charge = Charge.objects.filter(account=account, pk=said.charge).first()
    if charge is None:
        raise Http404(said.charge)
    correct_charge(
        actor=actor, now=timezone.now(), charge=charge, amount=said.amount, reason=said.reason
    )


ACTS: Final[dict[str, tuple[Any, Callable[[Actor, PersonalAccount, Any], None], Any]]] = {
    "fee": (forms.FeeForm, _fee, lambda: _("The new fee is announced; the letter is on its way.")),
    "pause": (forms.PauseForm, _pause, lambda: _("The service is paused.")),
    "resume": (forms.ResumeForm, _resume, lambda: _("The service is back.")),
    "end": (forms.EndForm, _end, lambda: _("The service is ended; its address rests.")),
    "refund": (forms.RefundForm, _refund, lambda: _("The refund is recorded.")),
    "papers": (forms.ChoiceForm, _choose, lambda: _("The next months come in these papers.")),
    "correction": (
        forms.CorrectionForm,
        _correct,
        lambda: _("Corrected; the papers are being made anew."),
    ),
}


@require_GET
@allows("month.read")
def reconciliation(request: HttpRequest, number: int) -> HttpResponse:
    """Give the act of reconciliation of a span of days, to save."""
    _actor, account = _account(request, number)
    try:
        first = date.fromisoformat(request.GET.get("from", ""))
        last = date.fromisoformat(request.GET.get("to", ""))
    except ValueError:
        raise Http404("no span") from None
    if last < first:
        raise Http404("no span")
    try:
        pdf = reconciliation_pdf(account, first, last, timezone.now())
    except NoCompany:
        raise Http404("no requisites") from None
    return bytes_answer(pdf, f"reconciliation-{number}.pdf", "application/pdf")
