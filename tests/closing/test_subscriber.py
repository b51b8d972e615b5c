"""A subscriber in service: advances, traffic, corrections, pause, end, and the papers of each."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import pytest
from django.test import Client

from tests.closing.test_month import APRIL_FIRST, MARCH, run
from tests.statements.banks import Paid, one_c
from tests.statements.test_deciding import broken, sql
from turnup.activation.models import Service
from turnup.billing.advance_actions import refund_advance
from turnup.billing.models import Charge, Invoice, PersonalAccount
from turnup.billing.queries import balance_of, outstanding
from turnup.catalog.models import Tariff, Technology
from turnup.closing.correction_actions import correct_charge
from turnup.closing.debt_actions import take_debt_steps
from turnup.closing.deliver import fee_mail
from turnup.closing.fees import included_in, usage_due
from turnup.closing.models import Bundle
from turnup.closing.paper_actions import make_papers
from turnup.closing.price_actions import announce_fee, choose_papers, price_traffic
from turnup.closing.reconciliation import reconciliation_data, reconciliation_pdf
from turnup.customers.models import Customer
from turnup.papers.queries import content_of
from turnup.people.models import Person
from turnup.requests.models import Terms
from turnup.standard.refusals import BadField
from turnup.statistics.actions import keep_partitions
from turnup.statistics.models import TrafficDay


def paid_ahead(served, account: PersonalAccount, amount: str) -> None:
    office, _order, _service = served
    office.imported(one_c(Paid(amount=amount, purpose=f"л/с {account.number}", number="77")))


def test_an_advance_pays_the_month_and_nobody_is_reminded(served, fee, account) -> None:
    paid_ahead(served, account, "5000.00")
    run()
    invoice = Invoice.objects.get(kind="monthly")
    assert outstanding(invoice) == 0
    assert take_debt_steps(now=datetime(2026, 4, 30, 9, tzinfo=UTC)) == []
    fee("6200.00")
    run(date(2026, 4, 1), datetime(2026, 5, 4, 9, tzinfo=UTC))
    april = Invoice.objects.get(month=date(2026, 4, 1))
    assert outstanding(april) == april.amount - (Decimal("5000.00") - invoice.amount)


def test_money_that_went_back_pays_nothing_any_more(served, fee, account) -> None:
    office, _order, _service = served
    paid_ahead(served, account, "5000.00")
    run()
    back = Paid(amount="5000.00", number="5", purpose="Возврат по п/п 77", out=True)
    office.imported(one_c(back))
    invoice = Invoice.objects.get(kind="monthly")
    assert outstanding(invoice) == invoice.amount


def test_an_unused_advance_is_given_back_and_no_more(served, fee, account) -> None:
    office, _order, _service = served
    paid_ahead(served, account, "5000.00")
    run()
    used = Invoice.objects.get(kind="monthly").amount
    clerk = office.company.staff["subscriber_clerk"]
    told: dict[str, Any] = {"actor": clerk, "now": APRIL_FIRST, "account": account}
    with pytest.raises(BadField):
        refund_advance(amount=Decimal("5000.00"), on=date(2026, 4, 1), reason="Заявление", **told)
    free = Decimal("5000.00") - used
    before = balance_of(account)
    refund_advance(amount=free, on=date(2026, 4, 1), reason="Заявление", **told)
    assert balance_of(account) == before - free
    with pytest.raises(BadField):
        refund_advance(amount=Decimal("0.01"), on=date(2026, 4, 1), reason="Ещё", **told)
    assert broken() == {}
    sql("UPDATE billing_advanceuse SET amount = amount + 1")
    assert set(broken()) == {"I12"}


def test_a_refund_is_not_taken_back_again_by_its_statement(served, fee, account) -> None:
    office, _order, _service = served
    before = balance_of(account)
    paid_ahead(served, account, "5000.00")
    clerk = office.company.staff["subscriber_clerk"]
    day = office.company.now.date()
    refund_advance(
        actor=clerk,
        now=office.company.now,
        account=account,
        amount=Decimal("5000.00"),
        on=day,
        reason="Заявление",
    )
    for number in ("5", "6"):
        out = Paid(amount="5000.00", number=number, purpose="Возврат аванса", day=day, out=True)
        office.imported(one_c(out))
        assert balance_of(account) == before - (0 if number == "5" else Decimal("5000.00"))


@pytest.mark.parametrize(
    ("octets", "due"),
    [
        (0, ("0.00", "0.00")),
        (10 * 10**9, ("0.00", "0.00")),
        (10_004_999_999, ("0.00", "0.00")),
        (10_005_000_000, ("0.01", "0.02")),
        (12_500_000_000, ("2.50", "3.75")),
    ],
)
def test_traffic_beyond_the_included_is_charged_by_gigabytes(octets: int, due: Any) -> None:
    told = usage_due(octets, Decimal(10), Decimal("1.50"))
    assert told == tuple(map(Decimal, due))


def test_a_tariff_with_a_price_of_traffic_charges_it(served, fee, account) -> None:
    office, _order, service = served
    lan = Technology.objects.get_or_create(code="lan", defaults={"title": "Локальная сеть"})[0]
    tariff = Tariff.objects.create(
        technology=lan,
        code="traffic",
        title="С учётом трафика",
        speed_down_kbit=1000,
        speed_up_kbit=1000,
        connection_fee=0,
        monthly_fee=1000,
        valid_from=MARCH,
    )
    clerk = office.company.staff["commercial_head"]
    Terms.objects.filter(pk=fee("3100.00").pk).update(tariff=tariff)
    price_traffic(
        actor=clerk,
        now=datetime(2026, 2, 1, 9, tzinfo=UTC),
        tariff=tariff,
        since=MARCH,
        included_gb=Decimal(10),
        gb_price=Decimal("2.00"),
    )
    day = date(2026, 3, 20)
    keep_partitions(moments=[datetime(2026, 3, 20, tzinfo=UTC)])
    TrafficDay.objects.create(
        service_id=service.pk, day=day, source="radius", input=5 * 10**9, output=20 * 10**9
    )
    run()
    days = 31 - service.activated_at.date().day + 1
    included = included_in(MARCH, Decimal(10), days)
    assert Charge.objects.get(kind="usage").amount == (Decimal(25) - included) * 2
    bundle = Bundle.objects.get()
    assert bundle.invoice.due_on == date(2026, 4, 16), "fifteen days: more than the fee is in it"
    assert bundle.amount == sum(
        Charge.objects.exclude(kind="connection").values_list("amount", flat=True)
    )
    assert run().charged == 1
    assert Charge.objects.filter(kind="usage").count() == 1


def test_a_corrected_month_keeps_its_number_and_counts(served, fee, account) -> None:
    office, _order, _service = served
    paid_ahead(served, account, "300.00")
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    first, old = bundle.upd_id, bundle.invoice
    charge = Charge.objects.get(kind="recurring")
    clerk = office.company.staff["subscriber_clerk"]
    told: dict[str, Any] = {"actor": clerk, "now": APRIL_FIRST}
    with pytest.raises(BadField):
        correct_charge(charge=charge, amount=charge.amount, reason="То же", **told)
    before = balance_of(account)
    correct_charge(charge=charge, amount=Decimal("1220.00"), reason="Простой линии", **told)
    assert balance_of(account) == before + charge.amount - Decimal("1220.00")
    fixed = make_papers(bundle=bundle, actor=None, at=APRIL_FIRST)
    assert (fixed.upd_number, fixed.correction) == (bundle.upd_number, 1)
    assert (fixed.amount, fixed.vat_amount) == (Decimal("1220.00"), Decimal("220.00"))
    assert fixed.upd_id != first
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert outstanding(fixed.invoice) == Decimal("920.00")
    assert fixed.xml is not None
    root = Xml.fromstring(content_of(fixed.xml.file).decode("cp1251").partition("\n")[2])
    mended = root.find("Документ/СвСчФакт/ИспрДок")
    assert mended is not None
    assert mended.get("НомИспр") == "1"
    with pytest.raises(BadField):
        correct_charge(charge=charge, amount=Decimal("1.00"), reason="Ещё раз", **told)


def test_who_wants_acts_gets_an_act_and_a_tax_invoice(served, fee, account) -> None:
    office, _order, _service = served
    clerk = office.company.staff["subscriber_clerk"]
    choose_papers(actor=clerk, now=APRIL_FIRST, account=account, form="act")
    run()
    bundle = make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    assert bundle.upd is not None
    assert bundle.tax_invoice is not None
    assert bundle.xml is not None
    assert (bundle.upd.kind, bundle.tax_invoice.kind) == ("act", "tax_invoice")
    root = Xml.fromstring(content_of(bundle.xml.file).decode("cp1251").partition("\n")[2])
    paper = root.find("Документ")
    assert paper is not None
    assert paper.get("Функция") == "СЧФ"
    shipped = paper.find("СвСчФакт/ДокПодтвОтгрНом")
    assert shipped is not None
    assert shipped.get("РеквНаимДок") == "Акт"


def test_the_act_of_reconciliation_ends_in_the_balance(served, fee, account) -> None:
    run()
    told = reconciliation_data(account, date(2026, 1, 1), date(2026, 4, 1), APRIL_FIRST)
    after = balance_of(account)
    assert told["after"]["debit" if after < 0 else "credit"] != ""
    assert len(told["lines"]) == account.postings.count()
    pdf = reconciliation_pdf(account, date(2026, 1, 1), date(2026, 4, 1), APRIL_FIRST)
    assert pdf.startswith(b"%PDF")


def test_the_act_of_reconciliation_declines_a_persons_name(served, fee, account) -> None:
    name = "Чернов Игорь Борисович"
    Customer.objects.filter(account=account).update(kind="person", name=name)
    account.refresh_from_db()
    paid_ahead(served, account, "300.00")
    told = reconciliation_data(account, date(2026, 1, 1), date(2026, 4, 1), APRIL_FIRST)
    assert told["buyer"]["genitive"] == "Чернова Игоря Борисовича"
    assert "в пользу Чернова Игоря Борисовича" in told["conclusion"]


def test_the_department_serves_a_subscriber_by_the_page(
    served, fee, account, client: Client
) -> None:
    office, _order, service = served
    run()
    make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = f"/money/accounts/{account.number}/service"

    def post(what: str, **said: str) -> int:
        return client.post(f"{page}/{what}", {"service": f"{service.pk}", **said}).status_code

    assert client.get(page).status_code == 200
    assert post("fee", since="2020-01-01", monthly_fee="1000") == 422
    assert post("fee", since="2090-01-01", monthly_fee="4 500,00") == 302
    change = service.fee_changes.get()
    assert (change.monthly_fee, "4\u00a0500,00" in fee_mail(change, APRIL_FIRST).body) == (
        Decimal(4500),
        True,
    )
    assert post("pause", note="") == 422
    assert post("pause", note="Письмо № 3") == 302
    assert service.suspensions.get().reason == "voluntary"
    assert post("resume") == 302
    assert post("papers", form="act") == 302
    number = Bundle.objects.get().upd_number
    archive = ZipFile(BytesIO(client.get(f"/money/transfer/{number}/zip").content))
    assert len(archive.namelist()) == 3
    told = client.get("/money/months/2026-03?format=1c").content.decode("cp1251")
    assert told.splitlines()[0].startswith("ВидДокумента;Номер")
    assert number in told
    assert client.get(f"/money/accounts/{account.number}/reconciliation").status_code == 404
    span = "from=2026-01-01&to=2026-04-01"
    pdf = client.get(f"/money/accounts/{account.number}/reconciliation?{span}")
    assert pdf.content.startswith(b"%PDF")
    assert post("end", reason="Заявление № 4") == 302
    service.refresh_from_db()
    assert service.ended_at is not None
    assert client.get(page).status_code == 200
    assert post("unknown") == 404


def test_a_fee_is_announced_once_a_day_on(served, fee) -> None:
    office, _order, service = served
    head = office.company.staff["commercial_head"]
    told: dict[str, Any] = {"actor": head, "now": APRIL_FIRST, "service": service}
    announce_fee(since=date(2026, 6, 1), monthly_fee=Decimal(1), **told)
    with pytest.raises(BadField):
        announce_fee(since=date(2026, 5, 1), monthly_fee=Decimal(1), **told)


def test_of_two_unpaid_months_the_earliest_is_paid_first(served, fee, account) -> None:
    office, order, service = served
    Customer.objects.filter(pk=order.customer_id).update(inn="7707049388")
    Service.objects.filter(pk=service.pk).update(activated_at=datetime(2026, 2, 1, tzinfo=UTC))
    for month, now in ((MARCH, APRIL_FIRST), (date(2026, 4, 1), datetime(2026, 5, 4, tzinfo=UTC))):
        run(month, now)
    march, april = Invoice.objects.filter(kind="monthly").order_by("month")
    assert march.amount == april.amount
    office.company.now = datetime(2026, 5, 10, 9, tzinfo=UTC)
    paid = Paid(amount=f"{march.amount}", purpose="За интернет", inn="7707049388", number="8")
    office.imported(one_c(paid))
    assert (outstanding(march), outstanding(april)) == (0, april.amount)


def test_a_refused_form_stays_open_with_what_was_typed(served, fee, account, client) -> None:
    office, _order, service = served
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    said = {"service": service.pk, "since": "2020-01-01", "monthly_fee": "2 990,50"}
    answer = client.post(f"/money/accounts/{account.number}/service/fee", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2 990,50"' in page
    assert page.count('role="alert"') >= 1
    assert '<details class="bl-more" open><summary>Изменить абонплату' in page
