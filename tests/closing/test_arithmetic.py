"""Money adds up: months of days, taxes of lines, papers of charges, the balance of postings."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.closing.test_month import run
from turnup.activation.models import Service
from turnup.billing.invoice_code import tax_of
from turnup.billing.invoice_paper import invoice_data
from turnup.billing.ledger import taxed
from turnup.billing.models import Charge, Invoice, Posting
from turnup.billing.months import last_day, next_month
from turnup.billing.queries import balance_of
from turnup.catalog.money import roubles, vat_of, vat_on
from turnup.closing.fees import Fee, Span, month_due
from turnup.closing.models import Bundle
from turnup.closing.registry import connections_in, registry, registry_1c
from turnup.closing.upd import upd_data
from turnup.people.models import Person

FEES = st.decimals("0.01", "99999.99", places=2)
MONTHS = st.dates(date(2024, 1, 1), date(2030, 12, 1)).map(lambda day: day.replace(day=1))


@st.composite
def served_months(draw: Callable[..., Any]) -> tuple[date, Span, list[Fee], list[Span]]:
    """Give a month with a service that begins, ends, is suspended and changes its fee in it."""
    month: date = draw(MONTHS)
    near = st.integers(-5, 40).map(lambda n: month + timedelta(days=n))
    first: date = draw(near)
    end = draw(st.none() | near)
    fees = [Fee(date.min, draw(FEES))]
    changed: list[date] = draw(st.lists(near, max_size=3, unique=True))
    fees += [Fee(day, draw(FEES)) for day in changed]
    off: list[date] = draw(st.lists(near, max_size=2))
    days = st.integers(0, 20).map(lambda n: timedelta(days=n))
    suspended = [Span(day, day + draw(days)) for day in off]
    return month, Span(first, end), fees, suspended


@given(served_months())
def test_each_day_served_costs_its_share_of_its_fee(case) -> None:
    month, service, fees, suspended = case
    of_days = last_day(month).day
    by_fee: dict[Decimal, int] = {}
    for n in range(of_days):
        day = month + timedelta(days=n)
        if service.holds(day) and not any(span.holds(day) for span in suspended):
            fee = max((one for one in fees if one.since <= day), key=lambda one: one.since)
            by_fee[fee.amount] = by_fee.get(fee.amount, 0) + 1
    expected = sum((roubles(fee * n / of_days) for fee, n in by_fee.items()), Decimal(0))
    found = month_due(month, service, fees, suspended)
    assert (found.amount if found else 0) == expected
    assert (found.days if found else 0) == (sum(by_fee.values()) if expected else 0)
    assert expected <= max(one.amount for one in fees) + Decimal("0.02")


@given(MONTHS, FEES, st.integers(0, 31))
def test_a_month_cut_in_two_costs_the_fee_give_or_take_a_kopeck(month, fee, cut: int) -> None:
    day = month + timedelta(days=cut)
    fees = [Fee(date.min, fee)]
    parts = [
        month_due(month, Span(date(2020, 1, 1), day), fees),
        month_due(month, Span(day), fees),
    ]
    assert abs(sum(one.amount for one in parts if one) - fee) <= Decimal("0.01")


@given(FEES, st.sampled_from([Decimal(5), Decimal(7), Decimal(10), Decimal(20), Decimal(22)]))
def test_the_tax_inside_a_sum_is_the_tax_on_its_rest(gross: Decimal, percent: Decimal) -> None:
    vat = vat_of(gross, percent)
    assert Decimal(0) <= vat < gross
    assert abs(vat_on(gross - vat, percent) - vat) <= Decimal("0.01")


@pytest.mark.django_db
@given(st.dates(date(2025, 12, 1), date(2026, 1, 31)), FEES)
def test_the_tax_goes_by_the_day_of_service(day: date, gross: Decimal) -> None:
    percent = Decimal(20 if day < date(2026, 1, 1) else 22)
    assert taxed(gross, day) == (percent, vat_of(gross, percent))


def test_december_keeps_its_rate_on_every_paper(served, fee) -> None:
    """Closed in January, when the rate is another one: the period counts, not the paper's day."""
    month, january = date(2025, 12, 1), datetime(2026, 1, 12, 7, tzinfo=UTC)
    Service.objects.update(activated_at=datetime(2025, 12, 1, 7, tzinfo=UTC))
    run(month, january)
    charge, bundle = Charge.objects.get(kind="recurring"), Bundle.objects.get()
    assert (charge.vat_percent, charge.vat_amount) == (20, Decimal("516.67"))
    assert tax_of(bundle.invoice) == (20, Decimal("516.67"))
    told = invoice_data(bundle.invoice, january)
    assert (told["vat_title"], told["vat"]) == ("В том числе НДС 20 %:", "516,67")
    assert upd_data(bundle)["lines"][0]["rate"] == "20%"


