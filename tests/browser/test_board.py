"""The crew lead's board in a real browser: dragging, the keyboard, the phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.desk.readers import Office
from turnup.installation.models import Visit, VisitMove
from turnup.orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def forgiven() -> tuple[str, ...]:
    return ()


def ready(office: Office) -> Order:
    return office.until_open(office.open_order(), "visit_planned")


def test_a_missed_visit_is_dragged_to_its_new_day(
    as_: Callable[[str], Page], office: Office
) -> None:
    order = ready(office)
    office.record(order, "visit_planned")
    office.record(order, "visit_agreed")
    office.record(order, "visit_missed_by_crew")
    page = as_("crew_lead")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto("/plan")
    waits = page.locator(f'.dp-wait[data-order="{order.number}"]')
    expect(waits).to_contain_text("ООО")
    free = page.locator("td[data-cell]:not([data-off])").nth(2)
    day, crew = free.get_attribute("data-day"), free.get_attribute("data-crew")
    waits.drag_to(free)
    chip = page.locator(f'td[data-cell="{crew}/{day}"] .dp-chip')
    expect(chip).to_have_count(1, timeout=20_000)
    expect(page.locator("#toasts")).to_contain_text("Назначено")
    assert str(Visit.objects.get(order=order, released_at=None).crew_id) == crew


def test_an_agreed_visit_is_moved_by_keyboard_and_with_a_reason(
    as_: Callable[[str], Page], office: Office
) -> None:
    order = ready(office)
    office.record(order, "visit_planned")
    office.record(order, "visit_agreed")
    page = as_("crew_lead")
    page.goto("/plan")
    page.locator(f'.dp-chip[data-place="{order.number}"]').focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dp-dialog")
    expect(dialog).to_contain_text("согласовано с клиентом")
    dialog.get_by_label("Начало").fill("14:00")
    dialog.get_by_label("По чьей инициативе").select_option("customer")
    dialog.get_by_label("Причина").fill("Просят после обеда")
    dialog.get_by_role("button", name="Перенести выезд").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(f'.dp-chip[data-place="{order.number}"]')).to_contain_text("14")
    assert VisitMove.objects.get(order=order).wished_by == "customer"


def test_on_a_phone_the_plan_is_read_and_a_visit_is_planned(
    as_: Callable[[str], Page], office: Office
) -> None:
    order = ready(office)
    page = as_("crew_lead")
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/plan", "/plan?view=day", "/plan/fill", "/plan/terms", "/plan/crews"):
        page.goto(path)
        assert page.evaluate(OVERFLOW) == 0, path
    page.goto("/plan")
    page.locator(f'.dp-wait-head[data-place="{order.number}"]').click()
    page.locator("#dp-dialog").get_by_role("button", name="Назначить", exact=True).first.click()
    expect(page.locator(f'.dp-chip[data-place="{order.number}"]')).to_be_visible()
