"""The components in a real browser: safe, in both languages, by keyboard, and on a phone."""

import pytest
from playwright.sync_api import Dialog, Page, expect

pytestmark = [pytest.mark.urls("tests.ui.gallery_urls"), pytest.mark.django_db(transaction=True)]

GALLERY = "/ui/gallery/"
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 360, "height": 740}
# Links inside a line of text may be lower (WCAG 2.5.8); everything else wants a thumb's room.
LOW_TARGETS = """() => [...document.querySelectorAll(
    'button, summary, select, input:not([type=hidden]), .btn, .tu-nav a, .tu-tabs a, .tu-menu-item'
)].filter((one) => one.checkVisibility({visibilityProperty: true}))
  .map((one) => (one.type === 'radio' || one.type === 'checkbox') ? one.closest('label') : one)
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SEEN_FOCUS = """() => {
    const one = document.activeElement.closest('tr:has(.tu-row-link)') ?? document.activeElement;
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture
def forgiven() -> tuple[str, ...]:
    return ("422",)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_policy_is_broken_and_everything_is_drawn(
    page: Page, complaints: list[str], language: str
) -> None:
    page.goto(GALLERY)
    page.locator(".tu-language:visible button", has_text=language.upper()).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("canvas")).to_be_visible()
    page.locator("[data-open='#sure']").click()
    expect(page.locator("#sure")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sure")).to_be_hidden()


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE], ids=["360", "390"])
def test_a_phone_shows_everything_without_sideways_scrolling(
    page: Page, complaints: list[str], size: dict[str, int]
) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.goto(GALLERY)
    expect(page.locator("canvas")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert page.evaluate(LOW_TARGETS) == []
    page.locator(".tu-menu > summary").click()
    expect(page.locator(".tu-menu-panel .tu-language")).to_be_visible()
    assert page.evaluate(LOW_TARGETS) == []
    assert page.evaluate(OVERFLOW) == 0


def test_a_phone_reaches_what_its_menu_bar_has_no_room_for(
    page: Page, complaints: list[str]
) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(GALLERY)
    expect(page.locator(".tu-side a:visible")).to_have_count(4)
    page.locator(".tu-nav-more button").click()
    expect(page.locator(".tu-nav-sheet a:visible")).to_have_count(6)
    assert page.evaluate(LOW_TARGETS) == []
    page.keyboard.press("Escape")
    expect(page.locator(".tu-nav-sheet")).to_be_hidden()


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(
    page: Page, complaints: list[str]
) -> None:
    page.goto(GALLERY)
    page.keyboard.press("Tab")
    expect(page.locator(".tu-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN_FOCUS), page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("slash", ["/", "Slash"])
def test_shortcuts_work_in_either_layout(page: Page, complaints: list[str], slash: str) -> None:
    page.goto(GALLERY)
    expect(page.locator("canvas")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".tu-row-link").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".tu-row-link").nth(0)).to_be_focused()
    page.keyboard.press(slash)
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("?")
    expect(page.locator("#keyboard-help")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_hidden()


def test_rows_are_added_and_removed_and_faults_lead_to_their_fields(
    page: Page, complaints: list[str]
) -> None:
    page.goto(GALLERY)
    lines = page.locator("[data-rows='lines']")
    lines.locator("[data-add-row]").click()
    expect(page.locator("[name='lines.1.title']")).to_be_focused()
    page.keyboard.type("Wheel")
    lines.locator("[data-remove-row]").first.click()
    page.locator("form[data-draft] button[type=submit]").click()
    expect(page.locator(".tu-errors")).to_be_focused()
    expect(page.locator("[name='lines.0.title']")).to_have_value("Wheel")
    expect(page.locator("#id_lines_0_price_fault")).to_be_visible()
    page.locator(".tu-errors a").nth(1).click()
    expect(page.locator("[name='verdict']").first).to_be_focused()


def test_what_was_typed_survives_a_reload(page: Page, complaints: list[str]) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(GALLERY)
    page.locator("[name=owner]").fill("Ivanov")
    page.locator("[data-rows='lines'] [data-add-row]").click()
    page.locator("[name='lines.1.title']").fill("Wheel")
    page.reload()
    expect(page.locator("[name=owner]")).to_have_value("Ivanov")
    expect(page.locator("[name='lines.1.title']")).to_have_value("Wheel")
    expect(page.locator(".tu-toast")).to_be_visible()


def test_leaving_what_is_not_saved_asks_first(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(GALLERY)
    page.locator("[name=owner]").press_sequentially("Iv")
    page.evaluate("location.assign('/elsewhere')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_without_scripts_the_form_and_the_language_still_work(page: Page) -> None:
    browser = page.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page.goto(GALLERY)
    tab = plain.new_page()
    tab.goto(page.url)
    tab.locator(".tu-language:visible button", has_text="EN").click()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    tab.locator("form[data-draft] button[type=submit]").click()
    expect(tab.locator(".tu-errors")).to_be_visible()
    plain.close()
