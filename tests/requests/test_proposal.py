"""Terms in versions, why they are not standard, the way ahead, and the proposal made of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.requests.desk import Desk
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.orders.queries import folded
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.requests.models import Terms
from turnup.requests.offered import FIGURES, differences, marks, to_pay, versions_of
from turnup.requests.proposal import make_proposal, proposal
from turnup.requests.way import way_ahead


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def offered(desk: Desk, **said: object) -> Order:
    order = desk.open()
    desk.take(order, "terms_proposed", **said)
    desk.take(order, "brief_answered")
    order.refresh_from_db()
    return order


def test_there_is_no_proposal_without_terms(desk: Desk) -> None:
    assert proposal(desk.open(), "ru") is None


def test_the_proposal_answers_the_brief_item_by_item(desk: Desk) -> None:
    order = desk.open()
    desk.take(order, "terms_proposed")
    answers = [{"item": 1, "answer": "Да, 50"}, {"item": 2, "answer": "Да, один"}]
    desk.take(order, "brief_answered", summary="", answers=answers)
    said = proposal(order, "ru")
    assert said
    assert [(row["asked"], row["answer"]) for row in said["items"]] == [
        ("Скорость не ниже 50 Мбит/с", "Да, 50"),
        ("Один статический IP-адрес", "Да, один"),
    ]
    assert len(said["way"]) == 5
    assert said["way"][0]["yours"][0]["title"] == "принять предложение"


def test_the_same_proposal_is_the_same_paper(desk: Desk) -> None:
    order = offered(desk)
    first = make_proposal(order=order, actor=None, at=desk.company.now)
    desk.take(order, "terms_agreed")
    order.refresh_from_db()
    again = make_proposal(order=order, actor=None, at=desk.company.now)
    assert first
    assert first == again
    assert content_of(first.file).startswith(b"%PDF")
    assert Paper.objects.filter(kind="proposal").count() == 1


def test_new_terms_are_a_new_version_with_its_differences(desk: Desk) -> None:
    order = offered(desk)
    desk.take(order, "terms_revised", reason="торг")
    desk.take(order, "terms_proposed", monthly_fee="4000.00", discount_percent="10")
    order.refresh_from_db()
    versions = versions_of(order, "ru")
    assert [(one.terms.version, one.standing) for one in versions] == [(1, False), (2, True)]
    rows = dict(zip(FIGURES, differences([one.terms for one in versions]), strict=True))
    assert rows["monthly_fee"]["cells"][1]["changed"]
    assert not rows["connection_fee"]["changed"]
    made = make_proposal(order=order, actor=None, at=desk.company.now)
    assert made
    assert made.number.endswith("/2")


@pytest.mark.parametrize(
    ("fee", "discount", "pays"),
    [("4500.00", "0", "4500.00"), ("1000.01", "33.33", "666.71"), ("100.00", "100", "0.00")],
)
def test_a_discount_is_rounded_half_up_to_the_kopeck(fee: str, discount: str, pays: str) -> None:
    terms = Terms(monthly_fee=Decimal(fee), discount_percent=Decimal(discount))
    assert to_pay(terms) == Decimal(pays)


def test_a_mark_set_by_hand_keeps_its_reason(desk: Desk) -> None:
    reasons = ["Отсрочка на месяц"]
    order = offered(desk, nonstandard_terms=True, nonstandard_reasons=reasons)
    found = marks(Terms.objects.get(order=order))
    assert [(one.text, one.by_rule) for one in found] == [("Отсрочка на месяц", False)]


def test_the_way_is_in_working_days_and_never_in_the_past(desk: Desk) -> None:
    order = offered(desk)
    standard, card = folded(order)
    calendar = office_calendar()
    now = datetime(2026, 3, 6, 9, tzinfo=UTC)  # a Friday before a long weekend
    legs = way_ahead(standard, card, calendar, now)
    days = [leg.day for leg in legs]
    assert days == sorted(days)
    assert all(calendar.is_working(day) for day in days)
    assert min(p.day for leg in legs for p in leg.points if not p.done) >= date(2026, 3, 6)


def test_what_is_done_keeps_the_day_on_which_it_was(desk: Desk) -> None:
    order = offered(desk)
    standard, card = folded(order)
    legs = way_ahead(standard, card, office_calendar(), desk.company.now)
    done = {p.step.code: p.day for leg in legs for p in leg.points if p.done}
    assert done["request_received"] == date(2026, 3, 2)
