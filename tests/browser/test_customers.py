"""Customers in a real browser, in Russian: from the public form to the signed contract."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.looks import LOW_TARGETS, OVERFLOW
from tests.contracts.test_texts import WHOLE
from tests.desk.readers import Office
from turnup.contracts.text_actions import fill_contract
from turnup.orders.models import Order
from turnup.papers.models import Paper
from turnup.portal.actions import make_link
from turnup.portal.keys import code_of, token_of
from turnup.portal.models import LinkSignature, SigningCode

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SIGNED = "contract_signed_by_customer"
SHOTS = os.environ.get("PAGES_SHOWN")  # a folder to look at the pages afterwards


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def people(browser: Browser, live_server: LiveServer, office: Office) -> Iterator["People"]:
    """Give everybody a tab of their own; whatever a browser complains of fails the test."""
    found = People(browser, live_server, office)
    yield found
    found.close()


class People:
    """Tabs by who sits before them: a role, or `customer` who is signed in nowhere."""

    def __init__(self, browser: Browser, server: LiveServer, office: Office):
        self.browser, self.server, self.office = browser, server, office
        self.tabs: dict[str, Page] = {}
        self.complaints: list[str] = []

    def __getitem__(self, who: str) -> Page:
        if who not in self.tabs:
            self.tabs[who] = self._opened(who, {"width": 1400, "height": 900})
        return self.tabs[who]

    def on_a_phone(self) -> Page:
        self.tabs["customer"] = self._opened("customer", PHONE, touch=True)
        return self.tabs["customer"]

    def _opened(self, who: str, size: dict[str, int], touch: bool = False) -> Page:
        profile = self.browser.new_context(
            base_url=self.server.url,
            locale="ru-RU",
            viewport={"width": size["width"], "height": size["height"]},
            has_touch=touch,
        )
        profile.set_default_timeout(10_000)
        if who != "customer":
            name = django_settings.SESSION_COOKIE_NAME
            value = self.office[who].client.cookies[name].value
            profile.add_cookies([{"name": name, "value": value, "url": self.server.url}])
        tab = profile.new_page()
        tab.on("console", lambda one: self._hear(one.text) if one.type == "error" else None)
        tab.on("pageerror", lambda fault: self._hear(str(fault)))
        return tab

    def _hear(self, text: str) -> None:
        if "422" not in text:
            self.complaints.append(text)

    def close(self) -> None:
        for tab in self.tabs.values():
            tab.context.close()
        assert self.complaints == []


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(400)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def draw(page: Page) -> None:
    """Sign in the field with the mouse."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    points = [(0.1, 0.6), (0.25, 0.2), (0.35, 0.8), (0.5, 0.3), (0.65, 0.7), (0.9, 0.4)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def sign(page: Page) -> None:
    """Ask for the code, type it in, draw and sign."""
    page.get_by_role("button", name="Прислать код").click()
    expect(page.locator("#code-told")).to_contain_text("отправлен")
    page.get_by_label("Одноразовый код").fill(code_of(SigningCode.objects.latest("made_at").id))
    page.get_by_label("Договор прочитан").check()
    draw(page)
    page.get_by_role("button", name="Подписать договор").click()
    expect(page.locator(".tu-toast").last).to_contain_text("договор подписан")


def acknowledge(page: Page) -> None:
    for tick in page.get_by_label("Прочитано и понятно").all():
        tick.check()
    page.get_by_role("button", name="С обязанностями ознакомлен").click()
    expect(page.locator(".tu-toast").last).to_contain_text("записали")


def complete(office: Office, order: Order) -> None:
    lawyer = office.staff["lawyer"]
    fill_contract(order_id=order.id, actor=lawyer, at=timezone.now(), details=WHOLE)


def until(office: Office, order: Order, step: str, **said: object) -> None:
    while step not in (opened := office.opened(order)):
        office.record(order, opened[0], **(said.get(opened[0]) or {}))  # type: ignore[arg-type]  # plain data by step


