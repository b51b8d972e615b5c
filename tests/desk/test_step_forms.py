"""A step's form as HTML: what is drawn and posted back is what the step's own form takes."""

from typing import Any

import pytest
from django.utils import timezone

from tests.desk.readers import Office, controls
from turnup.desk import forms_html
from turnup.desk.grounds import asking
from turnup.desk.steps import OPENING, STEPS
from turnup.orders.office import standing_standard
from turnup.requests.models import Terms


def drawn_with(office: Office, step: str, data: dict[str, Any]) -> tuple[Any, Any]:
    """Draw the form with the data in a template, and give what a browser would post of it."""
    from django.template import engines

    role = standing_standard().steps[step].by[0]
    order = office.open_order()
    now = timezone.now()
    asked = asking(order, step, actor=office.staff[role], now=now, language="ru")
    template = engines["django"].from_string(
        "{% load ui %}<form id='it'>{% form_fields fields %}</form>"
    )
    html = template.render({"fields": forms_html.drawn(asked, data)})
    return asked, controls(html, "it")


@pytest.mark.parametrize("step", sorted(set(STEPS) - {OPENING}))
def test_an_example_survives_being_drawn_and_posted(office: Office, step: str) -> None:
    form = STEPS[step].form
    asked, posted = drawn_with(office, step, form.example())
    read = form.read(forms_html.read(asked, posted))
    assert without_no(read.data()) == without_no(form.read(form.example()).data())


def without_no(data: dict[str, Any]) -> dict[str, Any]:
    """A box that is not ticked says no, where a program would say nothing."""
    return {name: value for name, value in data.items() if value is not False}


def test_what_is_known_is_filled_in(office: Office) -> None:
    order = office.until_open(office.open_order(), "invoice_issued")
    page = office["account_manager"].get(f"/orders/{order.number}/steps/invoice_issued")
    posted = controls(page.content.decode(), "form-invoice_issued")
    assert posted["amount"] == "12\u00a0000,00"


def test_a_sum_is_read_as_it_is_written(office: Office) -> None:
    order = office.until_open(office.open_order(), "invoice_issued")
    manager = office["account_manager"]
    path = f"/orders/{order.number}/steps/invoice_issued"
    posted = controls(manager.get(path).content.decode(), "form-invoice_issued")
    assert manager.post(path, posted).status_code == 302
    assert "money_received" in office.opened(order)


def test_a_brief_may_be_answered_as_a_whole_though_its_items_are_drawn(office: Office) -> None:
    order = office.open_order()
    manager = office["account_manager"]
    path = f"/orders/{order.number}/steps/brief_answered"
    posted = controls(manager.get(path).content.decode(), "form-brief_answered")
    assert posted["answers.1.item"] == "2"
    posted["summary"] = "Подключим"
    assert manager.post(path, posted).status_code == 302


def test_a_tariff_is_chosen_from_the_catalogue(office: Office) -> None:
    from turnup.catalog.rusnet import load_price_list

    now = timezone.now()
    load_price_list(at=now, since=timezone.localdate(now))
    order = office.open_order(technology="radio")
    manager = office["account_manager"]
    path = f"/orders/{order.number}/steps/terms_proposed"
    html = manager.get(path).content.decode()
    assert 'value="radio-30"' in html
    assert 'value="lan-office-100"' not in html
    posted = controls(html, "form-terms_proposed")
    posted["tariff"], posted["speed_mbit"] = "radio-30", ""
    assert manager.post(path, posted).status_code == 302
    assert str(Terms.objects.get(order=order).connection_fee) == "22000.00"


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(office: Office) -> None:
    order = office.until_open(office.open_order(), "terms_agreed")
    manager = office["account_manager"]
    answer = manager.post(
        f"/orders/{order.number}/steps/terms_agreed",
        {"agreed_by": "", "channel": "email", "note": "Ждут договор к пятнице"},
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_agreed_by_fault"' in html
    assert "Ждут договор к пятнице" in html
    assert controls(html, "form-terms_agreed")["channel"] == "email"


def test_a_moment_in_the_future_is_refused_by_name(office: Office) -> None:
    order = office.open_order()
    answer = office["account_manager"].post(
        f"/orders/{order.number}/steps/note_added",
        {"text": "Позвонить", "_happened_at": "2099-01-01T10:00"},
    )
    assert answer.status_code == 422
    assert "Это ещё не наступило" in answer.content.decode()


@pytest.mark.parametrize("junk", ["2026-13-45T99:00", "вчера", "\x00"])
def test_a_moment_that_is_none_harms_nobody(office: Office, junk: str) -> None:
    order = office.open_order()
    path = f"/orders/{order.number}/steps/note_added"
    answer = office["account_manager"].post(path, {"text": "Позвонить", "_happened_at": junk})
    assert answer.status_code in (302, 422)
