"""Stories of the plan in a real browser: what slips, is closed, is missed, is dragged.

Each is followed through the pages of those it concerns, the customer's page last.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.desk.readers import Office
from tests.portal.guests import Guests
from turnup.customers.models import Site
from turnup.ground import actions as ground
from turnup.ground.actions.permits import Access
from turnup.installation.actions import change_crew, create_crew
from turnup.installation.models import Crew, MissedVisit, Visit, VisitMove
from turnup.messages.actions import write_letters
from turnup.orders.models import JournalEntry, Order
from turnup.orders.office import office_calendar

pytestmark = pytest.mark.django_db(transaction=True)
As = Callable[[str], Page]


def working_day(n: int) -> date:
    calendar = office_calendar()
    return calendar.nth(calendar.local_date(timezone.now()), n)


def moment(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), office_calendar().zone).astimezone(UTC).isoformat()


def visit_of(order: Order) -> Visit:
    return Visit.objects.get(order=order, released_at=None)


def day_of(visit: Visit) -> date:
    return office_calendar().local_date(visit.starts_at)


def chip(page: Page, order: Order) -> Any:
    return page.locator(f'.dp-chip[data-place="{order.number}"]')


def requested(office: Office, **facts: Any) -> Order:
    order = office.until_open(office.open_order(), "installation_requested")
    office.record(order, "installation_requested", **facts)
    return order


def customers_page(page: Page, office: Office, order: Order) -> Page:
    page.goto(f"/c/{Guests(office).visitor(order).token}")
    return page


def deliver_letters(order: Order) -> None:
    entry = JournalEntry.objects.filter(order=order).latest("seq")
    write_letters(entry_id=entry.id, channels=["inapp"], at=timezone.now())


def test_a_slipped_delivery_moves_the_visit_before_everybodys_eyes(
    office: Office,
    as_: As,
    complaints: list[str],
) -> None:
    order = requested(office, special_equipment=True)
    page = as_("crew_lead")
    page.goto("/plan")
    held = page.locator(".dp-wait", has_text=f"№ {order.number}")
    expect(held).to_contain_text("нет специфического оборудования")
    promised = working_day(1)
    office.record(order, "equipment_promised", promised_date=promised.isoformat())
    page.goto("/plan")
    expect(page.locator(f'.dp-wait[data-order="{order.number}"]')).to_contain_text("поступит")
    office.record(order, "visit_planned", starts_at=moment(working_day(2), 10))
    office.record(order, "visit_agreed")

    page = as_("chief_engineer")
    page.goto("/stock/special")
    page.get_by_role("link", name="Другой срок").click()
    page.get_by_label("Обещано к").fill(working_day(3).isoformat())
    page.get_by_label("Причина").fill("Таможня")
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.locator(".tu-toast")).to_be_visible()
    assert day_of(visit_of(order)) > working_day(3)
    deliver_letters(order)

    page = as_("account_manager")
    page.goto("/letters")
    letter = page.locator("details", has_text="Выезд перенесён")
    expect(letter).to_contain_text("Стало:")
    page.goto(f"/orders/{order.number}")
    expect(page.get_by_text("Монтаж пришлось перенести")).to_be_visible()
    page = as_("crew_lead")
    page.goto("/plan")
    expect(chip(page, order)).to_contain_text("перенесён с")

    customers_page(page, office, order)
    expect(page.get_by_text("Нам пришлось перенести монтаж")).to_be_visible()
    page.get_by_label("Ваши фамилия, имя и отчество").fill("Мария Иванова")
    page.get_by_role("button", name="Подтвердить день").click()
    expect(page.get_by_text("Нам пришлось перенести монтаж")).to_be_hidden()
    assert "visit_agreed" in Order.objects.get(pk=order.pk).card["standing"]


def forbid_mornings(office: Office, order: Order) -> None:
    """Let the building's permit open it from two o'clock on working days."""
    manager = office.staff["account_manager"]
    permit = ground.ask_permit(
        actor=manager,
        at=timezone.now(),
        building=ground.building_for(site=Site.objects.get(pk=order.site_id)),
        party=ground.keep_party(name="ТСЖ «Ленина, 74»", phone="+7 4842 57-12-34"),
        subject="Кабель по чердаку",
        order_id=order.id,
    )
    hours = [Access(day, time(14), time(18)) for day in range(5)]
    granted = ground.answer_permit(
        permit=permit, granted=True, on=timezone.localdate(), hours=hours
    )
    office.record(order, "permits_obtained", permit=granted.number)


def test_a_permit_that_forbids_mornings(
    office: Office,
    as_: As,
    complaints: list[str],
) -> None:
    order = requested(office, permits_needed=True)
    forbid_mornings(office, order)
    page = as_("crew_lead")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"/orders/{order.number}/slots")
    offers = page.locator(".dp-offers li")
    expect(offers.first).to_contain_text("14:00")
    assert all("14:" in text for text in offers.locator("strong").all_inner_texts())

    page.goto("/plan")
    page.locator(f'.dp-wait-head[data-place="{order.number}"]').click()
    dialog = page.locator("#dp-dialog")
    dialog.get_by_text("Другая бригада или время").click()
    dialog.get_by_label("Начало").fill("10:00")
    dialog.get_by_role("button", name="Назначить выезд").click()
    expect(page.locator("#toasts")).to_contain_text("часы доступа в этот день: 14:00–18:00")
    assert not Visit.objects.filter(order=order).exists()
    dialog.get_by_label("Начало").fill("14:00")
    dialog.get_by_role("button", name="Назначить выезд").click()
    expect(chip(page, order)).to_contain_text("14–18")

    customers_page(page, office, order)
    times = page.locator(".pt-time").all_inner_texts()
    assert times
    assert all("14:00" in text for text in times)


FAULTS = (
    ("visit_missed_by_customer", "Сообщите, когда можно приехать", "readiness_confirmed"),
    ("visit_missed_by_crew", "Приносим извинения", "visit_planned"),
    ("visit_missed_by_third_party", "бригаду не пустили", "obstacle_removed"),
)


@pytest.mark.parametrize(("step", "told", "opens"), FAULTS)
def test_a_missed_visit_shows_whose_turn_it_is(
    step: str,
    told: str,
    opens: str,
    office: Office,
    as_: As,
    complaints: list[str],
) -> None:
    order = office.until_open(office.open_order(), "visit_planned")
    office.record(order, "visit_planned")
    office.record(order, "visit_agreed")
    page = as_("crew_lead")
    page.goto(f"/orders/{order.number}/steps/{step}")
    page.get_by_label("Причина").fill("Дверь закрыта, телефон молчит")
    page.get_by_role("button", name="Записать", exact=True).click()
    expect(page.locator("#order")).to_be_visible()
    assert MissedVisit.objects.get(order=order).fault == step.removeprefix("visit_missed_by_")
    assert not Visit.objects.filter(order=order, released_at=None).exists()
    assert opens in office.opened(order)
    page.goto("/plan")
    expect(page.locator(".dp-wait", has_text=f"№ {order.number}")).to_be_visible()
    customers_page(page, office, order)
    expect(page.get_by_text(told).first).to_be_visible()


def placed_crew(name: str, latitude: float) -> Crew:
    crew = create_crew(name=name, skills=["lan", "radio"], at=timezone.now())
    change_crew(
        crew=crew,
        skills=crew.skills,
        at_height=True,
        at=timezone.now(),
        latitude=latitude,
        longitude=36.25,
    )
    return crew


def test_a_visit_is_dragged_to_another_crew_and_day_with_its_way(
    office: Office,
    as_: As,
    complaints: list[str],
) -> None:
    order = office.until_open(office.open_order(), "visit_planned")
    Site.objects.filter(pk=order.site_id).update(latitude="54.51", longitude="36.26")
    office.record(order, "visit_planned", starts_at=moment(working_day(1), 10))
    crew = placed_crew("Бригада 7", 54.3)
    page = as_("crew_lead")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto("/plan")
    target = page.locator(f'td[data-cell="{crew.pk}/{working_day(2)}"]')
    chip(page, order).hover()
    page.mouse.down()
    target.hover()
    target.hover()
    expect(target.locator(".dp-fit")).to_contain_text("′")
    page.mouse.up()
    expect(target.locator(".dp-chip")).to_contain_text("мин")
    moved = visit_of(order)
    assert (moved.crew_id, day_of(moved)) == (crew.pk, working_day(2))
    assert VisitMove.objects.filter(order=order).count() == 1


def test_the_keyboard_moves_a_visit_and_a_short_way_is_marked(
    office: Office,
    as_: As,
    complaints: list[str],
) -> None:
    first, second = (office.until_open(office.open_order(), "visit_planned") for _ in range(2))
    for order in (first, second):
        Site.objects.filter(pk=order.site_id).update(latitude=None, longitude=None)
    office.record(first, "visit_planned", starts_at=moment(working_day(2), 10), minutes=120)
    office.record(second, "visit_planned", starts_at=moment(working_day(3), 10), minutes=120)
    page = as_("crew_lead")
    page.goto("/plan")
    chip(page, second).focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dp-dialog")
    dialog.get_by_text("Другая бригада или время").click()
    dialog.get_by_label("День").fill(working_day(2).isoformat())
    dialog.get_by_label("Начало").fill("12:00")
    dialog.get_by_label("Причина").fill("Соседние дома")
    dialog.get_by_label("Причина").press("Enter")
    expect(chip(page, second)).to_have_attribute("data-conflict", "")
    expect(chip(page, second)).to_contain_text("а между выездами 0 мин")
    assert visit_of(second).starts_at - visit_of(first).ends_at == timedelta()
