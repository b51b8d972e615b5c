"""The demo's closed months: charges, papers, who paid and who was reminded."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from django.db.models import Max

from turnup.activation.models import Service
from turnup.billing.lists import with_paid
from turnup.billing.models import Invoice, PersonalAccount
from turnup.billing.months import month_of, next_month
from turnup.closing.actions import begin_month, run_month
from turnup.closing.bundle_actions import bury_bundle, mark_bundle_sent
from turnup.closing.debt_actions import bury_told, mark_told, take_debt_steps
from turnup.closing.deliver import NO_ADDRESS
from turnup.closing.price_actions import choose_papers
from turnup.closing.tax_actions import (
    bury_tax_invoice,
    issue_tax_invoices,
    mark_tax_invoice_sent,
)
from turnup.demo.banking import Credit
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor

PAYING: Final = 0.85  # of the subscribers have paid the last month's invoice; older ones, all
DEBT_DAYS: Final = 28


def close_months(*, clerk: Actor, end: datetime) -> None:
    """Close every month, each on the first working day after it, and send its papers."""
    first = Service.objects.order_by("activated_at").first()
    if first is None:
        return
    calendar = office_calendar()
    began = month_of(calendar.local_date(first.activated_at))
    wants_acts = PersonalAccount.objects.filter(customer__orders=first.order_id).first()
    if wants_acts:
        choose_papers(actor=clerk, now=first.activated_at, account=wants_acts, form="act")
    for month in _ended(began, calendar.local_date(end)):
        now = _closing_moment(month)
        if now < end:
            run = run_month(run=begin_month(actor=clerk, now=now, month=month), now=now)
            for bundle in run.bundles.select_related("account__customer"):
                to = bundle.account.customer.email
                if to:
                    mark_bundle_sent(bundle=bundle, to=to, at=now + timedelta(minutes=5))
                else:
                    bury_bundle(bundle=bundle, to="", failure=NO_ADDRESS, at=now)


def _ended(month: date, today: date) -> Iterator[date]:
    while (after := next_month(month)) <= today:
        yield month
        month = after


def _closing_moment(month: date) -> datetime:
    calendar = office_calendar()
    after = month_of(month + timedelta(days=31))
    day = after if calendar.is_working(after) else calendar.nth(after, 1)
    return datetime(day.year, day.month, day.day, 10, tzinfo=calendar.zone)


def monthly_credits(rng: Random, first: date, last: date) -> Iterator[Credit]:
    """Give what subscribers paid in these days for the months that were closed before."""
    unpaid = with_paid(Invoice.objects.filter(kind="monthly", withdrawn_at=None))
    newest = unpaid.aggregate(newest=Max("month"))["newest"]
    for invoice in unpaid.filter(lacking__gt=0).select_related("account__customer").order_by("id"):
        chance = Random(f"{invoice.number}")  # noqa: S311 - chance for a story
        day = invoice.issued_on + timedelta(days=chance.randint(1, 12))
        late = invoice.month == newest and chance.random() > PAYING
        if late or not first <= day <= last:
            continue
        customer = invoice.account.customer
        said = f"Оплата по счету № {invoice.number} за услуги связи за {invoice.month:%m.%Y}"
        if chance.random() < 0.3:
            said = f"За интернет, л/с {invoice.account.number}"
        yield Credit(
            str(rng.randint(10, 9999)), day, invoice.lacking, str(customer), customer.inn, said
        )


def tell_taxes(*, end: datetime) -> None:
    """Issue the tax invoices of connections and advances day by day, and send them."""
    first = Service.objects.order_by("activated_at").first()
    now = (first.activated_at if first else end) - timedelta(days=DEBT_DAYS)
    while now < end:
        for one in issue_tax_invoices(now=now):
            customer = one.account.customer
            to, at = customer.email, now + timedelta(minutes=5)
            if to:
                mark_tax_invoice_sent(one=one, to=to, at=at)
            else:
                bury_tax_invoice(one=one, to=to, failure=NO_ADDRESS, at=at)
        now += timedelta(days=1)


def remember_debts(*, end: datetime) -> None:
    """Remind, notice, warn and suspend as the last weeks would have; the letters were sent."""
    now = end - timedelta(days=DEBT_DAYS) + timedelta(hours=10)
    while now < end:
        for step in take_debt_steps(now=now):
            if step.to:
                mark_told(step=step, to=step.to, at=now + timedelta(minutes=1))
            else:
                bury_told(step=step, failure=NO_ADDRESS, at=now + timedelta(minutes=1))
        now += timedelta(hours=12)
