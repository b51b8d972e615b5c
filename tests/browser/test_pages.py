"""The pages in a real browser, in Russian: people do their work, and nothing breaks the policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.looks import LOW_TARGETS, OVERFLOW, PHONE
from tests.desk.readers import Office
from turnup.orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_manager_opens_a_request_and_proposes_terms(
    as_: Callable[[str], Page], complaints: list[str]
) -> None:
    page = as_("account_manager")
    page.goto("/")
    expect(page.get_by_text("Вас ничего не ждёт")).to_be_visible()
    page.get_by_role("link", name="Новая заявка").first.click()
    page.get_by_label("Название или имя").fill("ООО «Калужские окна»")
    page.get_by_label("Адрес", exact=True).fill("Калуга, ул. Кирова, 36")
    page.get_by_label("Технология").select_option("radio")
    page.get_by_label("Пункты технического задания").first.fill("Не ниже 50 Мбит/с")
    page.get_by_role("button", name="Открыть заявку").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ООО «Калужские окна»")
    expect(page.locator(".tu-toast")).to_contain_text("Заявка открыта")

    page.get_by_role("link", name="Записать: Предложены предварительные условия").click()
    form = page.locator("#form-terms_proposed")
    form.get_by_label("Скорость, Мбит/с").first.fill("50")
    form.get_by_label("Стоимость подключения").fill("12 000,00")
    form.get_by_role("button", name="Записать").click()
    expect(page.locator(".tu-errors")).to_be_focused()
    expect(form.get_by_label("Стоимость подключения")).to_have_value("12\u00a0000,00")
    form.get_by_label("Абонентская плата").first.fill("4500")
    form.get_by_role("button", name="Записать").click()
    expect(page.locator(".tu-toast").last).to_contain_text("Записано")
    expect(page.locator("#step-terms_proposed")).to_have_count(0)
    expect(page.locator(".dk-journal > li")).to_have_count(2)
    expect(page.locator(".dk-journal")).to_contain_text("12 000 ₽")


def test_a_menu_entry_opens_its_form_and_a_note_lands_in_the_journal(
    as_: Callable[[str], Page], office: Office, complaints: list[str]
) -> None:
    order = office.open_order()
    page = as_("noc_head")
    page.goto(f"/orders/{order.number}")
    page.get_by_text("Другие действия").click()
    page.get_by_role("link", name="Добавлена запись").click()
    note = page.locator("#event-dialog").get_by_label("Примечание")
    expect(note).to_be_focused()
    page.locator("#event-dialog [type=submit]").click()
    expect(page.locator("#event-dialog .tu-errors")).to_be_visible()
    note.fill("Узел на Кирова перегружен")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#event-dialog")).to_be_hidden()
    expect(page.locator(".dk-journal > li").first).to_contain_text("Узел на Кирова перегружен")


def test_who_was_overtaken_keeps_what_was_typed(
    as_: Callable[[str], Page], office: Office, complaints: list[str]
) -> None:
    order = office.open_order()
    page = as_("account_manager")
    page.goto(f"/orders/{order.number}")
    page.get_by_role("link", name="Записать: Дан ответ").click()
    form = page.locator("#form-brief_answered")
    form.get_by_label("Ответ в целом").fill("Подключим за три дня")
    office.record(order, "note_added", office.staff["noc_head"], text="Узел перегружен")
    form.get_by_role("button", name="Записать", exact=True).click()
    expect(form).to_contain_text("Кто-то успел раньше")
    expect(form.get_by_label("Ответ в целом")).to_have_value("Подключим за три дня")
    form.get_by_role("button", name="Всё равно записать").click()
    expect(page.locator(".tu-toast").last).to_contain_text("Записано")


def test_a_known_customer_is_chosen_as_one_types(
    as_: Callable[[str], Page], office: Office, complaints: list[str]
) -> None:
    office.open_order()
    page = as_("account_manager")
    page.goto("/orders/new")
    page.get_by_label("Особые пожелания").fill("К маю")
    page.get_by_label("Клиент, который у нас уже есть").press_sequentially("двигатели")
    page.locator(".dk-found-button").click()
    expect(page.locator(".dk-chosen")).to_contain_text("Калужские двигатели")
    expect(page.get_by_label("Калуга, ул. Кирова, 36")).to_be_checked()
    expect(page.get_by_label("Особые пожелания")).to_have_value("К маю")
    page.get_by_role("button", name="Открыть заявку").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Калужские двигатели")
    assert Order.objects.count() == 2


def test_tasks_are_searched_as_one_types(
    as_: Callable[[str], Page], office: Office, complaints: list[str]
) -> None:
    office.open_order()
    page = as_("account_manager")
    page.goto("/")
    expect(page.locator(".dk-row")).to_have_count(2)
    page.locator("#filter-text").press_sequentially("никого нет")
    expect(page.get_by_text("Таких задач нет")).to_be_visible()
    expect(page.locator("#filter-text")).to_be_focused()
    page.locator("#filter-text").fill("двигатели")
    expect(page.locator(".dk-row")).to_have_count(2)
    page.go_back()
    expect(page.locator("#main h1")).to_be_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_phone_shows_every_page_without_sideways_scrolling(
    as_: Callable[[str], Page],
    office: Office,
    live_server: LiveServer,
    complaints: list[str],
    language: str,
) -> None:
    order = office.until_open(office.open_order(), "visit_agreed")
    page = as_("account_manager")
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    card = f"/orders/{order.number}"
    places = ("/", "/orders", "/orders/new", "/journal", "/standard", card)
    for path in (*places, f"{card}/steps/visit_agreed", f"{card}/steps/contract_withdrawn"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate(OVERFLOW) == 0, path
        assert page.evaluate(LOW_TARGETS) == [], path


def test_on_a_phone_the_menu_of_the_card_lies_within_the_screen(
    as_: Callable[[str], Page], office: Office, complaints: list[str]
) -> None:
    order = office.open_order()
    page = as_("account_manager")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(f"/orders/{order.number}")
    page.get_by_text("Другие действия").click()
    box = page.locator("#order .tu-menu-panel").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_the_card_works_by_keyboard_alone(
    as_: Callable[[str], Page], office: Office, complaints: list[str]
) -> None:
    order = office.open_order()
    page = as_("account_manager")
    page.goto("/")
    page.keyboard.press("j")
    expect(page.locator(".tu-row-link").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/orders/{order.number}")
    page.get_by_role("link", name="Записать: Дан ответ").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ответ в целом")).to_be_focused()
    page.keyboard.type("Подключим")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#step-brief_answered")).to_have_count(0)


def test_without_scripts_a_step_is_recorded_on_a_page_of_its_own(
    as_: Callable[[str], Page], office: Office
) -> None:
    order = office.open_order()
    page = as_("account_manager")
    browser = page.context.browser
    assert browser
    page.goto("/")
    plain = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    tab = plain.new_page()
    tab.goto(page.url)
    tab.get_by_role("link", name="Записать: Дан ответ").click()
    tab.get_by_label("Ответ в целом").fill("Подключим")
    tab.get_by_role("button", name="Записать").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Мои задачи")
    assert "brief_answered" not in office.opened(order)
    plain.close()


def test_the_tab_one_is_on_is_seen_on_a_phone(as_: Callable[[str], Page]) -> None:
    page = as_("subscriber_head")
    page.set_viewport_size(PHONE)
    page.goto("/money/prices")
    expect(page.locator(".tu-tabs [aria-current]")).to_be_in_viewport(ratio=1)
