"""A month from its run to the papers, the debtor's suspension and the way back on line."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.statements.banks import Paid, one_c
from turnup.billing.models import Charge, Invoice, Posting
from turnup.cli import month as command
from turnup.closing import actions
from turnup.closing.actions import begin_month, run_month
from turnup.closing.bundle_actions import hand_over_bundle
from turnup.closing.correction_actions import correct_charge
from turnup.closing.debt_actions import mark_told, resume_paid, take_debt_steps
from turnup.closing.deliver import deliver_bundle, step_mail
from turnup.closing.models import Bundle, DebtStep, MonthlyCharge, MonthRun
from turnup.closing.paper_actions import make_papers
from turnup.closing.price_actions import announce_fee
from turnup.closing.queries import open_months, services_of
from turnup.closing.registry import registry_1c
from turnup.customers.models import Customer
from turnup.papers.queries import content_of
from turnup.people.actions import issue_token
from turnup.people.models import Person
from turnup.standard.refusals import BadField

MARCH = date(2026, 3, 1)
APRIL_FIRST = datetime(2026, 4, 1, 7, tzinfo=UTC)


def run(month: date = MARCH, now: datetime = APRIL_FIRST):
    return run_month(run=begin_month(actor=None, now=now, month=month), now=now)


def test_a_month_is_charged_once_however_often_it_is_run(served, fee) -> None:
    _office, _order, service = served
    done = run()
    again = run()
    assert (done.charged, again.charged, again.done_at) == (1, 1, done.done_at)
    charge = Charge.objects.get(kind="recurring")
    days = 31 - service.activated_at.date().day + 1
    assert charge.amount == Decimal(100 * days)
    assert charge.vat_percent == 22
    assert Posting.objects.filter(charge=charge).get().amount == -charge.amount
    invoice = Invoice.objects.get(kind="monthly")
    assert (invoice.amount, invoice.month) == (charge.amount, MARCH)
    assert invoice.due_on >= date(2026, 4, 11)


def test_a_run_that_was_stopped_goes_on(served, fee, monkeypatch: pytest.MonkeyPatch) -> None:
    office_, _order, _service = served
    office_.company.take_all(office_.company.open_order())
    fee("3100.00")
    monkeypatch.setattr(actions, "BATCH", 1)
    begun = begin_month(actor=None, now=APRIL_FIRST, month=MARCH)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_month(run=begun, now=APRIL_FIRST, told=stop)
    assert MonthlyCharge.objects.count() == 1
    assert run().charged == services_of(MARCH).count() == 2
    assert Bundle.objects.count() == Invoice.objects.filter(kind="monthly").count() == 2
    assert len(set(Bundle.objects.values_list("upd_number", flat=True))) == 2


def test_a_month_that_has_not_ended_is_refused(served) -> None:
    with pytest.raises(BadField):
        begin_month(actor=None, now=datetime(2026, 3, 31, 12, tzinfo=UTC), month=MARCH)


def test_a_new_price_is_announced_in_time(served, fee) -> None:
    office_, _order, service = served
    clerk = office_.company.staff["commercial_head"]
    told: dict[str, Any] = {"actor": clerk, "now": APRIL_FIRST, "service": service}
    with pytest.raises(BadField):
        announce_fee(since=date(2026, 4, 10), monthly_fee=Decimal(4000), **told)
    announce_fee(since=date(2026, 4, 16), monthly_fee=Decimal(6000), **told)
    fee("3000.00")
    run(date(2026, 4, 1), datetime(2026, 5, 1, 7, tzinfo=UTC))
    assert Charge.objects.get(kind="recurring").amount == Decimal("4500.00")


def test_the_papers_are_a_pdf_and_an_xml_that_agree(served, fee, client: Client) -> None:
    office_, _order, _service = served
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    assert make_papers(bundle=bundle, actor=None, at=APRIL_FIRST).upd_id == bundle.upd_id
    assert bundle.upd is not None
    assert bundle.xml is not None
    assert content_of(bundle.upd.file).startswith(b"%PDF")
    content = content_of(bundle.xml.file)
    assert content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    root = Xml.fromstring(content.decode("cp1251").partition("\n")[2])
    paper = root.find("Документ")
    assert paper is not None
    assert (paper.get("КНД"), paper.get("Функция")) == ("1115131", "СЧФДОП")
    total = paper.find("ТаблСчФакт/ВсегоОпл")
    assert total is not None
    assert total.get("СтТовУчНалВсего") == f"{bundle.amount:.2f}"
    deliver_bundle(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.failed_at is not None, "no address, no server: told, not silent"
    person = Person.objects.get(pk=office_.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for path in (
        "/money/months",
        "/money/months/2026-03",
        "/money/months/2026-03?format=csv",
        f"/money/transfer/{bundle.upd_number}/pdf",
        f"/money/transfer/{bundle.upd_number}/xml",
    ):
        assert client.get(path).status_code == 200, path


def test_papers_made_at_the_command_line_go_out_as_the_workers_do(served, fee, commands) -> None:
    run()
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
    for _twice in range(2):
        ran = commands.invoke(command.app, ["month", "run", "2026-03", "--papers"])
        assert ran.exit_code == 0, ran.output
    bundle = Bundle.objects.get()
    assert bundle.upd_id
    sending = ProcrastinateJob.objects.filter(task_name="closing.send")
    assert {job.args["bundle_pk"] for job in sending} == {bundle.pk}


def test_a_debtor_is_told_twice_and_noticed_and_warned_before_the_line_is_cut(served, fee) -> None:
    office_, _order, service = served
    run()
    invoice = Invoice.objects.get(kind="monthly")
    now = APRIL_FIRST
    taken = []
    while now < APRIL_FIRST + timedelta(days=40):
        now += timedelta(hours=6)
        for step in take_debt_steps(now=now):
            mark_told(step=step, to="office@example.org", at=now)
            taken.append((step.step, now))
    names = [name for name, _at in taken]
    assert names == ["reminder", "overdue", "notice", "warning", "suspended"]
    at = dict(taken)
    assert at["reminder"].date() <= invoice.due_on < at["overdue"].date()
    assert at["suspended"] - at["warning"] >= timedelta(hours=24)
    assert at["warning"] - at["notice"] >= timedelta(days=3)
    assert service.suspensions.get().until is None
    assert invoice.number in step_mail(DebtStep.objects.get(step="notice")).body
    assert resume_paid(now=now) == []
    office_.company.now = now
    paid = Paid(amount=f"{invoice.amount}", purpose=f"счет {invoice.number}", day=now.date())
    office_.imported(one_c(paid))
    assert resume_paid(now=now + timedelta(minutes=1)) == [service]
    assert service.suspensions.get().until is not None
    assert resume_paid(now=now + timedelta(minutes=2)) == []


def test_the_registry_for_1c_asks_no_more_for_more_lines(served, fee) -> None:
    done = run()
    bundles = list(Bundle.objects.select_related("account__customer", "invoice"))
    asked = []
    for times in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            registry_1c(done, bundles * times)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def xml_of(bundle: Bundle) -> Xml.Element:
    assert bundle.xml is not None
    return Xml.fromstring(content_of(bundle.xml.file).decode("cp1251").partition("\n")[2])


def test_the_xml_is_saved_under_the_name_it_gives_itself(served, fee, client: Client) -> None:
    office_, _order, _service = served
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    assert bundle.xml is not None
    named = f"{xml_of(bundle).get('ИдФайл')}.xml"
    assert bundle.xml.file.name == named
    person = Person.objects.get(pk=office_.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/money/transfer/{bundle.upd_number}/xml")
    assert named in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("kind", "name", "inn", "tag", "function"),
    [
        ("company", "ООО «Ромашка»", "7707049388", "СвЮЛУч", "СЧФДОП"),
        ("sole_trader", "ИП Петров Пётр Ильич", "772269878913", "СвИП", "СЧФДОП"),
        ("person", "Чернов Игорь Борисович", "", "СвФЛУч", "ДОП"),
    ],
)
def test_the_buyer_is_named_as_what_it_is(served, fee, kind, name, inn, tag, function) -> None:
    _office, order, _service = served
    told = {"kind": kind, "name": name, "inn": inn, "legal_address": ""}
    Customer.objects.filter(pk=order.customer_id).update(**told)
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    paper = xml_of(bundle).find("Документ")
    assert paper is not None
    buyer = paper.find("СвСчФакт/СвПокуп")
    assert buyer is not None
    assert paper.get("Функция") == function
    assert [one.tag for one in buyer.find("ИдСв") or ()] == [tag]
    assert buyer.find("Адрес") is None, "no address is told where none is known"
    total = paper.find("ТаблСчФакт/ВсегоОпл/СумНалВсего/СумНал")
    assert total is not None
    assert total.text == f"{bundle.vat_amount:.2f}"


def test_no_month_is_left_out(served, fee, client: Client) -> None:
    office_, _order, _service = served
    july = datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert open_months(july.date()) == [date(2026, month, 1) for month in (3, 4, 5, 6)]
    run(date(2026, 4, 1), july)
    assert open_months(july.date()) == [date(2026, 5, 1), date(2026, 6, 1)]
    with pytest.raises(BadField, match=r"05\.2026"):
        begin_month(actor=None, now=july, month=date(2026, 6, 1))
    person = Person.objects.get(pk=office_.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/money/months").content.decode()
    assert "run-2026-05" in page
    assert "run-2026-06" not in page
    answer = client.post("/money/months/runs", {"month": "2026-06"}, follow=True)
    assert "05.2026 ещё не закрыт." in answer.content.decode()
    assert client.post("/money/months/runs", {"month": "2026-05"}).status_code == 302
    assert MonthRun.objects.filter(month=date(2026, 5, 1)).exists()


def test_a_mistyped_year_holds_no_month_up(served, fee) -> None:
    july = datetime(2026, 7, 1, 7, tzinfo=UTC)
    with pytest.raises(BadField, match=r"03\.2026"):
        begin_month(actor=None, now=july, month=date(2006, 6, 1))
    MonthRun.objects.create(month=date(2000, 1, 1), began_at=july, done_at=july)
    assert open_months(july.date())[0] == MARCH
    run(date(2026, 6, 1), july)
    assert open_months(july.date()) == []


def test_a_program_hears_in_its_language_why_papers_did_not_go(served, fee) -> None:
    office_, _order, _service = served
    Customer.objects.update(email="")
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    deliver_bundle(bundle.pk)
    person = Person.objects.get(pk=office_.company.staff["subscriber_clerk"].id)
    token = issue_token(person=person, at=APRIL_FIRST)
    for language, told in (
        ("ru", "у абонента нет электронной почты"),
        ("en", "the customer has no e-mail"),
    ):
        answer = Client().get(
            "/api/v1/months/2026-03/papers",
            headers={"authorization": f"Bearer {token}", "accept-language": language},
        )
        assert [one["failure"] for one in answer.json()] == [told]


def test_papers_that_no_email_brings_are_handed_over(served, fee, client: Client) -> None:
    office_, _order, _service = served
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    deliver_bundle(bundle.pk)
    person = Person.objects.get(pk=office_.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    way = f"/money/transfer/{bundle.upd_number}/handed"
    assert way in client.get("/money/months/2026-03").content.decode()
    told = {"on": "2026-03-31", "how": "Лично под роспись"}
    assert client.post(way, told).status_code == 422, "before they were made"
    assert client.post(way, told | {"on": "2026-04-02"}).status_code == 302
    page = client.get("/money/months/2026-03").content.decode()
    assert "Лично под роспись" in page
    assert way not in page
    bundle.refresh_from_db()
    assert (bundle.failed_at, bundle.told_on) == (None, date(2026, 4, 2))
    assert client.post(way, told | {"on": "2026-04-02"}).status_code == 422, "once"


def test_corrected_papers_are_handed_over_after_the_correction(served, fee) -> None:
    office_, _order, _service = served
    run()
    now = APRIL_FIRST + timedelta(days=5)
    told: dict[str, Any] = {"actor": office_.company.staff["subscriber_clerk"], "now": now}
    charge = Charge.objects.get(kind="recurring")
    bundle = correct_charge(charge=charge, amount=Decimal("100.00"), reason="Простой", **told)
    told["bundle"] = make_papers(bundle=bundle, actor=None, at=now)
    with pytest.raises(BadField):
        hand_over_bundle(on=date(2026, 4, 2), how="Лично под роспись", **told)
    assert hand_over_bundle(on=date(2026, 4, 6), how="Лично под роспись", **told).sent_at == now
