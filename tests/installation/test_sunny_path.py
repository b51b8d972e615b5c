"""Stages 4 and 5 by the forms' examples alone."""

import pytest

from tests.walk import STEPS, Provider
from turnup.activation.models import PapersEnrolment, Service, StatisticsConfirmation
from turnup.billing.models import Invoice, Payment
from turnup.installation.models import ActHandover, AddressAssignment, CompletionAct, Visit


def test_the_examples_lead_an_order_into_service(company: Provider) -> None:
    order = company.take_all(company.open_order())
    assert order.closed == "completed"
    act = CompletionAct.objects.get(order=order)
    held = AddressAssignment.objects.get(order=order)
    service = Service.objects.get(order=order)
    assert act.ip_address == held.address_id == service.ip_address
    assert act.place == "Калуга, ул. Кирова, 1"
    assert service.login == str(order.number)
    assert held.until is None
    assert service.ended_at is None
    assert Payment.objects.get(order=order).amount == Invoice.objects.get(order=order).amount
    assert ActHandover.objects.get(order=order).act == act
    assert StatisticsConfirmation.objects.get(order=order).service == service
    assert PapersEnrolment.objects.get(order=order).first_month.day == 1


def test_a_hard_order_takes_every_step_of_the_ground(company: Provider) -> None:
    order = company.open_order()
    facts = {"outdoor": True, "permits_needed": True, "special_equipment": True}
    company.take_until(order, "installation_requested", **facts)
    company.take(order, "installation_requested")
    opened = set(company.open_steps(order))
    assert {"permits_obtained", "leases_agreed", "equipment_promised"} <= opened
    company.take(order, "temporary_connection_made")
    assert company.take_all(order).closed == "completed"


def test_a_finished_order_holds_no_visit(company: Provider) -> None:
    order = company.take_all(company.open_order())
    visit = Visit.objects.get(order=order)
    assert visit.done_at is not None
    assert visit.released_at is None


@pytest.mark.parametrize("step", STEPS)
def test_every_form_describes_itself_and_takes_its_own_example(step: str) -> None:
    form, _action = STEPS[step]
    schema = form.model_json_schema()
    assert all(part.get("title") for part in schema["properties"].values())
    assert all(part.get("examples") for part in schema["properties"].values())
    assert set(form.read(form.example()).keywords()) == set(schema["properties"])
