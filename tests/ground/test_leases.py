"""Leases and their rents; work at height with its permit and weather."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.orders.company import MONDAY
from tests.walk import Provider
from turnup.ground import actions
from turnup.ground.height import climb_of
from turnup.ground.models import Lease, SafetyLimit
from turnup.ground.queries import lease_of, rents_due, valid_on
from turnup.orders.models import Order
from turnup.standard.refusals import BadField

DAY = MONDAY.date()


def waiting(company: Provider) -> Order:
    order = company.take_until(company.open_order(), "installation_requested", outdoor=True)
    company.take(order, "installation_requested", outdoor=True)
    return order


def agreed(company: Provider, order: Order, **said: object) -> Lease:
    company.take(order, "leases_agreed", **said)
    lease = lease_of(order.id)
    assert lease is not None
    return lease


def test_rent_falls_due_and_is_paid(company: Provider) -> None:
    lease = agreed(company, waiting(company), monthly_rent="1500.00", valid_until="2027-12-31")
    due = list(rents_due(DAY + timedelta(days=70)))
    assert [one.amount for one in due] == [Decimal("1500.00")] * 3
    actions.pay_rent(payment=due[0], on=DAY, document="п/п 417")
    assert len(rents_due(DAY + timedelta(days=70))) == 2
    with pytest.raises(BadField):
        actions.pay_rent(payment=due[0], on=DAY)
    actions.end_lease(lease=lease, on=DAY + timedelta(days=20))
    assert not rents_due(DAY + timedelta(days=700))


def test_a_lease_serves_the_next_order_at_the_building(company: Provider) -> None:
    first, second = waiting(company), waiting(company)
    lease = agreed(company, first, valid_until="2026-12-31")
    company.take(second, "leases_agreed", lease=str(lease.id))
    assert lease_of(second.id) == lease
    assert not valid_on(second.id, date(2027, 1, 1))
    with pytest.raises(BadField):
        company.take(waiting(company), "leases_agreed", lessor=None)


def test_a_roof_is_climbed_with_a_work_permit_and_in_good_weather(company: Provider) -> None:
    order = waiting(company)
    lead = company.staff["crew_lead"]
    actions.require_safe_climb(order_id=order.id, at=company.now)
    agreed(company, order, place="Крыша, северный парапет", place_kind="roof")
    with pytest.raises(BadField) as refusal:
        actions.require_safe_climb(order_id=order.id, at=company.now)
    assert refusal.value.params["field"] == "height"
    day = (company.now + timedelta(hours=3)).date()  # the office is three hours ahead
    told: dict[str, Any] = {"order_id": order.id, "actor": lead, "at": company.now}
    papers: dict[str, Any] = {
        "supervisor": "Волков М. Ю.",
        "members": "Павлов",
        "measures": "Привязи, каски",
    }
    with pytest.raises(BadField) as refusal:
        actions.issue_work_permit(
            **told, **papers, valid_from=day, valid_until=day + timedelta(days=15)
        )
    assert refusal.value.params["days"] == 15
    actions.issue_work_permit(**told, **papers, valid_from=day, valid_until=day)
    actions.note_weather(**told, wind_m_s=Decimal("12.1"))
    climb = climb_of(order.id, company.now)
    assert climb is not None
    assert len(climb.lacks) == 1
    later = company.now + timedelta(hours=1)
    actions.note_weather(**{**told, "at": later}, wind_m_s=Decimal(12))
    actions.require_safe_climb(order_id=order.id, at=later)
    with pytest.raises(BadField):
        actions.require_safe_climb(order_id=order.id, at=later + timedelta(hours=5))


@pytest.mark.parametrize("danger", ["thunderstorm", "precipitation", "ice", "fog", "dark"])
def test_nobody_climbs_in_danger_however_still_the_air(company: Provider, danger: str) -> None:
    order = waiting(company)
    note = actions.note_weather(
        order_id=order.id,
        actor=company.staff["installer"],
        at=company.now,
        wind_m_s=Decimal(1),
        **{danger: True},
    )
    assert not note.is_safe


def test_a_company_sets_another_limit_from_a_day_on(company: Provider) -> None:
    SafetyLimit.objects.create(
        code="wind_m_s", value=10, valid_from=DAY + timedelta(days=1), ground="Приказ компании № 4"
    )
    order = waiting(company)
    told: dict[str, Any] = {
        "order_id": order.id,
        "actor": company.staff["installer"],
        "wind_m_s": Decimal(11),
    }
    assert actions.note_weather(at=MONDAY, **told).is_safe
    later = actions.note_weather(at=MONDAY + timedelta(days=2), **told)
    assert not later.is_safe
    assert later.ground == "Приказ компании № 4"
