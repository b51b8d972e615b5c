"""A crew at work on a phone: in a cellar without network, and home again."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.desk.readers import Office
from tests.field.crew import agreed_soon, carry, keep_stock
from turnup.field.models import Item, SitePhoto, Tick, VisitMark
from turnup.installation.models import CompletionAct, LineConnection, TemporaryConnection, Visit
from turnup.installation.signature import is_drawn
from turnup.orders.models import JournalEntry
from turnup.stock.models import Device, StockItem
from turnup.stock.queries import installed_for

pytestmark = pytest.mark.django_db(transaction=True)

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOW_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((one) => one.checkVisibility())
  .map((one) => one.closest('label') ?? one)
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))"""


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
    keep_stock()
    order = agreed_soon(office)
    carry(order, Visit.objects.get(order=order).crew.name)
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

    page.get_by_role("link", name="Установлено, возвращено").click()
    terminal = page.locator("[data-row]").filter(has_text="Терминал")
    terminal.get_by_role("button", name="Установлено").first.click()
    expect(terminal).to_contain_text("сохранено на телефоне")
    page.get_by_label("Сколько, м").fill("62,5")
    page.get_by_role("button", name="Потрачено").click()
    expect(page.locator("main")).to_contain_text("установлено:\u00a062,5")
    assert page.evaluate(LOW_TARGETS) == []
    page.get_by_role("link", name="Назад").click()

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
    expect(page.get_by_label("Серийный номер")).to_have_value("ONT-1")
    page.get_by_role("button", name="Акт подписан").click()
    expect(page.locator("#note")).to_contain_text("Клиент не расписался")
    sign(page, page.locator("[data-sign=customer] canvas"))
    sign(page, page.locator("[data-sign=crew] canvas"))
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Акт подписан").click()
    expect(page.locator("#bar")).to_contain_text("Сохранено на телефоне: 11")
    expect(page.locator("[data-code] svg")).to_be_visible()
    assert not CompletionAct.objects.exists()

    page.reload()
    expect(page.locator("#bar")).to_contain_text("Сохранено на телефоне: 11")
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
    assert Device.objects.get(serial="ONT-1").place.order_id == order.id
    assert installed_for(order.id)[StockItem.objects.get(code="cable").id] == Decimal("62.5")
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
    order = agreed_soon(office)
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


def test_crew_and_support_see_each_others_ticks_and_a_finding_goes_back_to_the_permit(
    phone: Callable[[], Page], office: Office, complaints: list[str]
) -> None:
    order = agreed_soon(office)
    page = phone()
    visit = Visit.objects.get(order=order)
    page.goto(f"/field/#/visit/{visit.pk}/setup")
    expect(page.get_by_label("Порт и скорость настроены")).not_to_be_checked()
    ticked = {"point": "port_configured", "done": "yes"}
    office["tech_support"].post(f"/orders/{order.number}/site/ticks", ticked)
    expect(page.get_by_label("Порт и скорость настроены")).to_be_checked(timeout=9_000)
    page.get_by_label("Адрес настроен").check()
    for _ in range(50):
        if Tick.objects.count() == 2:
            break
        page.wait_for_timeout(100)
    seen = office["tech_support"].get(f"/orders/{order.number}/site").content.decode()
    assert seen.count('data-done="yes"') == 2

    page.context.set_offline(True)
    page.goto(f"/field/#/visit/{visit.pk}/trouble")
    page.get_by_label("Нет разрешения собственника").check()
    page.get_by_label("Что именно").fill("На чердак не пускают: нужен договор с ТСЖ")
    page.get_by_role("button", name="Завершить выезд").click()
    expect(page.locator("#bar")).to_contain_text("Сохранено на телефоне: 1")
    page.context.set_offline(False)
    expect(page.locator("#bar")).to_contain_text("Всё отправлено")
    assert "permits_obtained" in office.opened(order)
