"""Reads for the month: which services it has, what they cost, whose papers are to be made."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, QuerySet

from turnup.activation.models import Service, Suspension
from turnup.billing.models import PersonalAccount
from turnup.billing.months import month_of, next_month
from turnup.catalog.models import Tariff
from turnup.closing.fees import Fee, Span
from turnup.closing.models import (
    USAGE,
    Bundle,
    FeeChange,
    MonthlyCharge,
    MonthRun,
    PaperChoice,
    UsagePrice,
)
from turnup.contracts.clauses import policy_value
from turnup.contracts.wording import monthly_fee
from turnup.orders.occurrence import standing_rows
from turnup.orders.office import office_calendar
from turnup.papers.models import Paper
from turnup.requests.models import Terms
from turnup.stock.models import Device

CHARGED = """
SELECT DISTINCT c.account_id
  FROM closing_monthlycharge m JOIN billing_charge c ON c.id = m.charge_id
 WHERE m.month = %s AND c.voided_at IS NULL ORDER BY c.account_id"""
SUMS = """
SELECT c.account_id, sum(c.amount), sum(c.vat_amount)
  FROM closing_monthlycharge m JOIN billing_charge c ON c.id = m.charge_id
 WHERE m.month = %s AND c.voided_at IS NULL AND c.account_id = ANY (%s)
   AND NOT EXISTS (SELECT FROM closing_bundle b
                    WHERE b.run_id = %s AND b.account_id = c.account_id)
 GROUP BY c.account_id ORDER BY c.account_id"""


def services_of(month: date) -> QuerySet[Service]:
    """Select the services that were in use on any day of the month."""
    begins, ends = _moment(month), _moment(next_month(month))
    return Service.objects.filter(activated_at__lt=ends).filter(
        Q(ended_at=None) | Q(ended_at__gt=begins)
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), office_calendar().zone)


def first_month() -> date | None:
    """Return the month in which somebody was in service first, if anybody ever was."""
    first = Service.objects.aggregate(first=Min("activated_at"))["first"]
    return month_of(office_calendar().local_date(first)) if first else None


def open_months(today: date) -> list[date]:
    """Return the ended months that are to be closed, the earliest first.

    From the first month that was closed on none may be left out; where none was, they are all
    since the first service, and the company begins with which it likes.
    """
    month = first_month()
    if month is None:
        return []
    closed = set(MonthRun.objects.filter(month__gte=month).values_list("month", flat=True))
    month = min(closed, default=month)
    found = []
    while (after := next_month(month)) <= today:
        if month not in closed:
            found.append(month)
        month = after
    return found


def months_wait(today: date) -> bool:
    """Tell whether an ended month has yet to be closed, or its run to come to its end."""
    return bool(open_months(today)) or MonthRun.objects.filter(done_at=None).exists()


def charged_services(month: date) -> int:
    """Return how many services were looked at for the month."""
    return MonthlyCharge.objects.filter(month=month).count()


@dataclass(slots=True)
class Charged:
    """What a service is charged by."""

    account_id: int
    served: Span
    fees: list[Fee]
    suspended: list[Span] = field(default_factory=list)

    def spans(self) -> tuple[Span, Sequence[Fee], Sequence[Span]]:
        """Give what `fees.month_due` asks for besides the month."""
        return self.served, self.fees, self.suspended


def ground_of(services: Sequence[Service], month: date) -> dict[int, Charged]:
    """Read what the services are charged by: terms, changed fees, suspensions, accounts."""
    orders = [one.order_id for one in services]
    fees = _fees(orders)
    accounts = dict(
        PersonalAccount.objects.filter(customer__orders__in=orders).values_list(
            "customer__orders__id", "id"
        )
    )
    calendar = office_calendar()
    found = {}
    for one in services:
        began = calendar.local_date(one.activated_at)
        ended = calendar.local_date(one.ended_at) if one.ended_at else None
        fee = Fee(date.min, fees.get(one.order_id, Decimal("0.00")))
        found[one.pk] = Charged(accounts[one.order_id], Span(began, ended), [fee])
    for change in FeeChange.objects.filter(service__in=services):
        found[change.service_id].fees.append(Fee(change.since, change.monthly_fee))
    _add_suspensions(found, services, month)
    return found


def _fees(orders: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Return each order's monthly fee: of the corrected terms where there are any."""
    wanted = list(orders)
    found: dict[UUID, Decimal] = {}
    for step in ("terms_proposed", "terms_corrected"):
        for terms in standing_rows(Terms, step).filter(order__in=wanted):
            found[terms.order_id] = monthly_fee(terms)
    return found


