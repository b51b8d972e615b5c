"""Prices that change: another fee of one service or of a tariff's, traffic's price, with notice."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.activation.models import Service
from turnup.billing.models import PersonalAccount
from turnup.catalog.models import Tariff
from turnup.closing.models import FeeChange, PaperChoice, PaperForm, TrafficLetter, UsagePrice
from turnup.closing.queries import services_on
from turnup.contracts.clauses import policy_value
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField


@transaction.atomic
def announce_fee(
    *, actor: Actor, now: datetime, service: Service, since: date, monthly_fee: Decimal
) -> FeeChange:
    """Announce another monthly fee, no sooner than the notice allows; its letter is queued.

    Raises BadField.
    """
    today = _in_time(since, now)
    if monthly_fee < 0:
        raise BadField("monthly_fee", _("A fee is not below nothing."))
    if service.fee_changes.filter(since__gte=since).exists():
        raise BadField("since", _("A later change is announced already."))
    made = FeeChange.objects.create(
        service=service,
        since=since,
        monthly_fee=monthly_fee,
        announced_on=today,
        announced_by_id=actor.id,
        to=service.order.customer.email,
    )
    app.configure_task("closing.tell_fee", queue="messages").defer(change_pk=made.pk)
    return made


@transaction.atomic
def announce_tariff_fee(
    *, actor: Actor, now: datetime, tariff: Tariff, since: date, monthly_fee: Decimal
) -> list[FeeChange]:
    """Announce another fee to every service in use on a tariff. Raises BadField.

    A service whose later change is announced already keeps that one.
    """
    _in_time(since, now)
    open_ones = [
        one for one in services_on(tariff) if not one.fee_changes.filter(since__gte=since).exists()
    ]
    return [
        announce_fee(actor=actor, now=now, service=one, since=since, monthly_fee=monthly_fee)
        for one in open_ones
    ]


@transaction.atomic
def price_traffic(
    *,
    actor: Actor,
    now: datetime,
    tariff: Tariff,
    since: date,
    included_gb: Decimal,
    gb_price: Decimal,
) -> UsagePrice:
    """Price a tariff's traffic from a month on, announced in time to everybody on it.

    Raises BadField.
    """
    if since.day != 1:
        raise BadField("since", _("A month is named by its first day."))
    _in_time(since, now)
    if UsagePrice.objects.filter(tariff=tariff, since=since).exists():
        raise BadField("since", _("This month has its price already."))
    price = UsagePrice.objects.create(
        tariff=tariff,
        since=since,
        included_gb=included_gb,
        gb_price=gb_price,
        added_at=now,
        added_by_id=actor.id,
    )
    _tell_traffic(price)
    return price


@transaction.atomic
def tell_newcomers(*, now: datetime) -> list[TrafficLetter]:
    """Tell what traffic costs to who came to a tariff after its price was announced.

    The price that stands and each that is to come; nobody is told of one twice.
    """
    today = office_calendar().local_date(now)
    standing: dict[int, UsagePrice] = {}
    for price in UsagePrice.objects.filter(since__lte=today).order_by("since"):
        standing[price.tariff_id] = price
    coming = UsagePrice.objects.filter(since__gt=today).order_by("since")
    return [letter for price in (*standing.values(), *coming) for letter in _tell_traffic(price)]


def _tell_traffic(price: UsagePrice) -> list[TrafficLetter]:
    told = set(price.letters.values_list("service", flat=True))
    letters = TrafficLetter.objects.bulk_create(
        TrafficLetter(price=price, service=one, to=one.order.customer.email)
        for one in services_on(price.tariff)
        if one.pk not in told
    )
    for letter in letters:
        sending = app.configure_task("closing.tell_traffic", queue="messages")
        sending.defer(letter_pk=letter.pk)
    return letters


def _in_time(since: date, now: datetime) -> date:
    """Return today. Raises BadField for a day sooner than the notice of new prices allows."""
    today = office_calendar().local_date(now)
    notice = int(policy_value("tariff_notice_term", today))
    if since < today + timedelta(days=notice):
        raise BadField(
            "since",
            _("A new price is announced at least %(days)s days before."),
            _("Choose a later day."),
            days=notice,
        )
    return today


def choose_papers(*, actor: Actor, now: datetime, account: PersonalAccount, form: str) -> None:
    """Note in which papers a customer gets the months from now on. Raises BadField."""
    if form not in PaperForm.values:
        raise BadField("form", _("This is not known."))
    PaperChoice.objects.update_or_create(
        account=account,
        defaults={"form": form, "chosen_at": now, "chosen_by_id": actor.id},
    )


def mark_price_told(*, letter: FeeChange | TrafficLetter, at: datetime) -> None:
    """Note that the mail server has taken the letter about another price."""
    rows = type(letter)._default_manager.filter(pk=letter.pk)
    rows.update(sent_at=at, failed_at=None, failure="")


def bury_price_letter(*, letter: FeeChange | TrafficLetter, failure: str, at: datetime) -> None:
    """Give the letter up, visibly: the customer is to be told another way."""
    rows = type(letter)._default_manager.filter(pk=letter.pk, sent_at=None)
    rows.update(failed_at=at, failure=failure[:1000] or "?")
