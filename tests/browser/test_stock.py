"""Special equipment that slips and arrives; a permit that forbids mornings: in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.looks import LOW_TARGETS, OVERFLOW, PHONE
from tests.desk.readers import Office
from turnup.ground.queries import access_hours
from turnup.messages.actions import write_letters
from turnup.messages.models import Message
from turnup.orders.models import JournalEntry, Order
from turnup.people.models import Person
from turnup.stock import actions

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(office: Office, **facts: Any) -> Order:
    order = office.until_open(office.open_order(), "installation_requested")
    office.record(order, "installation_requested", **facts)
    return order


def test_a_slipped_delivery_is_told_and_its_arrival_opens_the_way(
    office: Office,
    as_: Callable[[str], Page],
    complaints: list[str],
) -> None:
    actions.open_place(kind="warehouse", name="Склад")
    order = waiting(office, special_equipment=True)
    day = timezone.localdate(timezone.now()) + timedelta(days=4)
    page = as_("chief_engineer")
    page.goto("/stock/special")
    page.get_by_role("link", name="Записать заказ").click()
    page.get_by_label("Что заказано").fill("Радиомост 5 ГГц, пара")
    page.get_by_label("Обещано к").fill(day.isoformat())
    page.get_by_role("button", name="Записать", exact=True).click()
    page.goto("/stock/special")
    page.get_by_role("link", name="Другой срок").click()
    page.get_by_label("Обещано к").fill((day + timedelta(days=3)).isoformat())
    page.get_by_label("Причина").fill("Груз задержан на таможне")
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.locator(".tu-toast")).to_contain_text("ведущему заявку сообщено")
    expect(page.get_by_text("сдвиг на 3 дня")).to_be_visible()
    assert told(order) == {"account_manager", "crew_lead"}

    lead = as_("account_manager")
    lead.goto(f"/orders/{order.number}")
    expect(lead.get_by_text("Радиомост 5 ГГц, пара").first).to_be_visible()

    page = as_("chief_engineer")
    page.set_viewport_size(PHONE)
    page.goto("/stock/special")
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(LOW_TARGETS) == []
    page.get_by_role("link", name="Поступило", exact=True).click()
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.locator(".tu-toast")).to_contain_text("можно назначать выезд")
    assert "visit_planned" in office.opened(order)


def told(order: Order) -> set[str]:
    """Give by name who got the letter about the order's last entry."""
    entry = JournalEntry.objects.filter(order=order).latest("seq")
    assert entry.step == "delivery_moved"
    write_letters(entry_id=entry.id, channels=["inapp"], at=timezone.now())
    people = Message.objects.filter(entry=entry).values("recipient_id")
    return set(Person.objects.filter(id__in=people).values_list("name", flat=True))


def test_a_permit_that_forbids_mornings_is_written_down_and_used(
    office: Office,
    as_: Callable[[str], Page],
    complaints: list[str],
) -> None:
    order = waiting(office, permits_needed=True)
    page = as_("account_manager")
    page.goto(f"/orders/{order.number}/ground")
    page.get_by_role("link", name="Запросить разрешение").click()
    page.get_by_label("Кому").fill("ТСЖ «Ленина, 74»")
    page.get_by_label("Что хотим разместить").fill("Кабель по чердаку")
    page.get_by_role("button", name="Записать", exact=True).click()
    page.get_by_role("link", name="РП-").first.click()
    page.get_by_role("link", name="Записать ответ").click()
    for weekday in range(5):
        page.locator(f"[name=begins_{weekday}]").fill("13:00")
        page.locator(f"[name=ends_{weekday}]").fill("18:00")
    page.get_by_label("Ключи у").fill("у консьержа")
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.get_by_text("действует").first).to_be_visible()
    page.set_viewport_size(PHONE)
    page.goto(f"/orders/{order.number}/ground")
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Применить к этой заявке").click()
    expect(page.locator(".tu-toast")).to_contain_text("применено")
    hours = access_hours(order.id)
    assert hours is not None
    assert {one.begins.hour for windows in hours.values() for one in windows} == {13}
