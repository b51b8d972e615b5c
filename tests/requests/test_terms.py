"""Terms in versions, the brief answered, and the customer's agreement."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.requests.desk import Desk, data_of
from turnup.catalog.models import Tariff, Technology
from turnup.orders.models import Order
from turnup.requests.models import Acceptance, BriefAnswer, Terms
from turnup.requests.queries import connection_fee, standing_terms
from turnup.standard.refusals import BadField, GateClosed


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.open()


@pytest.fixture
def tariff(db: None) -> Tariff:
    radio, _ = Technology.objects.get_or_create(code="radio", defaults={"title": "Радио"})
    return Tariff.objects.create(
        code="radio-test",
        title="Радио тест",
        technology=radio,
        speed_down_kbit=20_000,
        speed_up_kbit=10_000,
        connection_fee=Decimal("9000.00"),
        monthly_fee=Decimal("3000.00"),
        valid_from=date(2026, 1, 1),
    )


def terms_of(order: Order) -> Terms:
    return Terms.objects.filter(order=order).latest("seq")


def test_free_terms_are_kept_as_said(desk: Desk, order: Order) -> None:
    desk.take(order, "terms_proposed", upload_mbit="5.5", discount_percent="12.5")
    terms = terms_of(order)
    assert (terms.version, terms.speed_down_kbit, terms.speed_up_kbit) == (1, 50_000, 5_500)
    assert (terms.connection_fee, terms.monthly_fee) == (Decimal("12000.00"), Decimal("4500.00"))
    assert terms.valid_until == desk.today() + timedelta(days=30)
    assert terms.departures == ["discount_percent"], "no discount is allowed without approval"
    assert data_of(order, "terms_proposed")["connection_fee"] == "12000.00"


@pytest.mark.usefixtures("tariff")
def test_a_tariff_fills_what_is_left_blank(desk: Desk, order: Order) -> None:
    blank = {"speed_mbit": None, "connection_fee": None, "monthly_fee": None}
    desk.take(order, "terms_proposed", tariff="radio-test", **blank)
    terms = terms_of(order)
    assert (terms.speed_down_kbit, terms.speed_up_kbit) == (20_000, 10_000)
    assert terms.connection_fee == Decimal("9000.00")
    assert not terms.nonstandard


@pytest.mark.usefixtures("tariff")
def test_leaving_the_tariff_makes_terms_non_standard(desk: Desk, order: Order) -> None:
    blank = {"speed_mbit": None, "connection_fee": None}
    desk.take(order, "terms_proposed", tariff="radio-test", monthly_fee="2500", **blank)
    assert terms_of(order).departures == ["monthly_fee"]
    order.refresh_from_db()
    assert order.card["standing"]["terms_proposed"][4] == {"nonstandard_terms": True}


def test_no_fee_at_all_is_a_fee(desk: Desk, order: Order, tariff: Tariff) -> None:
    desk.take(order, "terms_proposed", tariff=tariff.code, connection_fee="0")
    assert "connection_fee" in terms_of(order).departures
    assert connection_fee(order.id) == Decimal(0)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"tariff": "no-such"}, "tariff"),
        ({"speed_mbit": None}, "speed_mbit"),
        ({"monthly_fee": None}, "monthly_fee"),
        ({"valid_until": "2026-03-01"}, "valid_until"),
    ],
)
def test_terms_that_cannot_be_name_their_field(
    desk: Desk, order: Order, said: dict[str, object], field: str
) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "terms_proposed", **said)
    assert fault.value.params["field"] == field
    assert not Terms.objects.exists()


def test_a_brief_is_answered_item_by_item(desk: Desk, order: Order) -> None:
    answers = [{"item": 2, "answer": "Да, 203.0.113.5"}, {"item": 1, "answer": "Да"}]
    desk.take(order, "brief_answered", summary=None, answers=answers)
    answer = BriefAnswer.objects.get(order=order)
    assert [row.text for row in answer.items.all()] == ["Да", "Да, 203.0.113.5"]


@pytest.mark.parametrize(
    ("answers", "field", "item"),
    [
        ([{"item": 1, "answer": "Да"}], "answers", 2),
        ([{"item": 1, "answer": "Да"}, {"item": 3, "answer": "Да"}], "answers.1.item", 3),
        ([{"item": 1, "answer": "Да"}, {"item": 1, "answer": "Нет"}], "answers.1.item", 1),
    ],
)
def test_an_item_left_out_or_made_up_is_named(
    desk: Desk, order: Order, answers: list[dict[str, object]], field: str, item: int
) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "brief_answered", answers=answers)
    assert (fault.value.params["field"], fault.value.params["item"]) == (field, item)
    order.refresh_from_db()
    assert "brief_answered" not in order.card["standing"]


def test_an_empty_answer_answers_nothing(desk: Desk, order: Order) -> None:
    with pytest.raises(BadField):
        desk.take(order, "brief_answered", summary=None)


def test_nothing_is_agreed_before_the_brief_is_answered(desk: Desk, order: Order) -> None:
    desk.take(order, "terms_proposed")
    with pytest.raises(GateClosed):
        desk.take(order, "terms_agreed")
    assert not Acceptance.objects.exists()


def test_an_agreement_belongs_to_its_version(desk: Desk, order: Order) -> None:
    desk.take_open(order, until="survey_requested")
    desk.take(order, "terms_revised")
    desk.take(order, "terms_proposed", monthly_fee="4000")
    desk.take(order, "terms_agreed", channel="meeting")
    first, second = Acceptance.objects.filter(order=order).order_by("seq")
    assert (first.terms.version, second.terms.version) == (1, 2)
    assert second.terms == standing_terms(order.id)


def test_a_proposal_that_ran_out_is_not_agreed(desk: Desk, order: Order) -> None:
    desk.take(order, "terms_proposed", valid_until=desk.today().isoformat())
    desk.take(order, "brief_answered")
    desk.company.now += timedelta(days=1)
    with pytest.raises(BadField) as fault:
        desk.take(order, "terms_agreed")
    assert fault.value.params["field"] == "valid_until"


def test_corrected_terms_stand_until_their_estimate_falls(desk: Desk, order: Order) -> None:
    desk.take_open(order, until="contract_drafted", estimate_made={"terms_changed": True})
    assert connection_fee(order.id) == Decimal("15500.00")
    assert Acceptance.objects.filter(order=order).latest("seq").terms.version == 2
    desk.take(order, "survey_annulled")
    assert connection_fee(order.id) == Decimal("12000.00")


def test_a_correction_spares_nobodys_approval(desk: Desk, order: Order) -> None:
    said = {"terms_proposed": {"nonstandard_terms": True}, "estimate_made": {"terms_changed": True}}
    desk.take_open(order, until="contract_drafted", **said)
    assert "terms_approved_by_owner" in desk.opened(order)
    assert terms_of(order).nonstandard
