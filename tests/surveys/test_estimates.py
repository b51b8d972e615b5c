"""Estimates: lines from the catalogue, sums, and what they do to the terms."""

from datetime import date
from decimal import Decimal

import pytest

from tests.requests.desk import Desk, data_of
from turnup.catalog.models import Item
from turnup.orders.models import Order
from turnup.standard.refusals import BadField
from turnup.surveys.models import Estimate, EstimateLine
from turnup.surveys.queries import standing_estimate


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.take_open(desk.open(), until="estimate_made")


@pytest.fixture
def drilling(db: None) -> Item:
    return Item.objects.create(
        code="drilling-test",
        kind="work",
        title="Сверление",
        unit="piece",
        price=Decimal("350.50"),
        valid_from=date(2026, 1, 1),
    )


def test_the_planned_cost_is_the_sum_of_the_lines(desk: Desk, order: Order) -> None:
    desk.take(order, "estimate_made")
    estimate = standing_estimate(order.id)
    assert estimate is not None
    assert estimate.planned_cost == Decimal("8200.00")
    assert [line.amount for line in estimate.lines.all()] == [Decimal(2200), Decimal(6000)]
    assert data_of(order, "estimate_made")["lines"][0]["amount"] == "2200.00"


def test_a_line_rounds_half_up_to_the_kopeck(desk: Desk, order: Order) -> None:
    line = {"title": "Кабель", "quantity": "0.5", "unit": "metre", "price": "0.01"}
    desk.take(order, "estimate_made", lines=[line])
    assert Estimate.objects.get(order=order).planned_cost == Decimal("0.01")


def test_the_catalogue_fills_a_line(desk: Desk, order: Order, drilling: Item) -> None:
    desk.take(order, "estimate_made", lines=[{"item": drilling.code, "quantity": 3}])
    line = EstimateLine.objects.get(estimate__order=order)
    assert (line.item, line.title, line.unit) == (drilling, "Сверление", "piece")
    assert line.amount == Decimal("1051.50")


def test_a_sum_will_do_without_lines(desk: Desk, order: Order) -> None:
    desk.take(order, "estimate_made", lines=None, planned_cost="9999.99")
    assert Estimate.objects.get(order=order).planned_cost == Decimal("9999.99")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lines": None}, "planned_cost"),
        ({"planned_cost": "8200.01"}, "planned_cost"),
        ({"lines": [{"item": "no-such", "quantity": 1}]}, "lines.0.item"),
        ({"lines": [{"title": "Кабель", "quantity": 1, "unit": "metre"}]}, "lines.0.price"),
        ({"lines": [{"title": "Кабель", "quantity": 1, "price": 1}]}, "lines.0.unit"),
        ({"lines": [{"quantity": 1, "unit": "metre", "price": 1}]}, "lines.0.title"),
        (
            {"lines": [{"title": "К", "quantity": 10**6, "unit": "metre", "price": 10**10}]},
            "lines",
        ),
        ({"connection_fee": "100"}, "terms_changed"),
    ],
)
def test_an_estimate_that_cannot_be_names_its_field(
    desk: Desk, order: Order, said: dict[str, object], field: str
) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "estimate_made", **said)
    assert fault.value.params["field"] == field
    assert not Estimate.objects.exists()


def test_a_changed_estimate_opens_the_correction(desk: Desk, order: Order) -> None:
    desk.take(order, "estimate_made", terms_changed=True, connection_fee="15500")
    assert desk.opened(order) == ["terms_corrected"]
    desk.take(order, "terms_corrected")
    assert desk.opened(order) == ["corrected_terms_accepted"]
