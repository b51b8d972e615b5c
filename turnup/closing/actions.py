"""Running a month. Every service is charged once, however often a run is begun or stopped."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.activation.models import Service
from turnup.billing.ledger import taxed
from turnup.billing.models import Charge, Invoice, InvoiceKind, Posting, PostingKind
from turnup.billing.months import last_day, next_month
from turnup.catalog.money import vat_of
from turnup.closing.fees import Due, month_due
from turnup.closing.models import Bundle, FeeChange, MonthlyCharge, MonthRun
from turnup.closing.queries import (
    Charged,
    accounts_to_bundle,
    charged_services,
    ground_of,
    services_of,
)
from turnup.contracts.clauses import policy_value
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_numbers
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField

BATCH: Final = 1000
ONE_RUN: Final = 0x6D6F6E74  # advisory lock: two runs never work at once


@transaction.atomic
def begin_month(*, actor: Actor | None, now: datetime, month: date) -> MonthRun:
    """Begin the run of a month that has ended; one that was begun is given. Raises BadField."""
    if month.day != 1:
        raise BadField("month", _("A month is named by its first day."))
    if next_month(month) > office_calendar().local_date(now):
        raise BadField("month", _("This month has not ended yet."), _("Run it on the first day."))
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
    while done := _charge_batch(run, now):
        run.refresh_from_db(fields=["charged"])
        told(run.charged, total)
        if done < BATCH:
            break
    while _bundle_batch(run, now):
        pass
    MonthRun.objects.filter(pk=run.pk, done_at=None).update(done_at=now)
    run.refresh_from_db()
    return run


# ------------------------------------------------------------------ charging
@transaction.atomic
def _charge_batch(run: MonthRun, now: datetime) -> int:
    """Charge the next services; return how many were looked at."""
    _alone()
    month = run.month
    left = services_of(month).exclude(monthly_charges__month=month).order_by("pk")
    services = list(left[:BATCH])
    if not services:
        return 0
    ground = ground_of(services, month)
    dues = [(one, month_due(month, *ground[one.pk].spans())) for one in services]
    charges = _charges([(one, due) for one, due in dues if due], ground, now)
    MonthlyCharge.objects.bulk_create(
        MonthlyCharge(service=one, month=month, charge=charges.get(one.pk)) for one, _due in dues
    )
    MonthRun.objects.filter(pk=run.pk).update(charged=F("charged") + len(services))
    return len(services)


def _charges(
    dues: list[tuple[Service, Due]], ground: dict[int, Charged], now: datetime
) -> dict[int, Charge]:
    made = Charge.objects.bulk_create(
        _charge(service, due, ground[service.pk], now) for service, due in dues
    )
    Posting.objects.bulk_create(
        Posting(
            account_id=one.account_id,
            charge=one,
            kind=PostingKind.CHARGE,
            amount=-one.amount,
            on=one.served_on,
            posted_at=now,
        )
        for one in made
    )
    return {service.pk: charge for (service, _due), charge in zip(dues, made, strict=True)}


def _charge(service: Service, due: Due, ground: Charged, now: datetime) -> Charge:
    day = last_day(due.first.replace(day=1))
    percent, vat = _taxed_once(due.amount, day)
    part = "" if due.days == due.of_days else f" ({due.days} из {due.of_days} дн.)"
    return Charge(
        account_id=ground.account_id,
        order_id=service.order_id,
        kind="recurring",
        title=f"Доступ к сети «Интернет», {day:%m.%Y}, договор {service.login}{part}"[:200],
        amount=due.amount,
        vat_percent=percent,
        vat_amount=vat,
        served_from=due.first,
        served_on=day,
        recorded_at=now,
    )


_RATES: dict[date, Decimal | None] = {}


def _taxed_once(amount: Decimal, day: date) -> tuple[Decimal | None, Decimal]:
    """Return rate and tax as `ledger.taxed` does, which is asked once a batch's day."""
    if day not in _RATES:
        _RATES.clear()
        _RATES[day] = taxed(amount, day)[0]
    return _RATES[day], vat_of(amount, _RATES[day])


# ------------------------------------------------------------------ bundles
@transaction.atomic
def _bundle_batch(run: MonthRun, now: datetime) -> int:
    """Make the next customers' invoices and number their papers; return how many."""
    _alone()
    rows = accounts_to_bundle(run, BATCH)
    if not rows:
        return 0
    today = office_calendar().local_date(now)
    closed = last_day(run.month)
    first = take_numbers(series="invoice", year=today.year, count=len(rows))
    papers = take_numbers(series="upd", year=closed.year, count=len(rows))
    invoices = Invoice.objects.bulk_create(
        Invoice(
            kind=InvoiceKind.MONTHLY,
            month=run.month,
            account_id=account,
            number=f"{today.year}-{first + n}",
            amount=amount,
            issued_on=today,
            due_on=_due_day(today),
        )
        for n, (account, amount, _vat) in enumerate(rows)
    )
    made = Bundle.objects.bulk_create(
        Bundle(
            run=run,
            account_id=account,
            invoice=invoice,
            upd_number=f"{closed.year}-{papers + n}",
            amount=amount,
            vat_amount=vat,
            message_id=uuid4(),
        )
        for n, (invoice, (account, amount, vat)) in enumerate(zip(invoices, rows, strict=True))
    )
    _have_papered(made)
    return len(rows)


def _due_day(issued: date) -> date:
    """Return until when a month's invoice is to be paid: a working day (policy payment_term)."""
    day = issued + timedelta(days=int(policy_value("payment_term", issued)))
    calendar = office_calendar()
    return day if calendar.is_working(day) else calendar.nth(day, 1)


def _have_papered(bundles: Iterable[Bundle]) -> None:
    """Queue the papers of a batch; they commit with it."""
    ids = [one.pk for one in bundles]
    app.configure_task("closing.papers", queue="papers").defer(first=ids[0], last=ids[-1])


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_RUN])


# ------------------------------------------------------------------ prices
@transaction.atomic
def announce_fee(
    *, actor: Actor, now: datetime, service: Service, since: date, monthly_fee: Decimal
) -> FeeChange:
    """Announce another monthly fee, no sooner than the notice allows. Raises BadField."""
    today = office_calendar().local_date(now)
    notice = int(policy_value("tariff_notice_term", today))
    if since < today + timedelta(days=notice):
        raise BadField(
            "since",
            _("A new price is announced at least %(days)s days before."),
            _("Choose a later day."),
            days=notice,
        )
    if monthly_fee < 0:
        raise BadField("monthly_fee", _("A fee is not below nothing."))
    if service.fee_changes.filter(since__gte=since).exists():
        raise BadField("since", _("A later change is announced already."))
    return FeeChange.objects.create(
        service=service,
        since=since,
        monthly_fee=monthly_fee,
        announced_on=today,
        announced_by_id=actor.id,
    )


def keep_upd(*, bundle: Bundle, **papers: Any) -> None:
    """Note the papers that were made for a bundle."""
    Bundle.objects.filter(pk=bundle.pk).update(**papers)