def _add_suspensions(found: dict[int, Charged], services: Sequence[Service], month: date) -> None:
    """Add the whole days of the month on which a service was suspended."""
    begins, ends = _moment(month), _moment(next_month(month))
    rows: Any = Suspension.objects.filter(service__in=services, since__lt=ends).filter(
        Q(until=None) | Q(until__gt=begins)
    )
    calendar = office_calendar()
    for one in rows:
        first = calendar.local_date(one.since) + timedelta(days=1)
        end = calendar.local_date(one.until) if one.until else None
        found[one.service_id].suspended.append(Span(first, end))


def accounts_charged(month: date) -> list[int]:
    """Return the accounts that were charged for the month."""
    with connection.cursor() as cursor:
        cursor.execute(CHARGED, [month])
        return [account for (account,) in cursor.fetchall()]


def sums_to_bundle(run: MonthRun, accounts: Sequence[int]) -> list[tuple[int, Decimal, Decimal]]:
    """Return those of the accounts without papers of the month: their sum and the tax in it."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [run.month, list(accounts), run.pk])
        return list(cursor.fetchall())


def accounts_with_usage(month: date, accounts: Collection[int]) -> set[int]:
    """Return which of the accounts were charged for more than the fee in the month."""
    rows = MonthlyCharge.objects.filter(month=month, kind=USAGE, charge__account__in=accounts)
    return set(rows.filter(charge__voided_at=None).values_list("charge__account", flat=True))


def due_day(issued: date, *, usage: bool = False) -> date:
    """Return until when a month's invoice is to be paid: a working day.

    The policy `payment_term`; with usage in it `usage_payment_term`, where that is later.
    """
    terms = [policy_value("payment_term", issued)]
    if usage:
        terms.append(policy_value("usage_payment_term", issued))
    day = issued + timedelta(days=int(max(terms)))
    calendar = office_calendar()
    return day if calendar.is_working(day) else calendar.nth(day, 1)


def forms_of(accounts: Iterable[int]) -> dict[int, str]:
    """Return in which papers the accounts get their months, where they chose."""
    rows = PaperChoice.objects.filter(account__in=list(accounts))
    return dict(rows.values_list("account_id", "form"))


def usage_prices(services: Sequence[Service], month: date) -> dict[int, UsagePrice]:
    """Return by service what its traffic costs in the month, where its tariff prices it."""
    prices: dict[int, UsagePrice] = {}
    for price in UsagePrice.objects.filter(since__lte=month).order_by("since"):
        prices[price.tariff_id] = price
    if not prices:
        return {}
    tariffs: dict[UUID, int | None] = {}
    for step in ("terms_proposed", "terms_corrected"):
        rows = standing_rows(Terms, step).filter(order__in=[one.order_id for one in services])
        tariffs |= dict(rows.values_list("order_id", "tariff_id"))
    found = {one.pk: prices.get(tariffs.get(one.order_id) or 0) for one in services}
    return {pk: price for pk, price in found.items() if price}


def services_on(tariff: Tariff) -> list[Service]:
    """Return the services in use whose terms rest on a tariff."""
    orders = [order_id for order_id, known in _tariffs().items() if known == tariff.pk]
    live = Service.objects.filter(order__in=orders, ended_at=None)
    return list(live.select_related("order__customer").order_by("pk"))


def services_by_tariff() -> dict[int, int]:
    """Return by tariff how many services in use rest on it."""
    counted: dict[int, int] = {}
    for tariff_id in _tariffs().values():
        if tariff_id:
            counted[tariff_id] = counted.get(tariff_id, 0) + 1
    return counted


def _tariffs() -> dict[UUID, int | None]:
    """Return the tariff of each order in service: of the corrected terms where there are any."""
    live = Service.objects.filter(ended_at=None).values("order")
    found: dict[UUID, int | None] = {}
    for step in ("terms_proposed", "terms_corrected"):
        rows = standing_rows(Terms, step).filter(order__in=live)
        found |= dict(rows.values_list("order_id", "tariff_id"))
    return found


def fee_on(service: Service, day: date) -> Decimal:
    """Return a service's monthly fee as it stands on a day."""
    change = service.fee_changes.filter(since__lte=day).order_by("-since").first()
    if change:
        return change.monthly_fee
    return _fees([service.order_id]).get(service.order_id, Decimal("0.00"))


def equipment_at(services: Iterable[Service]) -> list[Device]:
    """Return the devices of ours that stand at the premises of these services."""
    orders = [one.order_id for one in services]
    rows = Device.objects.filter(place__order__in=orders).select_related("item", "place")
    return list(rows.order_by("serial"))


def bundle_paper(number: str, kind: str) -> tuple[Bundle, Paper] | None:
    """Return a bundle by its paper's number, with the paper as `pdf`, `tax` or `xml`."""
    rows = Bundle.objects.select_related("upd__file", "xml__file", "tax_invoice__file", "account")
    found = rows.filter(upd_number=number).first()
    paper = found and {"pdf": found.upd, "tax": found.tax_invoice, "xml": found.xml}.get(kind)
    return (found, paper) if found and paper else None