def test_a_company_from_the_form_to_a_contract_with_disputes(
    people: People, office: Office
) -> None:
    customer, manager, lawyer = people["customer"], people["account_manager"], people["lawyer"]
    customer.goto("/request")
    customer.get_by_label("Название или имя").fill("ООО «Калужские двигатели»")
    customer.get_by_label("Контактное лицо").fill("Воронцова Ольга Николаевна")
    customer.get_by_label("Телефон").fill("+7 4842 57-12-34")
    customer.get_by_label("Электронная почта").fill("office@example.com")
    customer.get_by_text("Реквизиты: договор").click()
    customer.get_by_label("ИНН").fill("7707049389")
    customer.get_by_label("Адрес", exact=True).fill("Калуга, ул. Кирова, 36")
    customer.get_by_text("Показать место на карте").click()
    customer.locator("[data-map]").click(position={"x": 200, "y": 120})
    expect(customer.get_by_label("Широта")).not_to_have_value("")
    customer.get_by_label("Технология").select_option("radio")
    customer.get_by_label("Пункты технического задания").first.fill("Не ниже 50 Мбит/с")
    customer.locator("#id_consent").check()
    customer.wait_for_timeout(3000)  # the form knows how long a person needs
    customer.get_by_role("button", name="Отправить заявку").click()
    expect(customer.locator(".tu-errors")).to_contain_text("не сходится")
    customer.get_by_label("ИНН").fill("7707049388")
    shot(customer, "1-request")
    customer.get_by_role("button", name="Отправить заявку").click()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("зарегистрировано")
    shot(customer, "2-registered")

    manager.goto("/requests")
    expect(manager.locator("#main")).to_contain_text("Не ниже 50 Мбит/с")
    shot(manager, "3-inbox")
    manager.get_by_role("button", name="Взять").click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Калужские двигатели")
    order = Order.objects.get()
    manager.get_by_role("link", name="Записать: Предложены предварительные условия").click()
    form = manager.locator("#form-terms_proposed")
    form.get_by_label("Скорость, Мбит/с").first.fill("50")
    form.get_by_label("Стоимость подключения").fill("12000")
    form.get_by_label("Абонентская плата").first.fill("4000")
    form.get_by_label("Нестандартные условия").check()
    form.get_by_label("Что нестандартно и почему").first.fill("Три офиса за год")
    form.get_by_role("button", name="Записать").click()
    expect(manager.locator("#step-terms_proposed")).to_have_count(0)
    answers = [{"item": 1, "answer": "Да: 50 Мбит/с в обе стороны"}]
    office.record(order, "brief_answered", summary="", answers=answers)
    manager.goto(f"/orders/{order.number}/offer")
    expect(manager.locator(".rq-marks")).to_contain_text("Три офиса за год")
    shot(manager, "4-offer")
    manager.goto(f"/orders/{order.number}/link")
    manager.get_by_role("button", name="Создать ссылку").click()
    address = manager.locator(".pt-address input").input_value()

    customer.goto("/c/" + address.rsplit("/", 1)[1])
    expect(customer.locator(".pt-need")).to_contain_text("Да: 50 Мбит/с в обе стороны")
    shot(customer, "5-proposal")
    customer.get_by_role("button", name="Принять предложение").click()
    expect(customer.locator(".tu-toast").last).to_contain_text("условия согласованы")
    until(office, order, "duties_explained")
    complete(office, order)
    customer.reload()
    acknowledge(customer)
    customer.get_by_text("Оспорить пункты").click()
    customer.locator(".pt-dispute select").first.select_option(index=5)
    customer.locator(".pt-dispute textarea").first.fill("Оплата в течение 20 дней")
    customer.get_by_role("button", name="Ещё один пункт").click()
    customer.locator(".pt-dispute select").nth(1).select_option(index=8)
    customer.locator(".pt-dispute textarea").nth(1).fill("Уведомление за 30 дней")
    shot(customer, "6-dispute")
    customer.get_by_role("button", name="Отправить юристу").click()
    expect(customer.locator(".tu-toast").last).to_contain_text("юрист")

    lawyer.goto(f"/orders/{order.number}/disagreements")
    for place in range(2):
        lawyer.locator("textarea[name=agreed]").nth(place).fill("Пятнадцать дней")
        lawyer.locator(".ct-keep button").nth(place).click()
        expect(lawyer.locator(".tu-toast").last).to_be_visible()
    lawyer.get_by_role("button", name="Урегулировать").click()
    expect(lawyer.locator("#main")).to_contain_text("Урегулировано")
    shot(lawyer, "7-settled")
    for role in ("commercial_head", "owner"):
        people[role].goto(f"/orders/{order.number}/terms")
        people[role].get_by_role("button", name="Согласовать эти условия").click()
        expect(people[role].locator("#main")).to_contain_text("Согласовано")

    customer.reload()
    sign(customer)
    shot(customer, "8-signed")
    for role in ("director", "technical_director"):
        people[role].goto(f"/orders/{order.number}/contract")
        people[role].get_by_role("button", name="Подписать договор").click()
        expect(people[role].locator(".tu-toast").last).to_contain_text("Подпись внесена")
    order.refresh_from_db()
    assert {SIGNED, "contract_signed_by_director"} <= set(order.card["standing"])
    assert LinkSignature.objects.count() == 1


def test_the_customers_page_on_a_phone_from_proposal_to_signature(
    people: People, office: Office
) -> None:
    order = office.open_order()
    until(office, order, "terms_agreed")
    link = make_link(order=order, actor=office.staff["account_manager"], at=timezone.now())
    page = people.on_a_phone()
    page.goto("/c/" + token_of("link", bytes(link.nonce)))
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(LOW_TARGETS) == []
    shot(page, "m1-proposal")
    page.get_by_role("button", name="Принять предложение").click()
    expect(page.locator(".tu-toast").last).to_contain_text("согласованы")
    until(office, order, "corrected_terms_accepted", estimate_made={"terms_changed": True})
    page.reload()
    assert page.evaluate(OVERFLOW) == 0
    expect(page.locator(".pt-compare [data-changed]").first).to_be_visible()
    shot(page, "m2-corrected")
    page.get_by_role("button", name="Принять исправленные условия").click()
    until(office, order, "duties_explained")
    complete(office, order)
    page.reload()
    shot(page, "m3-duties")
    acknowledge(page)
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(LOW_TARGETS) == []
    page.get_by_role("button", name="Написать имя вместо росчерка").click()
    page.get_by_role("button", name="Очистить").click()
    page.get_by_label("Одноразовый код").fill("000000")
    page.get_by_label("Договор прочитан").check()
    page.get_by_role("button", name="Подписать договор").click()
    expect(page.locator(".pt-need [role=alert]")).to_be_visible()
    sign(page)
    shot(page, "m4-signed")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Лист подписания").click()
    assert saved.value.suggested_filename.endswith(".pdf")
    assert Paper.objects.filter(order=order.id, kind="signing_sheet").count() == 1
