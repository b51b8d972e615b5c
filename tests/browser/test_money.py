"""The subscriber department's and the accountant's day in a real browser.

A statement is dropped, one payment finds its invoice, one waits and is decided by hand; the month
is closed, its papers are opened, a debtor is seen.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.looks import LOW_TARGETS, OVERFLOW, PHONE
from tests.money_office import Office, agree_fee, open_office
from tests.statements.banks import Paid, one_c
from turnup.activation.models import Service
from turnup.billing.months import month_of
from turnup.closing.actions import run_month
from turnup.closing.debt_actions import take_debt_steps
from turnup.closing.models import Bundle, MonthRun
from turnup.closing.paper_actions import make_papers
from turnup.closing.queries import fee_on
from turnup.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def money(transactional_db: None, tmp_path: Path, settings: Any) -> Office:
    return open_office(tmp_path, settings)


@pytest.fixture
def clerk(money: Office, page: Page, live_server: LiveServer, client: Client) -> Page:
    person = Person.objects.get(pk=money.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    return page


def test_from_a_dropped_statement_to_a_closed_month(
    money: Office, clerk: Page, tmp_path: Path
) -> None:
    order, invoice = money.invoiced()
    served = money.company.take_all(money.company.open_order())
    service = Service.objects.get(order=served)
    now = timezone.now()
    last_month = month_of(month_of(now.date()) - timedelta(days=1))
    begun = datetime(last_month.year, last_month.month, 1, tzinfo=UTC)
    Service.objects.filter(pk=service.pk).update(activated_at=begun)
    agree_fee("3100.00")
    statement = tmp_path / "kl_to_1c.txt"
    day = money.company.now.date()
    known = Paid(purpose=f"Оплата по счету № {invoice.number}", day=day)
    stray = Paid(amount="300.00", purpose="За интернет", number="9", day=day)
    statement.write_bytes(one_c(known, stray).encode("cp866"))

    clerk.goto("/money/statements")
    clerk.locator("#statement-file").set_input_files(statement)
    clerk.get_by_role("button", name="Показать, что внутри").click()
    clerk.get_by_role("button", name="Загрузить").click()
    expect(clerk.get_by_text("Ждёт решения").first).to_be_visible()
    assert money.stands(order)

    clerk.goto("/money/waiting")
    clerk.locator("a.tu-row-link").first.click()
    clerk.get_by_label("Счёт или лицевой счёт").first.fill(f"{invoice.account.number}")
    clerk.get_by_role("button", name="Зачислить", exact=True).click()
    expect(clerk.locator(".tu-toast")).to_be_visible()

    clerk.goto("/money/months")
    clerk.get_by_role("button", name=f"{last_month:%m.%Y}").first.click()
    clerk.locator(f"#run-{last_month:%Y-%m} button[type=submit]").click()
    run_month(run=MonthRun.objects.get(), now=now)
    for bundle in Bundle.objects.all():
        make_papers(bundle=bundle, actor=None, at=now)
    clerk.goto(f"/money/months/{last_month:%Y-%m}")
    with clerk.expect_download() as saved:
        clerk.get_by_role("link", name="УПД").first.click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")

    bundle = Bundle.objects.get()
    take_debt_steps(now=now + timedelta(days=60))
    clerk.goto("/money/debts")
    expect(clerk.get_by_text(f"№ {bundle.invoice.number}").first).to_be_visible()
    assert fee_on(service, now.date()) == Decimal("3100.00")
    _serves(clerk, bundle, service)


def _serves(clerk: Page, bundle: Bundle, service: Service) -> None:
    """Pause a service at the subscriber's request, on a phone."""
    clerk.set_viewport_size(PHONE)
    clerk.goto(f"/money/accounts/{bundle.account.number}/service")
    assert clerk.evaluate(OVERFLOW) == 0
    assert clerk.evaluate(LOW_TARGETS) == []
    clerk.get_by_text("Приостановить по заявлению абонента").click()
    clerk.get_by_label("Заявление абонента").fill("Письмо № 3 от 1 марта")
    clerk.get_by_role("button", name="Приостановить", exact=True).click()
    expect(clerk.get_by_role("button", name="Возобновить")).to_be_visible()
    assert service.suspensions.get().reason == "voluntary"
