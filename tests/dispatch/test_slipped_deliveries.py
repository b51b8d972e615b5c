"""A visit that waits for special equipment: planned upon the promise, and following it."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.walk import Provider, provider
from turnup.dispatch.board import cards_of
from turnup.dispatch.fits import offers_for
from turnup.dispatch.terms import Term, judge
from turnup.dispatch.window import undated, waiting
from turnup.installation.models import Crew, Visit, VisitCancellation, VisitMove
from turnup.installation.slips import slip_of
from turnup.messages.actions import write_letters
from turnup.orders.findings import Finding
from turnup.orders.invariants import walk
from turnup.orders.models import JournalEntry, Order
from turnup.orders.moves import Receipt
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField, GateClosed
from turnup.stock import actions as stock
from turnup.stock.models import SpecialOrder


@pytest.fixture
def company(db: None) -> Provider:
    """Give a company with crews and addresses."""
    return provider()


def needing(company: Provider) -> Order:
    """Bring an order to the request of an installation that needs special equipment."""
    order = company.open_order()
    company.take_until(order, "installation_requested", special_equipment=True)
    company.take(order, "installation_requested", special_equipment=True)
    order.refresh_from_db()
    return order


def working_day(company: Provider, n: int) -> date:
    calendar = office_calendar()
    return calendar.nth(calendar.local_date(company.now), n)


def promised(company: Provider, day: date) -> Order:
    order = needing(company)
    company.take(order, "equipment_promised", promised_date=day.isoformat())
    return order


def at(day: date, hour: int = 10) -> str:
    moment = datetime.combine(day, time(hour), office_calendar().zone)
    return moment.astimezone(UTC).isoformat()


def slip(company: Provider, order: Order, day: date) -> Receipt:
    company.now += timedelta(hours=1)
    return stock.promise_delivery(
        move=company.move(order, company.staff["chief_engineer"]),
        promised_date=day,
        reason="Таможня",
    )


def planned_and_agreed(company: Provider, day: date) -> Order:
    """Promise equipment for a day, plan and agree the visit for the working day after it."""
    order = promised(company, day)
    company.take(order, "visit_planned", starts_at=at(office_calendar().nth(day, 1)))
    company.take(order, "visit_agreed")
    order.refresh_from_db()
    return order


def visit_of(order: Order) -> Visit:
    return Visit.objects.get(order=order, released_at=None)


def day_of(moment: datetime) -> date:
    return office_calendar().local_date(moment)


def test_without_a_promise_nothing_is_planned(company: Provider) -> None:
    order = needing(company)
    with pytest.raises(GateClosed) as closed:
        company.take(order, "visit_planned")
    assert [one.step for one in closed.value.missing] == ["equipment_promised"]
    ready, (blocked,) = undated(company.staff["crew_lead"], company.now)
    assert ready == []
    (card,) = cards_of([blocked], day_of(company.now))
    assert [(one.code, one.tone) for one in card["lacks"]] == [("special", "bad")]


def test_a_visit_is_planned_upon_the_promise_and_not_before_its_day(company: Provider) -> None:
    day, before = working_day(company, 5), working_day(company, 4)
    order = promised(company, day)
    assert [one.order.id for one in waiting(company.staff["crew_lead"], company.now)] == [order.id]
    assert all(day_of(o.slot.begins) > day for o in offers_for(order, company.now).offers)
    with pytest.raises(BadField) as refused:
        company.take(order, "visit_planned", starts_at=at(before))
    assert refused.value.params["what"] in SpecialOrder.objects.get().description
    assert refused.value.params["day"] == f"{day:%d.%m.%Y}"
    company.take(order, "visit_planned", starts_at=at(day))
    assert day_of(visit_of(order).starts_at) == day


def test_the_line_waits_for_what_is_installed(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 2))
    with pytest.raises(GateClosed) as closed:
        company.take(order, "line_connected")
    assert [one.step for one in closed.value.missing] == ["equipment_ready"]
    company.take(order, "equipment_ready")
    company.take(order, "line_connected")


def test_a_slip_moves_the_visit_by_a_step_and_tells(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 3))
    was, late = visit_of(order).starts_at, working_day(company, 10)
    receipt = slip(company, order, late)
    order.refresh_from_db()
    moved = VisitMove.objects.get(order=order)
    assert day_of(moved.to_starts_at) > late
    assert (moved.from_starts_at, moved.wished_by) == (was, "third_party")
    assert moved.promise is not None
    assert receipt.version == order.version
    assert "visit_agreed" in receipt.fallen
    assert "visit_agreed" in order.card["open"]
    entry = JournalEntry.objects.filter(order=order).latest("seq")
    assert (entry.step, entry.role) == ("visit_moved", "chief_engineer")
    findings: dict[str, Finding] = defaultdict(Finding)
    walk(findings)
    assert not any(finding.broken for finding in findings.values())
    assert letters_of(company, entry) == {"account_manager", "crew_lead", "installer"}


def letters_of(company: Provider, entry: JournalEntry) -> set[str]:
    """Give the roles that got the letter; it names the old and the new time."""
    letters = write_letters(entry_id=entry.id, channels=["inapp"], at=company.now)
    assert all("Было: " in one.body and "Стало: " in one.body for one in letters)
    roles = {actor.id: role for role, actor in company.staff.items()}
    return {roles[one.recipient_id] for one in letters}


def test_the_slip_is_shown_until_the_customer_agrees_anew(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 3))
    was = visit_of(order).starts_at
    slip(company, order, working_day(company, 10))
    order.refresh_from_db()
    shown = slip_of(order)
    assert shown is not None
    assert (shown.was, shown.now) == (was, visit_of(order).starts_at)
    company.take(order, "visit_agreed")
    order.refresh_from_db()
    assert slip_of(order) is None


def test_a_slip_that_leaves_the_visit_time_moves_nothing(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 3))
    before = visit_of(order).starts_at
    slip(company, order, day_of(before))
    assert visit_of(order).starts_at == before
    assert not VisitMove.objects.exists()
    order.refresh_from_db()
    assert "visit_agreed" in order.card["standing"]


def test_a_slip_beyond_all_free_time_takes_the_visit_off_the_plan(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 3))
    was = visit_of(order).starts_at
    for crew in Crew.objects.all():
        Crew.objects.filter(pk=crew.pk).update(works_from=time(10), works_until=time(10, 30))
    slip(company, order, working_day(company, 10))
    order.refresh_from_db()
    assert VisitCancellation.objects.get(order=order).promise is not None
    assert not Visit.objects.filter(order=order, released_at=None).exists()
    assert "visit_planned" in order.card["open"]
    shown = slip_of(order)
    assert shown is not None
    assert (shown.was, shown.now) == (was, None)


def test_more_equipment_that_comes_later_moves_the_visit_too(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 3))
    late = working_day(company, 12)
    company.now += timedelta(hours=1)
    stock.order_equipment(
        move=company.move(order, company.staff["chief_engineer"]),
        description="Мачта",
        promised_date=late,
    )
    assert day_of(visit_of(order).starts_at) > late


def test_equipment_that_nobody_foresaw_is_promised_and_moves_the_visit(company: Provider) -> None:
    order = company.take_until(company.open_order(), "visit_planned")
    company.take(order, "visit_planned")
    company.now += timedelta(hours=1)
    late = working_day(company, 8)
    stock.order_equipment(
        move=company.move(order, company.staff["chief_engineer"]),
        description="Мачта",
        promised_date=late,
    )
    order.refresh_from_db()
    assert {"equipment_promised", "visit_planned"} <= set(order.card["standing"])
    assert "equipment_ready" in order.card["open"]
    assert day_of(visit_of(order).starts_at) > late


def test_a_delivery_given_up_takes_the_promise_and_the_visit(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 3))
    company.now += timedelta(hours=1)
    stock.give_up_delivery(
        move=company.move(order, company.staff["chief_engineer"]), reason="Снято с производства"
    )
    order.refresh_from_db()
    assert "equipment_promised" in order.card["open"]
    assert not Visit.objects.filter(order=order, released_at=None).exists()


def test_overdue_equipment_keeps_today_free(company: Provider) -> None:
    order = promised(company, working_day(company, 1))
    company.now += timedelta(days=7)
    order.refresh_from_db()
    today = day_of(company.now)
    assert all(day_of(o.slot.begins) > today for o in offers_for(order, company.now).offers)
    (card,) = cards_of(waiting(company.staff["crew_lead"], company.now), today)
    assert [(one.code, one.tone) for one in card["lacks"]] == [("special", "bad")]


def term(company: Provider, order: Order) -> Term:
    (found,) = judge(Order.objects.filter(pk=order.pk), company.now)
    return found


def causes(found: Term) -> list[Any]:
    return [one.code for one in found.causes]


def test_a_slip_puts_the_guaranteed_term_in_danger_with_its_cause(company: Provider) -> None:
    order = planned_and_agreed(company, working_day(company, 1))
    before = term(company, order)
    assert before.state == "kept"
    slip(company, order, working_day(company, 12))
    order.refresh_from_db()
    after = term(company, order)
    assert after.state == "in_danger"
    assert after.forecast_at is not None
    assert day_of(after.forecast_at) > working_day(company, 12)
    assert causes(after) == ["equipment_comes", "visit_late", "moved_by_delivery"]
