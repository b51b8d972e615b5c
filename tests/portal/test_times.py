"""The day of the installation, as the customer chooses it by the link."""

import re
from datetime import timedelta

from django.utils import timezone

from tests.portal.guests import Guests, Visitor
from turnup.installation.models import Visit, VisitMove
from turnup.installation.queries import live_visit
from turnup.orders.models import JournalEntry, Order


def keys(visitor: Visitor) -> list[str]:
    return re.findall(r'name="slot" value="(\d+-\d+)"', visitor.page())


def planned(guests: Guests) -> tuple[Order, Visitor]:
    order = guests.until("visit_agreed")
    return order, guests.visitor(order)


def test_the_planned_time_is_confirmed(guests: Guests) -> None:
    order, visitor = planned(guests)
    assert visitor.post("/visit", name="Мария Иванова", slot="").status_code == 302
    entry = JournalEntry.objects.get(order=order, step="visit_agreed")
    assert entry.role == "customer"
    assert "К вам приедет бригада" in visitor.page()


def test_another_time_on_offer_moves_the_visit_and_agrees(guests: Guests) -> None:
    order, visitor = planned(guests)
    before = live_visit(order.id)
    assert before
    key = keys(visitor)[-1]
    assert visitor.post("/visit", name="Мария Иванова", slot=key).status_code == 302
    after = live_visit(order.id)
    assert after
    assert after.starts_at != before.starts_at
    assert VisitMove.objects.get(order=order).wished_by == "customer"
    order.refresh_from_db()
    assert "visit_agreed" in order.card["standing"]


def test_an_agreed_time_may_be_changed_by_the_customer(guests: Guests) -> None:
    order, visitor = planned(guests)
    visitor.post("/visit", name="Мария Иванова", slot="")
    assert visitor.post("/visit", name="Мария", slot=keys(visitor)[0]).status_code == 302
    order.refresh_from_db()
    assert "visit_agreed" in order.card["standing"]
    assert VisitMove.objects.filter(order=order).count() == 1


def test_a_time_that_is_not_on_offer_is_refused_and_nothing_moves(guests: Guests) -> None:
    order, visitor = planned(guests)
    for key in ("1-1", "мусор", "999-1900000000"):
        answer = visitor.post("/visit", name="Мария", slot=key)
        assert answer.status_code == 422
        assert "уже занято" in answer.content.decode()
    assert not VisitMove.objects.filter(order=order).exists()


def test_a_planned_time_that_has_passed_is_not_agreed_to(guests: Guests) -> None:
    order, visitor = planned(guests)
    now = timezone.now()
    Visit.objects.filter(order=order).update(
        starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1)
    )
    assert 'name="slot" value=""' not in visitor.page()
    answer = visitor.post("/visit", name="Мария Иванова", slot="")
    assert answer.status_code == 422
    assert "уже прошло" in answer.content.decode()


def test_no_crew_and_no_reason_of_the_plan_is_shown(guests: Guests) -> None:
    _order, visitor = planned(guests)
    assert "Бригада 1" not in visitor.page()


def test_the_day_of_the_visit_is_shown_while_the_crew_is_there(guests: Guests) -> None:
    order, visitor = planned(guests)
    visitor.post("/visit", name="Мария Иванова", slot="")
    now = timezone.now()
    begun = max(now - timedelta(minutes=40), now.replace(hour=0, minute=0))
    Visit.objects.filter(order=order).update(starts_at=begun, ends_at=now + timedelta(hours=2))
    page = visitor.page()
    assert "К вам приедет бригада" in page
    assert "Выбрать другое время" not in page
    Visit.objects.filter(order=order).update(
        starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1)
    )
    assert "К вам приедет бригада" not in visitor.page()
