"""The pre-check in a real browser: the profile is drawn on a desk and on a phone."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.desk.readers import Office, open_office
from turnup.customers.models import Site
from turnup.orders.models import Order
from turnup.surveys.inventory_actions import demo_inventory

pytestmark = pytest.mark.django_db(transaction=True)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def order(page: Page, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Order:
    """Give an order in the middle of Kaluga, and let the tab be a survey engineer's."""
    settings.DATA = tmp_path
    office: Office = open_office()
    demo_inventory()
    made = office.open_order()
    Site.objects.update(latitude="54.513845", longitude="36.261215")
    name = django_settings.SESSION_COOKIE_NAME
    value = office["survey_engineer"].client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    return made


@pytest.mark.parametrize(("width", "drawn"), [(1280, "desk"), (390, "phone")])
def test_the_profile_is_drawn_and_others_are_a_click_away(
    page: Page, order: Order, width: int, drawn: str
) -> None:
    heard: list[str] = []
    page.on("console", lambda one: heard.append(one.text) if one.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/orders/{order.number}/precheck")
    sheet = page.locator(f".sv-sheet[data-of={drawn}]")
    expect(sheet).to_be_visible()
    expect(page.get_by_role("img", name="Профиль трассы до сектора")).to_have_count(1)
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_text("Остальные секторы:").click()
    page.get_by_role("link", name="KLG-RIGHT-BANK-C").click()
    expect(sheet).to_have_accessible_name("Профиль трассы до сектора KLG-RIGHT-BANK-C")
    page.get_by_label("Высота антенны над землёй").fill("25,5")
    page.get_by_role("button", name="Рассчитать").click()
    expect(sheet).to_have_accessible_name("Профиль трассы до сектора KLG-RIGHT-BANK-C")
    expect(page.get_by_label("Высота антенны над землёй")).to_have_value("25,5")
    assert heard == []
