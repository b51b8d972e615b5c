"""Non-standard marks set by the rules of the catalogue, each with its reason."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.requests.desk import Desk
from turnup.catalog.limit_actions import set_limit
from turnup.catalog.models import OfferLimit, Tariff
from turnup.contracts.queries import departures
from turnup.orders.models import Order
from turnup.requests.models import Terms
from turnup.requests.offered import marks
from turnup.standard.refusals import BadField

SAME = {"speed_mbit": "50", "connection_fee": "12000", "monthly_fee": "4500"}


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.open()


@pytest.fixture(autouse=True)
def on_sale(db: None) -> list[Tariff]:
    """Put two radio tariffs and one of another technology on sale."""
    rows = (
        ("radio-50", "radio", "Радио 50", 50, 12000, 4500),
        ("radio-100", "radio", "Радио 100", 100, 45000, 24900),
        ("lan-40", "lan", "Офис 40", 40, 3000, 2490),
    )
    return [
        Tariff.objects.create(
            code=code,
            technology_id=technology,
            title=title,
            speed_down_kbit=speed * 1000,
            speed_up_kbit=speed * 1000,
            connection_fee=connection,
            monthly_fee=monthly,
            valid_from=date(2026, 1, 1),
        )
        for code, technology, title, speed, connection, monthly in rows
    ]


def proposed(desk: Desk, order: Order, **said: Any) -> Terms:
    desk.take(order, "terms_proposed", **SAME, **said)
    return Terms.objects.get(order=order)


def reasons(terms: Terms) -> list[str]:
    with translation.override("ru"):
        return [one.text.replace("\u00a0", " ") for one in marks(terms)]


def test_figures_that_are_a_tariffs_are_that_tariff(desk: Desk, order: Order) -> None:
    terms = proposed(desk, order)
    assert (terms.nonstandard, terms.departures) == (False, [])
    assert terms.tariff
    assert terms.tariff.code == "radio-50"


def test_a_tariff_of_another_technology_is_no_mark_and_no_tariff_of_this_order(desk: Desk) -> None:
    terms = proposed(desk, desk.open(technology="lan"))
    assert (terms.nonstandard, terms.tariff) == (False, None)


def test_an_individual_price_is_marked_beside_the_nearest_tariff(desk: Desk, order: Order) -> None:
    desk.take(order, "terms_proposed", **{**SAME, "speed_mbit": "60", "monthly_fee": "4000"})
    terms = Terms.objects.get(order=order)
    assert terms.departures == ["tariff", "speed_down_kbit", "speed_up_kbit", "monthly_fee"]
    assert terms.compared
    assert terms.compared.code == "radio-50"
    assert reasons(terms)[0] == "Индивидуальная цена: такого тарифа в каталоге нет"
    assert "4 000 ₽ вместо 4 500 ₽, ближайший тариф «Радио 50»" in reasons(terms)[-1]
    assert [one.field for one in departures(terms)][-1] == "monthly_fee"
    order.refresh_from_db()
    assert order.card["standing"]["terms_proposed"][4] == {"nonstandard_terms": True}


def test_a_company_without_tariffs_has_no_rule_to_leave(desk: Desk, order: Order) -> None:
    Tariff.objects.all().delete()
    assert not proposed(desk, order).nonstandard


def test_a_discount_over_the_limit_is_marked_with_a_tariff_or_without(
    desk: Desk, order: Order
) -> None:
    terms = proposed(desk, order, discount_percent="10")
    assert terms.departures == ["discount_percent"]
    assert reasons(terms) == ["Скидка на абонентскую плату: 10 %, без согласования — до 0 %"]


def test_a_limit_allows_a_discount_from_its_day_on(desk: Desk, order: Order) -> None:
    limit(desk, "discount_percent", "10")
    assert proposed(desk, order, discount_percent="10").departures == []


def limit(desk: Desk, code: str, value: str) -> OfferLimit:
    return set_limit(
        actor=desk.company.staff["commercial_head"],
        at=desk.company.now,
        code=code,
        value=Decimal(value),
        valid_from=desk.today(),
        ground="Приказ № 14",
    )


def test_a_long_validity_is_marked(desk: Desk, order: Order) -> None:
    until = (desk.today() + timedelta(days=91)).isoformat()
    terms = proposed(desk, order, valid_until=until)
    assert terms.departures == ["valid_until"]
    assert reasons(terms)[0].endswith("дольше 90 дней")


def test_a_fee_that_the_estimate_raised_is_no_mark_and_a_lowered_one_is(desk: Desk) -> None:
    for fee, marked in (("15500", False), ("9000", True)):
        order = desk.open()
        desk.take_open(order, until="terms_corrected", estimate_made={"terms_changed": True})
        desk.take(order, "terms_corrected", connection_fee=fee)
        terms = Terms.objects.filter(order=order).latest("version")
        assert terms.nonstandard is marked, fee


@pytest.mark.parametrize(("value", "field"), [("101", "value"), ("-1", "value"), ("NaN", "value")])
def test_a_limit_that_cannot_be_is_refused(desk: Desk, value: str, field: str) -> None:
    with pytest.raises(BadField) as fault:
        limit(desk, "discount_percent", value)
    assert fault.value.params["field"] == field


def test_a_limit_is_written_once_a_day(desk: Desk) -> None:
    limit(desk, "valid_days", "30")
    with pytest.raises(BadField):
        limit(desk, "valid_days", "40")
    first, second = OfferLimit.objects.filter(code="valid_days").order_by("valid_from")
    assert (first.valid_until, second.value) == (second.valid_from, Decimal(30))
