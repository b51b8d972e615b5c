"""Reads for the month: which services it has, what they cost, whose papers are to be made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from turnup.activation.models import Service, Suspension
from turnup.billing.models import PersonalAccount
from turnup.billing.months import next_month
from turnup.closing.fees import Fee, Span
from turnup.closing.models import FeeChange, MonthlyCharge, MonthRun
from turnup.contracts.wording import monthly_fee
from turnup.orders.occurrence import standing_rows
from turnup.orders.office import office_calendar
from turnup.requests.models import Terms

TO_BUNDLE = """
SELECT c.account_id, sum(c.amount), sum(c.vat_amount)
  FROM closing_monthlycharge m JOIN billing_charge c ON c.id = m.charge_id
 WHERE m.month = %s AND c.voided_at IS NULL
   AND NOT EXISTS (SELECT FROM closing_bundle b
                    WHERE b.run_id = %s AND b.account_id = c.account_id)
 GROUP BY c.account_id ORDER BY c.account_id LIMIT %s"""


def services_of(month: date) -> QuerySet[Service]:
    """Select the services that were in use on any day of the month."""
    begins, ends = _moment(month), _moment(next_month(month))
    return Service.objects.filter(activated_at__lt=ends).filter(
        Q(ended_at=None) | Q(ended_at__gt=begins)
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), office_calendar().zone)


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


def accounts_to_bundle(run: MonthRun, count: int) -> list[tuple[int, Decimal, Decimal]]:
    """Return the next accounts without papers of the month: their sum and the tax in it."""
    with connection.cursor() as cursor:
        cursor.execute(TO_BUNDLE, [run.month, run.pk, count])
        return list(cursor.fetchall())
