"""Stage 2 in a real browser, in Russian: from a no to a yes, a tap on a phone, days by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.desk.readers import Office, open_office
from turnup.customers.models import Site
from turnup.orders.models import Order
from turnup.surveys.board import survey_board
from turnup.surveys.inventory_actions import demo_inventory
from turnup.surveys.models import Survey, SurveyMove, SurveyPlacement

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: ViewportSize = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('main button, main .btn, main summary')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def office(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Office:
    settings.DATA = tmp_path
    made = open_office()
    demo_inventory()
    return made


@pytest.fixture
def forgiven() -> tuple[str, ...]:
    return ("422",)


def test_a_no_goes_through_the_meeting_to_a_second_survey(
    as_: Callable[[str], Page], office: Office, tmp_path: Path
) -> None:
    order = office.until_open(office.open_order(technology="radio"), "survey_done")
    Site.objects.update(latitude="54.513845", longitude="36.261215")
    engineer = as_("survey_engineer")
    engineer.set_viewport_size(PHONE)
    survey(engineer, order, tmp_path, verdict="Невозможно", line="Отсутствует")
    expect(engineer.get_by_text("в повестке совещания технического отдела")).to_be_visible()
    engineer.set_viewport_size({"width": 1280, "height": 900})

    head = as_("noc_head")
    head.goto("/meetings")
    group = head.locator(".sv-group")
    group.get_by_text("Решить").click()
    group.locator("[name=decision][value=build]").check()
    group.get_by_role("button", name="Записать решение").click()
    expect(head.get_by_text("Назовите ответственного")).to_be_visible()
    group.get_by_label("Ответственный").fill("Орлов Сергей Николаевич")
    group.get_by_label("К какому дню").fill("2099-01-15")
    group.get_by_role("button", name="Записать решение").click()
    head.get_by_text("Построено", exact=True).click()
    head.get_by_role("button", name="Записать и открыть новую экспертизу").click()
    expect(head.get_by_text("Новая экспертиза ждёт своего дня")).to_be_visible()
    assert office.opened(order) == ["survey_scheduled"]

    head.goto("/survey-days")
    head.get_by_role("button", name="Подтвердить предложение: 1 экспертиза").click()
    expect(head.get_by_text("Назначен день 1 экспертизы")).to_be_visible()
    survey(as_("survey_engineer"), order, tmp_path, verdict="Возможно", line="Имеется")
    expect(head.get_by_text("Смету составляет начальник NOC")).to_be_visible()
    assert list(Survey.objects.order_by("seq").values_list("verdict", flat=True)) == [
        "not_feasible",
        "feasible",
    ]


def survey(page: Page, order: Order, folder: Path, *, verdict: str, line: str) -> None:
    """Fill the form: a reading out of the usual, a photo, a sketch, the conclusion."""
    photo = folder / "крыша.jpg"
    Image.new("RGB", (2600, 1900), "navy").save(photo, "JPEG")
    page.goto(f"/orders/{order.number}/survey")
    signal = page.get_by_label("Уровень сигнала", exact=True)
    signal.fill("−71")
    expect(page.locator("[data-reading][data-out]").filter(has=signal)).to_be_visible()
    signal.fill("−58,5")
    expect(page.locator("[data-reading][data-out]").filter(has=signal)).to_have_count(0)
    page.locator("[data-photos][multiple]").set_input_files(photo)
    expect(page.locator("#photos li")).to_have_count(1)
    sketch(page)
    expect(page.locator("#photos li")).to_have_count(2)
    page.get_by_role("button", name="Записать результат").click()
    expect(page.locator("[data-errors]")).to_be_visible()
    expect(signal).to_have_value("-58.5")
    page.locator("#id_node_capacity").get_by_text("Имеется").click()
    page.locator("#id_line_available").get_by_text(line).click()
    page.locator("#id_verdict").get_by_text(verdict, exact=True).click()
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Записать результат").click()
    expect(page.get_by_text("Результат в журнале работ")).to_be_visible()


def sketch(page: Page) -> None:
    page.get_by_role("button", name="Нарисовать схему").click()
    sheet = page.locator("canvas").bounding_box()
    assert sheet
    page.mouse.move(sheet["x"] + 30, sheet["y"] + 30)
    page.mouse.down()
    page.mouse.move(sheet["x"] + 200, sheet["y"] + 90)
    page.mouse.up()
    page.get_by_role("button", name="Приложить").click()


def test_an_urgent_survey_is_allowed_on_a_phone_by_one_tap(
    as_: Callable[[str], Page], office: Office
) -> None:
    order = office.until_open(office.open_order(), "survey_requested")
    office.record(order, "survey_requested", urgent=True)
    page = as_("technical_director")
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.get_by_role("link", name="Перейти: Срочная экспертиза разрешена").click()
    expect(page.get_by_role("heading", name="Срочная экспертиза?")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(SMALL) == []
    page.get_by_role("button", name="Мы обещали дату").click()
    expect(page.get_by_role("status").get_by_text("Разрешено")).to_be_visible()
    assert office.opened(order) == ["survey_scheduled"]


def test_a_survey_is_moved_by_mouse_by_keyboard_and_by_choice(
    as_: Callable[[str], Page], office: Office
) -> None:
    order = office.until_open(office.open_order(), "survey_scheduled")
    board = survey_board(timezone.now())
    first, second = [day for day in board.days if not day.urgent_only and day.day > board.today][:2]
    engineer = board.engineers[0].id
    page = as_("noc_head")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto("/survey-days")
    card = page.locator(f"#card-{order.id}")
    card.drag_to(page.locator(f"[data-cell='{second.day}.{engineer}']"))
    expect(card.get_by_text("перенесена вручную")).to_be_visible()
    assert SurveyPlacement.objects.get().survey_date == second.day
    card.focus()
    card.press("Alt+ArrowUp")
    expect(page.locator(f"[data-cell='{first.day}.{engineer}'] #card-{order.id}")).to_be_focused()
    assert SurveyPlacement.objects.get().survey_date == first.day
    card.press("Enter")
    page.get_by_label("День и инженер").select_option("")
    page.get_by_role("button", name="Перенести").click()
    expect(card.get_by_text("перенесена вручную")).to_have_count(0)
    assert not SurveyPlacement.objects.exists()


@pytest.mark.parametrize("by", ["keyboard", "drag"])
def test_a_set_day_is_moved_with_its_reason_and_undone(
    as_: Callable[[str], Page], office: Office, by: str
) -> None:
    order = office.until_open(office.open_order(), "survey_scheduled")
    board = survey_board(timezone.now())
    first, second = [day for day in board.days if not day.urgent_only and day.day > board.today][:2]
    engineer = board.engineers[0].id
    day = first.day.isoformat()
    office.record(order, "survey_scheduled", survey_date=day, engineer=str(engineer))
    page = as_("noc_head")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto("/survey-days")
    card = page.locator(f"#card-{order.id}")
    if by == "drag":
        card.drag_to(page.locator(f"[data-cell='{second.day}.{engineer}']"))
    else:
        card.focus()
        card.press("Alt+ArrowDown")
    expect(page.get_by_label("День и инженер")).to_have_value(f"{second.day}.{engineer}")
    reason = page.get_by_label("Почему переносится")
    expect(reason).to_be_focused()
    page.get_by_role("button", name="Перенести", exact=True).click()
    expect(reason).to_be_visible()  # nothing is moved without a word
    reason.fill("Клиент просит после праздников")
    page.get_by_role("button", name="Перенести", exact=True).click()
    expect(page.locator(f"[data-cell='{second.day}.{engineer}'] #card-{order.id}")).to_be_visible()
    expect(card.get_by_text("переносилась 1 раз")).to_be_visible()
    page.get_by_role("button", name="Отменить перенос").click()
    expect(page.locator(f"[data-cell='{first.day}.{engineer}'] #card-{order.id}")).to_be_visible()
    assert [move.to_date for move in SurveyMove.objects.order_by("seq")] == [second.day, first.day]
