"""What the plan hears of permits and deliveries: hours of the building, promised days, slips."""

from datetime import datetime, time

import pytest

from tests.walk import Provider, provider
from turnup.customers.models import Site
from turnup.dispatch.fits import offers_for
from turnup.ground import actions as ground
from turnup.ground.actions.permits import Access
from turnup.installation.models import Visit
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField


@pytest.fixture
def company(db: None) -> Provider:
    """Give a company with crews and addresses."""
    return provider()


def permitted(company: Provider) -> Order:
    """Bring an order to its plan whose building lets nobody in before two o'clock."""
    order = company.open_order()
    Site.objects.filter(pk=order.site_id).update(address="Калуга, ул. Ленина, 74, офис 1")
    company.take_until(order, "installation_requested", permits_needed=True)
    company.take(order, "installation_requested", permits_needed=True)
    permit = ground.ask_permit(
        actor=company.staff["account_manager"],
        at=company.now,
        building=ground.building_for(site=Site.objects.get(pk=order.site_id)),
        party=ground.keep_party(name="ТСЖ «Ленина, 74»", phone="+7 4842 57-12-34"),
        subject="Кабель по чердаку",
        order_id=order.id,
    )
    afternoons = [Access(day, time(14), time(18)) for day in range(5)]
    granted = ground.answer_permit(
        permit=permit, granted=True, on=company.now.date(), hours=afternoons
    )
    company.take(order, "permits_obtained", permit=granted.number)
    return company.take_until(order, "visit_planned")


def office_hour(moment: datetime) -> int:
    return moment.astimezone(office_calendar().zone).hour


def test_a_permit_that_forbids_mornings_leaves_afternoons(company: Provider) -> None:
    order = permitted(company)
    slots = offers_for(order, company.now).offers
    assert slots
    assert {office_hour(one.slot.begins) for one in slots} == {14}
    company.take(order, "visit_planned")
    assert office_hour(Visit.objects.get(order=order).starts_at) == 14


def test_nobody_sets_a_morning_there_and_the_hours_are_named(company: Provider) -> None:
    order = permitted(company)
    company.take(order, "visit_planned")
    with pytest.raises(BadField) as refused:
        company.take(order, "visit_moved", starts_at="2026-04-01T10:00:00+03:00", minutes=120)
    assert refused.value.params["hours"] == "14:00–18:00"
    company.take(order, "visit_moved", starts_at="2026-04-01T15:00:00+03:00", minutes=120)
