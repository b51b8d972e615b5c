"""Permits, equipment, the modem that must come back, the checklist, the act."""

import pytest
from pydantic import ValidationError

from tests.walk import Provider
from turnup.installation.models import CompletionAct, TemporaryConnection
from turnup.orders.models import Order
from turnup.standard.refusals import BadField, GateClosed


def refused_field(company: Provider, order: Order, step: str, **said: object) -> str:
    with pytest.raises(BadField) as caught:
        company.take(order, step, **said)
    return str(caught.value.params["field"])


def test_the_request_overrides_what_the_survey_found(company: Provider) -> None:
    order = company.take_until(company.open_order(), "installation_requested", outdoor=True)
    company.take(order, "installation_requested", outdoor=False, permits_needed=True)
    opened = company.open_steps(order)
    assert "permits_obtained" in opened
    assert "leases_agreed" not in opened


@pytest.mark.parametrize("step", ["permits_obtained", "leases_agreed"])
def test_a_paper_that_has_run_out_is_none(company: Provider, step: str) -> None:
    order = company.open_order()
    company.take_until(order, step, outdoor=True, permits_needed=True)
    assert refused_field(company, order, step, valid_until="2026-01-31") == "valid_until"
    company.take(order, step, valid_until="2027-01-31")


def test_a_device_is_named_once(company: Provider) -> None:
    order = company.take_until(company.open_order(), "equipment_ready", special_equipment=True)
    assert refused_field(company, order, "equipment_ready", serials=["A1", "A1"]) == "serials"
    company.take(order, "equipment_ready", serials=["A1", "A2"])


def test_a_modem_is_at_one_customer_until_it_comes_back(company: Provider) -> None:
    first, second = (company.take_until(company.open_order(), "visit_planned") for _ in range(2))
    company.take(first, "temporary_connection_made", serial="LTE-1", deposit="3000")
    assert refused_field(company, second, "temporary_connection_made", serial="LTE-1") == "serial"
    company.take(first, "temporary_connection_returned", condition="Исправен")
    company.take(second, "temporary_connection_made", serial="LTE-1")
    back = TemporaryConnection.objects.get(order=first)
    assert back.returned_at is not None
    assert back.condition == "Исправен"


def test_a_device_without_a_serial_gets_a_label(company: Provider) -> None:
    order = company.take_until(company.open_order(), "visit_planned")
    receipt = company.take(order, "temporary_connection_made")
    label = TemporaryConnection.objects.get(order=order).serial
    assert label == f"{order.number}-{receipt.journal_seq}"


def test_an_order_does_not_close_while_its_modem_is_out(company: Provider) -> None:
    order = company.take_until(company.open_order(), "visit_planned")
    company.take(order, "temporary_connection_made")
    with pytest.raises(GateClosed):
        company.do(order, "order_cancelled")
    company.take(order, "temporary_connection_returned")
    company.do(order, "order_cancelled")


@pytest.mark.parametrize("point", ["address_set", "internet_works", "customer_shown"])
def test_a_line_is_set_up_when_its_whole_checklist_is_done(company: Provider, point: str) -> None:
    order = company.take_until(company.open_order(), "line_set_up")
    assert refused_field(company, order, "line_set_up", **{point: False}) == point


def test_an_act_lists_what_was_left_with_the_customer(company: Provider) -> None:
    order = company.take_until(company.open_order(), "act_signed")
    left = [{"name": "Терминал", "serial": "ONT-1"}, {"name": "Патч-корд", "quantity": 2}]
    company.take(order, "act_signed", equipment=left, place="На складе", signatory_post="директор")
    act = CompletionAct.objects.get(order=order)
    assert act.number == "2026-1"
    assert act.place == "На складе"
    assert [(d["name"], d["serial"], d["quantity"]) for d in act.equipment] == [
        ("Терминал", "ONT-1", 1),
        ("Патч-корд", None, 2),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"signatory_name": ""},
        {"signatory_name": "x" * 201},
        {"works": "a\x00b"},
        {"works": "\ud800"},
        {"ip_address": "999.1.1.1"},
        {"ip_address": 7.5},
        {"equipment": [{"name": "x", "quantity": 0}]},
        {"signed_by_robot": True},
    ],
)
def test_an_act_of_nonsense_is_refused_by_its_form(
    company: Provider, said: dict[str, object]
) -> None:
    order = company.take_until(company.open_order(), "act_signed")
    with pytest.raises(ValidationError):
        company.take(order, "act_signed", **said)
