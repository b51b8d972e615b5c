"""Prices are announced: everybody concerned gets a letter, and a dead one is seen (I18)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.closing.test_month import APRIL_FIRST, MARCH
from turnup.catalog.models import Tariff, Technology
from turnup.closing.deliver import deliver_fee_letter, deliver_traffic_letter, traffic_mail
from turnup.closing.models import TrafficLetter
from turnup.closing.price_actions import announce_fee, price_traffic, tell_newcomers
from turnup.customers.models import Customer
from turnup.desk.running import mail
from turnup.orders.queries import folded
from turnup.requests.models import Terms


@pytest.fixture
def told(served) -> dict[str, Any]:
    office, _order, _service = served
    return {"actor": office.company.staff["commercial_head"], "now": APRIL_FIRST}


def test_an_undelivered_letter_about_a_fee_is_counted(served, fee, told) -> None:
    _office, _order, service = served
    before = mail().given_up
    change = announce_fee(service=service, since=date(2026, 6, 1), monthly_fee=Decimal(1), **told)
    deliver_fee_letter(change.pk)
    assert mail().given_up == before + 1


def test_a_price_of_traffic_is_told_to_everybody_on_the_tariff(served, fee, told) -> None:
    office, order, _service = served
    Customer.objects.filter(pk=order.customer_id).update(email="pay@example.org")
    lan = Technology.objects.get_or_create(code="lan", defaults={"title": "Локальная сеть"})[0]
    tariff = Tariff.objects.create(
        technology=lan,
        code="traffic",
        title="С учётом трафика",
        speed_down_kbit=1000,
        speed_up_kbit=1000,
        connection_fee=0,
        monthly_fee=1000,
        valid_from=MARCH,
    )
    Terms.objects.filter(pk=fee("1000.00").pk).update(tariff=tariff)
    price_traffic(
        tariff=tariff,
        since=date(2026, 6, 1),
        included_gb=Decimal("10.00"),
        gb_price=Decimal("2.50"),
        **told,
    )
    letter = TrafficLetter.objects.get()
    body = traffic_mail(letter, APRIL_FIRST).body
    assert "01.06.2026" in body
    assert "10 ГБ" in body
    assert "2,50 руб." in body
    before = mail().given_up
    deliver_traffic_letter(letter.pk)
    letter.refresh_from_db()
    assert letter.failed_at is not None, "no mail server: told, not silent"
    assert mail().given_up == before + 1
    other = office.company.take_all(office.company.open_order())
    newer = Terms.objects.create(
        order=other,
        seq=folded(other)[1].standing["terms_proposed"].seq,
        version=1,
        speed_down_kbit=1000,
        speed_up_kbit=1000,
        connection_fee=0,
        monthly_fee=1000,
        valid_until=date(2100, 1, 1),
        tariff=tariff,
    )
    assert [one.service.order for one in tell_newcomers(now=APRIL_FIRST)] == [newer.order]
    assert tell_newcomers(now=APRIL_FIRST) == [], "nobody is told twice"
