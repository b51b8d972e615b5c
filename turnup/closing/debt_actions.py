"""Reminding, giving notice, suspending and resuming. Decided here; the network's room does it."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.activation.actions import resume_service, suspend_service
from turnup.activation.models import Reason, Service, Suspension
from turnup.billing.lists import with_paid
from turnup.billing.models import Invoice, InvoiceKind, PersonalAccount
from turnup.closing.debt_queries import heard_of, is_owed, notice_ends, owed_invoices, terms_on
from turnup.closing.debts import REMIND_BEFORE, Terms, next_step
from turnup.closing.models import DebtStep, Step
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField


def take_debt_steps(*, now: datetime) -> list[DebtStep]:
    """Take every step that is due about an unpaid invoice; one step an invoice a call."""
    today = office_calendar().local_date(now)
    terms = terms_on(today)
    return [
        taken
        for invoice in owed_invoices(today + REMIND_BEFORE)
        if (step := _due_step(invoice, terms, now)) and (taken := _take(invoice, step, now))
    ]


def _due_step(invoice: Any, terms: Terms, now: datetime) -> str | None:
    steps = list(invoice.debt_steps.all())
    heard = heard_of(steps)
    return next_step(
        due_on=invoice.due_on,
        today=office_calendar().local_date(now),
        now=now,
        taken={row.step for row in steps},
        heard=heard,
        terms=terms,
        notice_ends=notice_ends(heard.get(Step.NOTICE), terms),
        in_service=invoice.kind == InvoiceKind.MONTHLY and invoice.in_service,
    )


@transaction.atomic
def _take(invoice: Invoice, step: str, now: datetime) -> DebtStep | None:
    if not is_owed(invoice):  # paid while the others' steps were taken
        return None
    if step == Step.SUSPENDED:
        for service in live_services(invoice.account):
            suspend_service(
                order_id=service.order_id, reason=Reason.DEBT, at=now, note=f"№ {invoice.number}"
            )
    return note_step(invoice=invoice, step=step, now=now)


@transaction.atomic
def note_told(*, actor: Actor, now: datetime, step: DebtStep, on: date, how: str) -> DebtStep:
    """Note that what no e-mail could say was handed over another way. Raises BadField."""
    held = DebtStep.objects.select_for_update().get(pk=step.pk)
    calendar = office_calendar()
    if held.sent_at:
        raise BadField("step", _("This was delivered already."))
    if on > calendar.local_date(now):
        raise BadField("on", _("This day has not come yet."))
    if on < calendar.local_date(held.taken_at):
        raise BadField(
            "on", _("It was written later than that."), _("Give the day it was handed over.")
        )
    held.told_how = filled(DebtStep, "told_how", how)
    held.told_on, held.told_by_id = on, actor.id
    held.sent_at, held.failed_at, held.failure = min(calendar.end_of(on), now), None, ""
    held.save()
    return held


def live_services(account: PersonalAccount) -> list[Service]:
    """Return the services in use of the account's customer."""
    rows = Service.objects.filter(order__customer=account.customer_id, ended_at=None)
    return list(rows.order_by("id"))


def note_step(*, invoice: Invoice, step: str, now: datetime) -> DebtStep | None:
    """Write a step down and queue its letter; one that was taken is left alone."""
    made, created = DebtStep.objects.get_or_create(
        invoice=invoice,
        step=step,
        defaults={
            "taken_at": now,
            "to": invoice.account.customer.email,
            "message_id": uuid4(),
        },
    )
    if not created:
        return None
    app.configure_task("closing.tell", queue="messages").defer(step_pk=made.pk)
    return made


def resume_paid(*, now: datetime) -> list[Service]:
    """Bring back on line whose debt is gone; asked every minute."""
    owed = with_paid(_suspended(OuterRef("service__order__customer"))).filter(lacking__gt=0)
    rows = Suspension.objects.filter(reason=Reason.DEBT, until=None, service__ended_at=None)
    paid = rows.exclude(Exists(owed)).select_related("service__order")
    return [one.service for one in paid if _resume(one.service, now)]


def _suspended(customer: Any) -> QuerySet[Invoice]:
    """Select the customer's invoices for which services were suspended."""
    rows = Invoice.objects.filter(account__customer=customer, withdrawn_at=None)
    return rows.filter(debt_steps__step=Step.SUSPENDED)


@transaction.atomic
def _resume(service: Service, now: datetime) -> bool:
    suspended = _suspended(service.order.customer_id)
    if with_paid(suspended).filter(lacking__gt=0).exists():
        return False
    resume_service(order_id=service.order_id, reason=Reason.DEBT, at=now)
    for invoice in suspended.select_related("account__customer"):
        note_step(invoice=invoice, step=Step.RESUMED, now=now)
    return True


def mark_told(*, step: DebtStep, to: str, at: datetime) -> None:
    """Note that the mail server has taken the letter about a step."""
    DebtStep.objects.filter(pk=step.pk).update(to=to, sent_at=at, failed_at=None, failure="")


def bury_told(*, step: DebtStep, failure: str, at: datetime) -> None:
    """Give a letter up, visibly: the department has to reach the customer another way."""
    undelivered = DebtStep.objects.filter(pk=step.pk, sent_at=None)
    undelivered.update(failed_at=at, failure=failure[:1000] or "?")
