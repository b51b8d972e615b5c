"""A crew's phone in Chromium: signed in, with its day fetched."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.desk.readers import Office, Reader
from tests.field.crew import office_with_a_crew

PHONE = {"width": 390, "height": 844}


def enter(page: Page, reader: Reader, url: str) -> None:
    """Sign the tab's browser in."""
    cookie = reader.client.cookies[settings.SESSION_COOKIE_NAME]
    name, value = settings.SESSION_COOKIE_NAME, cookie.value
    page.context.add_cookies([{"name": name, "value": value, "url": url}])


@pytest.fixture
def office(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Office:
    settings.DATA = tmp_path
    settings.PUBLIC_URL = live_server.url
    return office_with_a_crew()


@pytest.fixture
def forgiven() -> tuple[str, ...]:
    return ("ERR_INTERNET_DISCONNECTED",)


@pytest.fixture
def phone(page: Page, office: Office, live_server: LiveServer) -> Callable[[], Page]:
    """Let the tab be the phone of the crew's installer, with its day fetched."""

    def opened() -> Page:
        enter(page, office["installer"], live_server.url)
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        page.goto("/field/")
        expect(page.locator("html[data-ready]")).to_be_attached()
        expect(page.locator("#bar")).to_contain_text("Всё отправлено")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    return opened
