"""Charging services for a month: the recurring fee, and traffic where the tariff prices it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from turnup.activation.models import Service
from turnup.billing.ledger import taxed
from turnup.billing.models import Charge, Posting, PostingKind
from turnup.billing.months import last_day
from turnup.catalog.money import vat_of
from turnup.closing.fees import Due, days_served, included_in, month_due, usage_due
from turnup.closing.models import RECURRING, USAGE, MonthlyCharge
from turnup.closing.queries import Charged, ground_of, usage_prices
from turnup.statistics.queries import totals_of

Kinds = list[tuple[Service, str, Charge | None]]


def charge_services(*, services: Sequence[Service], month: date, now: datetime) -> None:
    """Charge services for a month; the caller sees to it that none was charged for it before."""
    ground = ground_of(services, month)
    rate = taxed(Decimal(0), last_day(month))[0]
    made: Kinds = []
    for one in services:
        due = month_due(month, *ground[one.pk].spans())
        charge = _recurring(one, due, ground[one.pk], rate, now) if due else None
        made.append((one, RECURRING, charge))
    made += _usage(services, month, ground, rate, now)
    _post([charge for _service, _kind, charge in made if charge], now)
    MonthlyCharge.objects.bulk_create(
        MonthlyCharge(service=one, month=month, kind=kind, charge=charge)
        for one, kind, charge in made
    )


def _post(charges: list[Charge], now: datetime) -> None:
    Charge.objects.bulk_create(charges)
    Posting.objects.bulk_create(
        Posting(
            account_id=one.account_id,
            charge=one,
            kind=PostingKind.CHARGE,
            amount=-one.amount,
            on=one.served_on,
            posted_at=now,
        )
        for one in charges
    )


def _recurring(
    service: Service, due: Due, ground: Charged, rate: Decimal | None, now: datetime
) -> Charge:
    day = last_day(due.first.replace(day=1))
    part = "" if due.days == due.of_days else f" ({due.days} из {due.of_days} дн.)"
    return Charge(
        account_id=ground.account_id,
        order_id=service.order_id,
        kind=RECURRING,
        title=f"Доступ к сети «Интернет», {day:%m.%Y}, договор {service.login}{part}"[:200],
        amount=due.amount,
        vat_percent=rate,
        vat_amount=vat_of(due.amount, rate),
        served_from=due.first,
        served_on=day,
        recorded_at=now,
    )


def _usage(
    services: Sequence[Service],
    month: date,
    ground: dict[int, Charged],
    rate: Decimal | None,
    now: datetime,
) -> Kinds:
    prices = usage_prices(services, month)
    if not prices:
        return []
    counted = totals_of(list(prices), month)
    made: Kinds = []
    for one in services:
        if one.pk in prices and one.pk in counted:
            octets = counted[one.pk].sent + counted[one.pk].received
            days = len(days_served(month, ground[one.pk].served, ground[one.pk].suspended))
            included = included_in(month, prices[one.pk].included_gb, days)
            charge = _traffic(one, octets, included, prices[one.pk].gb_price, month, rate, now)
            charge.account_id = ground[one.pk].account_id
            made.append((one, USAGE, charge if charge.amount else None))
    return made


def _traffic(
    service: Service,
    octets: int,
    included_gb: Decimal,
    gb_price: Decimal,
    month: date,
    rate: Decimal | None,
    now: datetime,
) -> Charge:
    beyond, amount = usage_due(octets, included_gb, gb_price)
    told = f"{beyond:.2f}".replace(".", ",")
    return Charge(
        order_id=service.order_id,
        kind=USAGE,
        title=f"Трафик сверх пакета, {month:%m.%Y}, договор {service.login} ({told} ГБ)"[:200],
        amount=amount,
        vat_percent=rate,
        vat_amount=vat_of(amount, rate),
        served_from=month,
        served_on=last_day(month),
        recorded_at=now,
    )
