"""A crew at work on a phone: in a cellar without network, and home again."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.desk.readers import Office
from tests.field.crew import office_with_a_crew
from turnup.field.models import Item, SitePhoto, VisitMark
from turnup.installation.models import CompletionAct, LineConnection, TemporaryConnection, Visit
from turnup.installation.signature import is_drawn
from turnup.orders.models import JournalEntry, Order

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOW_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((one) => one.checkVisibility())
  .map((one) => one.closest('label') ?? one)
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def office(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Office:
    settings.DATA = tmp_path
    return office_with_a_crew()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Collect what the browser complains of besides the network that the test cut."""
    heard: list[str] = []
    page.on("console", lambda one: heard.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda fault: heard.append(str(fault)))
    yield heard
    assert [text for text in heard if "ERR_INTERNET_DISCONNECTED" not in text] == []


@pytest.fixture
def phone(page: Page, office: Office, live_server: LiveServer) -> Callable[[], Page]:
    """Let the tab be the phone of the crew's installer, with its day fetched."""

    def opened() -> Page:
        cookie = office["installer"].client.cookies[settings.SESSION_COOKIE_NAME]
        name, value = settings.SESSION_COOKIE_NAME, cookie.value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        page.goto("/field/")
        expect(page.locator("html[data-ready]")).to_be_attached()
        expect(page.locator("#bar")).to_contain_text("Всё отправлено")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    return opened


def agreed_for_today(office: Office) -> Order:
    order = office.until_open(office.open_order(), "line_connected")
    soon = timezone.now() + timedelta(minutes=5)
    Visit.objects.filter(order=order).update(starts_at=soon, ends_at=soon + timedelta(hours=2))
    return order


def sign(page: Page, field: Locator) -> None:
    """Draw a zigzag with the pen."""
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for nth in range(1, 14):
        page.mouse.move(box["x"] + 20 + nth * 20, box["y"] + (30 if nth % 2 else 90))
    page.mouse.up()


def test_paid_order_to_signed_act_offline_and_its_replay(
    phone: Callable[[], Page], office: Office, complaints: list[str], tmp_path: Path
) -> None:
    order = agreed_for_today(office)
    page = phone()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#bar")).to_contain_text("Нет сети")
    assert page.evaluate(LOW_TARGETS) == []
    page.locator("a.visit").click()

    page.get_by_role("button", name="В пути").click()
    page.get_by_role("button", name="На месте").click()
    expect(page.locator(".marked")).to_have_count(2)
    photo = tmp_path / "20.jpg"
    photo.write_bytes(big_picture())
    page.locator("input[data-photo]").set_input_files(photo)
    expect(page.locator(".pictures figure")).to_have_count(1)

    page.get_by_role("link", name="Линия подключена").click()
    page.get_by_label("Порт", exact=True).fill("sw-4 / 12")
    page.get_by_label("Потери пакетов").fill("140")
    expect(page.locator(".row[data-tone=bad]")).to_contain_text("Бывает от 0 до 100")
    page.get_by_label("Потери пакетов").fill("0,5")
    page.get_by_role("button", name="Линия подключена").click()

    page.get_by_role("link", name="Линия настроена").click()
    page.get_by_role("button", name="Линия настроена").click()
    expect(page.locator("#note")).to_contain_text("Ещё не отмечено")
    for point in ("Адрес настроен", "Интернет работает", "Показано клиенту"):
        page.get_by_label(point).check()
    page.get_by_label("Приём, Мбит/с").fill("98,5")
    page.get_by_role("button", name="Линия настроена").click()

    page.get_by_role("link", name="Подписан акт").click()
    address = page.locator(".ip").inner_text()
    page.get_by_label("Фамилия, имя, отчество").fill("Иванова Мария Сергеевна")
    page.get_by_label("Должность").fill("директор")
    page.get_by_role("button", name="Добавить устройство").click()
    page.locator(".device").last.get_by_label("Устройство").fill("Терминал")
    page.locator(".device").last.get_by_label("Серийный номер").fill("ONT-1")
    page.get_by_role("button", name="Акт подписан").click()
    expect(page.locator("#note")).to_contain_text("Клиент не расписался")
    sign(page, page.locator("[data-sign=customer] canvas"))
    sign(page, page.locator("[data-sign=crew] canvas"))
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Акт подписан").click()
    expect(page.locator("#bar")).to_contain_text("Сохранено на телефоне: 9")
    assert not CompletionAct.objects.exists()

    page.reload()
    expect(page.locator("#bar")).to_contain_text("Сохранено на телефоне: 9")
    page.context.set_offline(False)
    expect(page.locator("#bar")).to_contain_text("Всё отправлено")
    act = CompletionAct.objects.get(order=order)
    assert act.ip_address == address
    assert act.equipment[-1]["serial"] == "ONT-1"
    assert is_drawn(act.customer_signature)
    assert is_drawn(act.crew_signature)
    assert LineConnection.objects.get(order=order).readings == {"loss_pct": "0.5"}
    assert SitePhoto.objects.get().width == 1600
    assert VisitMark.objects.count() == 2
    entries, items = JournalEntry.objects.count(), Item.objects.count()

    replay(page)
    expect(page.locator("#bar")).to_contain_text("Всё отправлено")
    assert (JournalEntry.objects.count(), Item.objects.count()) == (entries, items)


def replay(page: Page) -> None:
    """Make the phone forget that it has sent anything, and send all of it again."""
    page.evaluate(
        """async () => {
            const store = await import('/static/field/store.js');
            for (const one of await store.all('queue'))
                await store.put('queue', {...one, sent: false});
            const {sync} = await import('/static/field/sync.js');
            await sync();
        }"""
    )


def big_picture() -> bytes:
    """Give a photo of 20 megapixels, as cameras take them."""
    made = BytesIO()
    Image.new("RGB", (5200, 3900), "teal").save(made, "JPEG")
    return made.getvalue()


def test_a_temporary_modem_goes_out_and_comes_back(
    phone: Callable[[], Page], office: Office, complaints: list[str]
) -> None:
    order = agreed_for_today(office)
    page = phone()
    page.context.set_offline(True)
    page.locator("a.visit").click()
    page.get_by_role("link", name="Выдать или принять модем").click()
    page.get_by_label("Серийный номер").fill("LTE-7")
    page.get_by_label("Залог, руб.").fill("3000")
    page.get_by_role("button", name="Выдано клиенту").click()
    page.context.set_offline(False)
    expect(page.locator("#bar")).to_contain_text("Всё отправлено")
    assert TemporaryConnection.objects.get(order=order).returned_at is None
    expect(page.locator("main")).to_contain_text("У клиента: LTE-роутер с SIM-картой LTE-7")

    page.get_by_role("link", name="Выдать или принять модем").click()
    page.get_by_role("button", name="Принят").click()
    expect(page.locator("main")).to_contain_text("Модем не выдан")
    back = TemporaryConnection.objects.get(order=order)
    assert back.returned_at
    assert back.condition == "Исправен, комплект полный"
