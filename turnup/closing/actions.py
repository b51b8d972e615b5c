"""Running a month. Every service is charged once, however often a run is begun or stopped."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.billing.advance_actions import use_advances
from turnup.billing.models import Invoice, InvoiceKind
from turnup.billing.months import last_day, next_month
from turnup.closing.charging import charge_services
from turnup.closing.models import Bundle, MonthlyCharge, MonthRun, PaperForm
from turnup.closing.queries import (
    accounts_charged,
    accounts_with_usage,
    charged_services,
    due_day,
    first_month,
    forms_of,
    open_months,
    services_of,
    sums_to_bundle,
)
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_numbers
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField

BATCH: Final = 1000
PAPERS_A_JOB: Final = 100
ONE_RUN: Final = 0x6D6F6E74  # advisory lock: two runs never work at once


@transaction.atomic
def begin_month(*, actor: Actor | None, now: datetime, month: date) -> MonthRun:
    """Begin the run of a month that has ended; one that was begun is given. Raises BadField.

    No month is left out: what was served in it would never be charged.
    """
    if month.day != 1:
        raise BadField("month", _("A month is named by its first day."))
    today = office_calendar().local_date(now)
    if next_month(month) > today:
        raise BadField("month", _("This month has not ended yet."), _("Run it on the first day."))
    first = first_month()
    if first is not None and month < first:
        raise BadField(
            "month",
            _("Nobody was in service in this month."),
            _("The first month is %(first)s."),
            first=f"{first:%m.%Y}",
        )
    left_out = [one for one in open_months(today) if one < month]
    if left_out and MonthRun.objects.filter(month__gte=first, month__lt=left_out[0]).exists():
        raise BadField(
            "month",
            _("%(month)s is not closed yet."),
            _("Close it first."),
            month=f"{left_out[0]:%m.%Y}",
        )
    run, _created = MonthRun.objects.get_or_create(
        month=month, defaults={"began_at": now, "began_by_id": actor.id if actor else None}
    )
    return run


def run_month(
    *, run: MonthRun, now: datetime, told: Callable[[int, int], None] = lambda done, all_: None
) -> MonthRun:
    """Charge every service of the month and make the customers' invoices; resumable.

    `told` hears how many services are done and how many there are. A run that is done changes
    nothing.
    """
    if run.done_at:
        return run
    total = services_of(run.month).count()
    MonthRun.objects.filter(pk=run.pk).update(services=total, charged=charged_services(run.month))
    after = 0
    while (last := _charge_batch(run, now, after)) is not None:
        after = last
        run.refresh_from_db(fields=["charged"])
        told(run.charged, total)
    charged = iter(accounts_charged(run.month))
    while accounts := list(islice(charged, BATCH)):
        _bundle_batch(run, now, accounts)
    MonthRun.objects.filter(pk=run.pk, done_at=None).update(done_at=now)
    run.refresh_from_db()
    return run


@transaction.atomic
def _charge_batch(run: MonthRun, now: datetime, after: int) -> int | None:
    """Charge the next services; return the last that was looked at, or None for no more."""
    _alone()
    done = MonthlyCharge.objects.filter(service=OuterRef("pk"), month=run.month)
    left = services_of(run.month).filter(~Exists(done), pk__gt=after).order_by("pk")
    services = list(left[:BATCH])
    if not services:
        return None
    charge_services(services=services, month=run.month, now=now)
    MonthRun.objects.filter(pk=run.pk).update(charged=F("charged") + len(services))
    return services[-1].pk


# ------------------------------------------------------------------ bundles
@transaction.atomic
def _bundle_batch(run: MonthRun, now: datetime, accounts: Sequence[int]) -> None:
    """Make the invoices of customers who have none of this month, and number their papers."""
    _alone()
    rows = sums_to_bundle(run, accounts)
    if not rows:
        return
    today = office_calendar().local_date(now)
    due = {usage: due_day(today, usage=usage) for usage in (False, True)}
    used = accounts_with_usage(run.month, accounts)
    first = take_numbers(series="invoice", year=today.year, count=len(rows))
    invoices = Invoice.objects.bulk_create(
        Invoice(
            kind=InvoiceKind.MONTHLY,
            month=run.month,
            account_id=account,
            number=f"{today.year}-{first + n}",
            amount=amount,
            issued_on=today,
            due_on=due[account in used],
        )
        for n, (account, amount, _vat) in enumerate(rows)
    )
    _have_papered(_bundles(run, rows, invoices))
    use_advances(accounts=[account for account, _amount, _vat in rows], at=now)


def _bundles(run: MonthRun, rows: list[Any], invoices: list[Invoice]) -> list[Bundle]:
    year = last_day(run.month).year
    first = take_numbers(series="upd", year=year, count=len(rows))
    forms = forms_of(account for account, _amount, _vat in rows)
    return Bundle.objects.bulk_create(
        Bundle(
            run=run,
            account_id=account,
            invoice=invoice,
            form=forms.get(account, PaperForm.UPD),
            upd_number=f"{year}-{first + n}",
            amount=amount,
            vat_amount=vat,
            message_id=uuid4(),
        )
        for n, (invoice, (account, amount, vat)) in enumerate(zip(invoices, rows, strict=True))
    )


def _have_papered(bundles: Iterable[Bundle]) -> None:
    """Queue the papers of a batch, a hundred customers a job; they commit with it."""
    ids = [one.pk for one in bundles]
    for start in range(0, len(ids), PAPERS_A_JOB):
        part = ids[start : start + PAPERS_A_JOB]
        app.configure_task("closing.papers", queue="papers").defer(first=part[0], last=part[-1])


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_RUN])


def keep_upd(*, bundle: Bundle, **papers: Any) -> None:
    """Note the papers that were made for a bundle."""
    Bundle.objects.filter(pk=bundle.pk).update(**papers)
