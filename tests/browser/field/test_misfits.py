"""A day offline that no longer fits when it comes home: kept, and shown to a person both ways."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.field.conftest import enter
from tests.desk.readers import Office
from tests.field.crew import ACT, SET_UP, Phone, agreed_soon
from turnup.field.models import Item
from turnup.installation.models import LineConnection, Visit
from turnup.orders.models import JournalEntry, Order

pytestmark = pytest.mark.django_db(transaction=True)

RETRIED = 20_000  # ms; a try that fails as the network comes back is followed by others
LAG = """(() => {
  const real = Date, lag = -(%d);
  globalThis.Date = class extends real {
    constructor(...given) { given.length ? super(...given) : super(real.now() + lag); }
    static now() { return real.now() + lag; }
  };
})()"""


def connect(page: Page, order: Order, port: str) -> None:
    """Record the connected line on the phone."""
    visit = Visit.objects.filter(order=order).latest("id")
    page.goto(f"/field/#/visit/{visit.pk}/connect")
    page.get_by_label("Порт", exact=True).fill(port)
    page.get_by_role("button", name="Линия подключена").click()
    expect(page.locator(".step").first).to_contain_text("на телефоне")


def test_moved_cancelled_closed_and_second_phones_are_shown_both_ways(
    phone: Callable[[], Page], office: Office, live_server: LiveServer
) -> None:
    moved, cancelled, twice, closed = (agreed_soon(office, hours) for hours in (0, 2, 4, 6))
    page = phone()
    page.context.set_offline(True)
    for place, order in enumerate((moved, cancelled, twice, closed), start=1):
        connect(page, order, f"sw-4 / {place}")

    visits = Visit.objects.filter(order=moved)
    visits.update(starts_at=F("starts_at") + timedelta(days=1), ends_at=F("ends_at") + timedelta(1))
    office.record(cancelled, "order_cancelled")
    other = Phone(office["installer"], Visit.objects.get(order=twice))
    other.outcomes(other.act(twice, "line_connected", port="sw-9 / 1"))
    over = Phone(office["installer"], Visit.objects.get(order=closed))
    over.outcomes(
        over.act(closed, "line_connected", port="sw-9 / 2"),
        over.act(closed, "line_set_up", **SET_UP),
        over.act(closed, "act_signed", **ACT),
    )
    while opened := office.opened(closed):
        office.record(closed, opened[0])
    before = JournalEntry.objects.count()

    page.context.set_offline(False)
    expect(page.locator("#bar")).to_contain_text("Всё отправлено", timeout=RETRIED)
    page.goto("/field/#/queue")
    expect(page.locator(".line")).to_have_count(4)
    expect(page.get_by_text("Не сошлось: решит руководитель бригад")).to_have_count(4)
    assert JournalEntry.objects.count() == before
    assert set(Item.objects.filter(outcome="conflict").values_list("order", flat=True)) == {
        one.id for one in (moved, cancelled, twice, closed)
    }

    page.context.clear_cookies()
    enter(page, office["crew_lead"], live_server.url)
    both = {
        moved: ("sw-4 / 1", "Выезд, который знал телефон"),
        cancelled: ("sw-4 / 2", "Отменена"),
        twice: ("sw-4 / 3", "sw-9 / 1"),
        closed: ("sw-4 / 4", "Подключена"),
    }
    for order, versions in both.items():
        page.goto(f"/from-site/{Item.objects.get(order=order, outcome='conflict').pk}")
        for version in versions:
            expect(page.locator("main")).to_contain_text(version)

    page.goto(f"/from-site/{Item.objects.get(order=moved, outcome='conflict').pk}")
    page.get_by_label("Почему").fill("Бригада была у клиента")
    page.get_by_role("button", name="Записать как есть").click()
    expect(page.locator("main")).to_contain_text("Разобрано за неделю")
    assert LineConnection.objects.get(order=moved).port == "sw-4 / 1"


@pytest.mark.parametrize("lag", [timedelta(hours=5), timedelta(days=3), timedelta(days=-2)])
def test_a_wrong_clock_is_put_right_and_told(
    phone: Callable[[], Page], office: Office, lag: timedelta
) -> None:
    order = agreed_soon(office)
    page = phone()
    page.context.add_init_script(LAG % (lag.total_seconds() * 1000))
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.context.set_offline(True)
    connect(page, order, "sw-4 / 12")
    page.context.set_offline(False)
    expect(page.locator("#bar")).to_contain_text("Всё отправлено", timeout=RETRIED)
    item = Item.objects.get()
    assert (item.outcome, item.clock_note) == ("done", "shifted")
    assert abs(item.happened_at - timezone.now()) < timedelta(minutes=2)
    assert abs(item.happened_at - item.phone_at - lag) < timedelta(minutes=2)
    told = office["crew_lead"].get(f"/orders/{order.number}/site").content.decode()
    assert "Часы телефона спешили или отставали" in told
