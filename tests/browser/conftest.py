"""A real browser: Debian's Chromium, driven by Playwright, on a live server of the test's own."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.desk.readers import Office, open_office

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser that lasts for the worker's whole run.

    Playwright keeps an event loop in this thread, which makes Django think it is called from
    asynchronous code; it is not.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """Give a fresh browser profile whose addresses begin at the live server."""
    profile = browser.new_context(base_url=live_server.url, locale="ru-RU")
    profile.set_default_timeout(10_000)
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Give one empty tab."""
    return context.new_page()


@pytest.fixture
def office(live_server: LiveServer) -> Office:
    """Give a provider whose people sign in to the live server."""
    return open_office()


@pytest.fixture
def forgiven() -> tuple[str, ...]:
    """Name what the browser may complain of: a refusal is an error to it, and none to us."""
    return ("409", "422")


@pytest.fixture
def complaints(page: Page, forgiven: tuple[str, ...]) -> Iterator[list[str]]:
    """Collect what the browser complains of; the test fails if there was anything else."""
    heard: list[str] = []
    page.on("console", lambda one: heard.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda fault: heard.append(str(fault)))
    yield heard
    assert [text for text in heard if not any(one in text for one in forgiven)] == []


@pytest.fixture
def as_(
    page: Page, office: Office, live_server: LiveServer, complaints: list[str]
) -> Callable[[str], Page]:
    """Let the tab be that of somebody who is signed in; the browser may not complain."""

    def signed_in(role: str) -> Page:
        cookie = office[role].client.cookies[settings.SESSION_COOKIE_NAME]
        name, value = settings.SESSION_COOKIE_NAME, cookie.value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        return page

    return signed_in