def test_papers_charges_and_postings_add_up_to_the_kopeck(served, fee, account) -> None:
    """Several services of one customer: the tax is told by line, and every paper tells the same."""
    office, order, _service = served
    for _n in range(2):
        other = office.company.open_order()
        type(other).objects.filter(pk=other.pk).update(customer=order.customer_id)
        office.company.take_all(other)
    fee("999.97")
    month = next_month(office.company.now.date().replace(day=1))
    done = run(month, datetime(2026, 8, 3, 7, tzinfo=UTC))
    charges = Charge.objects.filter(monthly__month=done.month)
    assert charges.count() == 3
    sums = charges.aggregate(amount=Sum("amount"), vat=Sum("vat_amount"))
    bundle = done.bundles.get()
    assert (bundle.amount, bundle.vat_amount) == (sums["amount"], sums["vat"])
    assert bundle.invoice.amount == sums["amount"]
    assert tax_of(bundle.invoice)[1] == sums["vat"]
    answer = registry_1c(done, list(done.bundles.select_related("account__customer", "invoice")))
    lines = answer.content.decode("cp1251").splitlines()[1:]
    told = sum(Decimal(line.rsplit(";", 1)[1].replace(",", ".")) for line in lines)
    connected = sum(one.charge.amount for one in connections_in(done.month))
    assert told == sums["amount"] + connected
    posted = Posting.objects.filter(charge__in=charges).aggregate(total=Sum("amount"))
    assert posted["total"] == -sums["amount"]
    everything = account.postings.aggregate(total=Sum("amount"))["total"]
    assert balance_of(account) == everything


def test_the_registry_has_the_months_connections(served, fee) -> None:
    """What was rendered in a month is what its registry adds up to, to the kopeck."""
    office, order, _service = served
    month = office.company.now.date().replace(day=1)
    done = run(month, datetime(2026, 8, 3, 7, tzinfo=UTC))
    bundles = list(done.bundles.select_related("account__customer", "invoice"))
    rendered = Charge.objects.filter(served_on__range=(month, last_day(month)), voided_at=None)
    expected = rendered.aggregate(total=Sum("amount"))["total"]
    for lines, column in (
        (registry_1c(done, bundles).content.decode("cp1251"), -1),
        (registry(done, bundles).content.decode("utf-8-sig"), -2),
    ):
        told = [line.split(";")[column] for line in lines.splitlines()[1:]]
        assert sum(Decimal(one.replace(",", ".")) for one in told) == expected
    act = connections_in(month)[0]
    assert act.act
    assert act.invoice == Invoice.objects.get(order=order).number


def test_an_invoices_page_says_what_it_is_for(served, fee, client: Client) -> None:
    office, _order, _service = served
    run()
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    number = Bundle.objects.get().invoice.number
    page = client.get(f"/money/invoices/{number}").content.decode()
    assert Charge.objects.get(kind="recurring").title.split(",")[1] in page
    assert "НДС 22%" in page
    assert f"/money/debts?invoice={number}" in page
