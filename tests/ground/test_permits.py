"""Permits: asked for once, good for every order at the building."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.orders.company import MONDAY
from tests.walk import Provider
from turnup.customers.models import Site
from turnup.ground import actions
from turnup.ground.actions.permits import Access
from turnup.ground.models import Building, Permit
from turnup.ground.queries import (
    access_hours,
    building_of_order,
    permit_of,
    sites_of,
    valid_on,
    valid_permits,
)
from turnup.orders.models import Order
from turnup.standard.refusals import BadField

DAY = MONDAY.date()


def waiting(company: Provider, office: str = "1") -> Order:
    """Bring an order to where it waits for a permit."""
    order = company.open_order()
    Site.objects.filter(pk=order.site_id).update(
        address=f"Калуга, ул. Ленина, 74, офис {office}", search_text="калуга ул ленина 74"
    )
    company.take_until(order, "installation_requested", permits_needed=True)
    company.take(order, "installation_requested", permits_needed=True)
    assert "permits_obtained" in company.open_steps(order)
    return order


def ask(company: Provider, order: Order) -> Permit:
    return actions.ask_permit(
        actor=company.staff["account_manager"],
        at=company.now,
        building=actions.building_for(site=order.site),
        party=actions.keep_party(name="ТСЖ «Ленина, 74»", phone="+7 4842 57-12-34"),
        subject="Кабель по чердаку, шкаф 6U на лестничной площадке",
        order_id=order.id,
    )


def grant(permit: Permit, **said: Any) -> Permit:
    return actions.answer_permit(permit=permit, granted=True, on=DAY, **said)


def test_one_permit_serves_the_next_order_at_the_building(company: Provider) -> None:
    first, second = waiting(company, "1"), waiting(company, "22")
    permit = grant(ask(company, first), valid_until=DAY + timedelta(days=365))
    company.take(first, "permits_obtained", permit=permit.number)
    company.take(second, "permits_obtained", permit=permit.number)
    assert permit_of(second.id) == permit
    building = building_of_order(second.id)
    assert building is not None
    assert set(sites_of(building)) == {first.site, second.site}
    assert Permit.objects.count() == 1


def test_the_plain_form_keeps_a_permit_for_later_orders_too(company: Provider) -> None:
    order = waiting(company)
    company.take(order, "permits_obtained", valid_until="2027-12-31")
    kept = permit_of(order.id)
    assert kept is not None
    assert kept.party.name == "ТСЖ «Ленина, 74»"
    assert valid_permits(kept.building, DAY + timedelta(days=1)) == [kept]


def test_a_permit_of_another_building_or_time_is_refused(company: Provider) -> None:
    order = waiting(company)
    permit = grant(ask(company, order), valid_until=DAY)
    company.now += timedelta(days=2)
    with pytest.raises(BadField):
        company.take(order, "permits_obtained", permit=permit.number)
    fresh = grant(ask(company, order))
    Permit.objects.filter(pk=fresh.pk).update(
        building=Building.objects.create(key="x", address="Калуга, ул. Кирова, 1")
    )
    with pytest.raises(BadField) as refusal:
        company.take(order, "permits_obtained", permit=fresh.number)
    assert refusal.value.params["building"] == "Калуга, ул. Кирова, 1"
    with pytest.raises(BadField):
        company.take(order, "permits_obtained", granted_by=None)


def test_a_permit_that_forbids_mornings_says_so_to_the_planner(company: Provider) -> None:
    order = waiting(company)
    assert access_hours(order.id) is None
    afternoons = [Access(day, time(13), time(18)) for day in range(5)]
    permit = grant(ask(company, order), hours=afternoons, keys_at="консьерж", escort="слесарь")
    hours = access_hours(order.id)
    assert hours is not None
    assert set(hours) == {0, 1, 2, 3, 4}
    assert [(one.begins, one.ends) for one in hours[0]] == [(time(13), time(18))]
    company.take(order, "permits_obtained", permit=permit.number)
    assert access_hours(order.id) == hours


def test_the_planner_hears_when_a_permit_ends(company: Provider) -> None:
    order = waiting(company)
    assert valid_on(order.id, DAY)
    permit = grant(ask(company, order), valid_until=DAY + timedelta(days=5))
    company.take(order, "permits_obtained", permit=permit.number)
    assert valid_on(order.id, DAY + timedelta(days=5))
    assert not valid_on(order.id, DAY + timedelta(days=6))
    actions.withdraw_permit(permit=permit, on=DAY + timedelta(days=2), reason="Смена правления")
    assert not valid_on(order.id, DAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"granted": False}, "reason"),
        ({"granted": True, "valid_until": DAY - timedelta(days=1)}, "valid_until"),
        ({"granted": True, "hours": [Access(0, time(12), time(9))]}, "hours"),
        (
            {
                "granted": True,
                "hours": [Access(0, time(9), time(12)), Access(0, time(11), time(13))],
            },
            "hours",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    company: Provider, said: dict[str, Any], field: str
) -> None:
    permit = ask(company, waiting(company))
    with pytest.raises(BadField) as refusal:
        actions.answer_permit(permit=permit, on=DAY, **said)
    assert refusal.value.params["field"] == field


def test_an_answer_comes_once(company: Provider) -> None:
    permit = ask(company, waiting(company))
    with pytest.raises(BadField):
        actions.send_permit(permit=permit, on=DAY - timedelta(days=30))
    actions.send_permit(permit=permit, on=DAY + timedelta(days=1), sent_by="почтой")
    actions.answer_permit(permit=permit, granted=False, on=DAY, reason="Ремонт кровли до мая")
    with pytest.raises(BadField):
        grant(permit)
    with pytest.raises(BadField):
        actions.send_permit(permit=permit, on=date(2026, 3, 9))
