"""The subscriber department and the NOC in Chromium: money, line, service, counting, the month."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.desk.readers import Office, open_office
from tests.statements.banks import Paid, one_c
from turnup.activation.models import Service, StatisticsConfirmation
from turnup.billing.models import Invoice
from turnup.installation.actions import create_pool
from turnup.papers.rusnet import write_beginnings
from turnup.statistics.actions import count_packets
from turnup.statistics.counters import Packet

pytestmark = pytest.mark.django_db(transaction=True)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def office(live_server: LiveServer) -> Office:
    write_beginnings()
    office = open_office()
    create_pool(name="Стыки", purpose="link", network="10.41.0.0/29", block_length=30)
    return office


@pytest.fixture
def forgiven() -> tuple[str, ...]:
    return ()


def recorded(page: Page, number: int, step: str, **typed: str) -> None:
    """Record a step on its own page."""
    page.goto(f"/orders/{number}/steps/{step}")
    for label, text in typed.items():
        page.locator(f"[name={label}]").fill(text)
    page.get_by_role("button", name="Записать", exact=True).click()
    page.wait_for_url(f"**/orders/{number}**")


def test_a_line_goes_from_the_banks_file_into_service(
    as_: Callable[[str], Page], office: Office, tmp_path: Path
) -> None:
    order = office.until_open(office.open_order(), "money_received")
    invoice = Invoice.objects.get(order=order)
    today = timezone.localdate()
    file = tmp_path / "kl_to_1c.txt"
    paid = Paid(amount=f"{invoice.amount}", purpose=f"счет {invoice.number}", day=today)
    file.write_bytes(one_c(paid).encode("cp1251"))

    clerk = as_("subscriber_clerk")
    clerk.set_viewport_size({"width": 1400, "height": 900})
    clerk.goto("/money/statements")
    clerk.locator("#statement-file").set_input_files(file)
    clerk.get_by_role("button", name="Показать").click()
    clerk.get_by_role("button", name="Загрузить").click()
    expect(clerk.locator("main")).to_contain_text(invoice.number)
    order.refresh_from_db()
    assert "money_received" in order.card["standing"]

    office.until_open(order, "line_connected")
    noc = as_("noc_head")
    noc.goto(f"/orders/{order.number}")
    noc.get_by_role("link", name="Линия", exact=True).click()
    noc.locator("input[name=purpose][value=link]").check()
    noc.get_by_role("button", name="Назначить блок").click()
    expect(noc.locator("main")).to_contain_text("10.41.0.0/30")
    noc.get_by_label("Коммутатор").fill("ru-klg-acc-017")
    noc.get_by_label("Порт", exact=True).fill("ge-0/0/12")
    noc.get_by_label("VLAN").fill("2017")
    noc.get_by_role("button", name="Назначить порт").click()
    expect(noc.locator("main")).to_contain_text("VLAN 2017")
    noc.set_viewport_size({"width": 390, "height": 844})
    for path in (f"/orders/{order.number}/line", "/addresses", "/running", "/services/counting"):
        noc.goto(path)
        assert noc.evaluate(OVERFLOW) == 0, path
    noc.goto(f"/orders/{order.number}/line")
    noc.get_by_role("button", name="Освободить").first.click()
    noc.locator("dialog[open]").get_by_role("button", name="Освободить").click()
    expect(noc.locator("main")).to_contain_text("Блоков за заявкой нет")

    office.until_open(order, "service_activated")
    clerk = as_("subscriber_clerk")
    clerk.set_viewport_size({"width": 1400, "height": 900})
    recorded(clerk, order.number, "service_activated", login="2026-17")
    service = Service.objects.get(order=order)
    moment = timezone.now()
    said = (moment, moment, "81c0", "2026-17", "10.0.0.1", service.ip_address, 60)
    count_packets(packets=[Packet("Interim-Update", *said, 2_000_000_000, 9_000_000_000)])
    recorded(clerk, order.number, "statistics_confirmed", reason="Виден первый трафик")
    assert StatisticsConfirmation.objects.get().reason == "Виден первый трафик"
    recorded(clerk, order.number, "monthly_papers_enrolled")
    order.refresh_from_db()
    assert order.closed == "completed"

    clerk.goto("/services?q=2026-17")
    clerk.get_by_role("link", name="2026-17").click()
    expect(clerk.locator("main")).to_contain_text("9,00 ГБ")
    with clerk.expect_download() as saved:
        clerk.get_by_role("link", name="CSV").click()
    assert ";2000000000;9000000000" in saved.value.path().read_text("utf-8-sig")
    for size in ({"width": 390, "height": 844}, {"width": 1400, "height": 900}):
        clerk.set_viewport_size(size)  # type: ignore[arg-type]  # width and height, as it wants
        clerk.reload()
        assert clerk.evaluate(OVERFLOW) == 0
    assert service.activated_at > moment - timedelta(hours=1)
