"""Special equipment: ordered for a day, late, there at last."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.stock.company import Store, held
from turnup.messages.actions import write_letters
from turnup.orders.models import JournalEntry, Order
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.models import SpecialOrder
from turnup.stock.queries import kit_of, kit_promised_date, short_of


def waiting(company: Store) -> Order:
    order = company.take_until(
        company.open_order(), "installation_requested", special_equipment=True
    )
    company.take(order, "installation_requested", special_equipment=True)
    assert "equipment_promised" in company.open_steps(order)
    return order


def order_it(company: Store, order: Order, **said: Any) -> SpecialOrder:
    company.now += timedelta(hours=1)
    actions.order_equipment(
        move=company.move(order, company.keeper),
        description="Радиомост",
        promised_date=company.now.date() + timedelta(days=7),
        **said,
    )
    return SpecialOrder.objects.latest("id")


def slip(company: Store, order: Order, days: int, special: int | None = None) -> None:
    company.now += timedelta(hours=1)
    actions.promise_delivery(
        move=company.move(order, company.keeper),
        promised_date=company.now.date() + timedelta(days=days),
        reason="Таможня",
        special=special,
    )


def test_a_slip_is_kept_and_told_to_who_leads_the_order(company: Store) -> None:
    order = waiting(company)
    special = order_it(company, order)
    slip(company, order, 12)
    assert kit_promised_date(order.id) == company.now.date() + timedelta(days=12)
    assert special.promises.count() == 2
    entry = JournalEntry.objects.filter(order=order).latest("seq")
    letters = write_letters(entry_id=entry.id, channels=["inapp"], at=company.now)
    assert {letter.recipient_id for letter in letters} == {
        company.staff["account_manager"].id,
        company.staff["crew_lead"].id,
    }
    assert str(order.number) in letters[0].subject


def test_what_cannot_be_promised_is_refused(company: Store) -> None:
    order = waiting(company)
    with pytest.raises(BadField):
        slip(company, order, 12)
    special = order_it(company, order)
    with pytest.raises(BadField):
        slip(company, order, -1)
    order_it(company, order)
    with pytest.raises(BadField) as refusal:
        slip(company, order, 12)
    assert "Радиомост" in refusal.value.params["things"]
    slip(company, order, 12, special.id)
    with pytest.raises(BadField):
        slip(company, order, 12, special.id)


def test_the_last_arrival_opens_the_way_to_the_visit(company: Store) -> None:
    order = waiting(company)
    first = order_it(company, order, item="router")
    second = order_it(company, order)
    assert [row.item.code for row in short_of(order.id)] == ["router"]
    move = company.move(order, company.keeper)
    assert actions.accept_special(move=move, special=first, serials=["RB-1"]) is None
    assert held(order) == {("Склад", "router"): 1}
    assert "equipment_ready" in company.open_steps(order)
    with pytest.raises(BadField):
        actions.accept_special(move=move, special=first, serials=["RB-2"])
    assert actions.accept_special(move=move, special=second) is not None
    assert "equipment_ready" not in company.open_steps(order)
    assert kit_promised_date(order.id) is None


def test_what_was_given_up_is_no_longer_wanted(company: Store) -> None:
    order = waiting(company)
    special = order_it(company, order, item="router")
    assert "visit_planned" in company.open_steps(order)
    move = company.move(order, company.keeper)
    assert actions.cancel_special(move=move, special=special) is not None
    assert short_of(order.id) == []
    assert "equipment_promised" in company.open_steps(order)
    assert "visit_planned" not in company.open_steps(order)
    with pytest.raises(BadField):
        actions.cancel_special(move=move, special=special)


def found_lacking(company: Store, order: Order) -> None:
    """Let a crew find, with the delivery still to come, that equipment is lacking."""
    company.take_until(order, "visit_planned")
    company.take(order, "visit_planned")
    company.take(order, "equipment_lacking_found")
    assert "equipment_promised" in company.open_steps(order)


def test_a_delivery_outlives_that_equipment_was_found_lacking(company: Store) -> None:
    order = waiting(company)
    special = order_it(company, order)
    found_lacking(company, order)
    move = company.move(order, company.keeper)
    assert actions.accept_special(move=move, special=special) is not None
    assert not {"equipment_promised", "equipment_ready"} & set(company.open_steps(order))
    assert SpecialOrder.objects.filter(order=order).count() == 1


@pytest.mark.parametrize("later", [0, 3], ids=["same day", "another day"])
def test_the_promise_is_given_anew_for_the_same_delivery(company: Store, later: int) -> None:
    order = waiting(company)
    special = order_it(company, order)
    found_lacking(company, order)
    promised = special.promised_date + timedelta(days=later)
    slip(company, order, (promised - company.now.date()).days)
    assert "equipment_promised" not in company.open_steps(order)
    assert SpecialOrder.objects.get(order=order).promised_date == promised


@pytest.mark.parametrize(("ordered", "kept"), [(1, 1), (3, 1)], ids=["as many", "more"])
def test_giving_up_leaves_the_estimates_own_kit(company: Store, ordered: int, kept: int) -> None:
    company.receive("router", serials=["R-1", "R-2"])
    order = company.requested(kit=(("router", 1), ("socket", 2)))
    special = order_it(company, order, item="router", quantity=Decimal(ordered))
    assert held(order) == {("Склад", "router"): min(ordered, 2)}
    actions.cancel_special(move=company.move(order, company.keeper), special=special)
    wanted = {row.item.code: row.wanted for row in kit_of(order.id)}
    assert wanted == {"router": kept, "socket": 2}
    assert held(order) == {("Склад", "router"): kept}


def test_giving_up_lets_go_what_waited_beside_the_estimate(company: Store) -> None:
    company.receive("lte-router", serials=["L-1", "L-2"])
    order = company.requested(kit=(("router", 1),))
    special = order_it(company, order, item="lte-router", quantity=Decimal(2))
    assert held(order) == {("Склад", "lte-router"): 2}
    other = company.requested(kit=(("lte-router", 1),))
    assert held(other) == {}
    actions.cancel_special(move=company.move(order, company.keeper), special=special)
    assert [row.item.code for row in kit_of(order.id)] == ["router"]
    assert (held(order), held(other)) == ({}, {("Склад", "lte-router"): 1})
