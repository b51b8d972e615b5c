"""Tax invoices of connections and advances: when, for how much, and what they name."""

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as Xml

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.closing.test_month import APRIL_FIRST, MARCH, run
from tests.statements.banks import Paid, one_c
from turnup.billing.models import Charge, Remittance
from turnup.catalog.money import vat_of
from turnup.closing.actions import begin_month
from turnup.closing.deliver import deliver_tax_invoice
from turnup.closing.models import Bundle, TaxInvoice
from turnup.closing.paper_actions import make_papers
from turnup.closing.settling import Sum, paid_ahead, unrendered
from turnup.closing.tax_actions import issue_tax_invoices
from turnup.closing.tax_papers import make_tax_papers, tax_data
from turnup.closing.tax_queries import advances_to_tell
from turnup.closing.upd import upd_data
from turnup.customers.models import Customer
from turnup.papers.queries import content_of
from turnup.people.models import Person

DAY = timedelta(days=1)


def issued(now) -> list[tuple[str, Decimal, Decimal]]:
    return [(one.kind, one.amount, one.vat_amount) for one in issue_tax_invoices(now=now)]


def test_a_connection_gets_its_tax_invoice_once(served) -> None:
    office, order, _service = served
    charge = Charge.objects.get(order=order, kind="connection")
    assert issued(office.company.now) == [("connection", charge.amount, charge.vat_amount)]
    assert issued(office.company.now) == []
    one = make_tax_papers(one=TaxInvoice.objects.get(), at=office.company.now)
    assert one.paper is not None
    assert one.xml is not None
    assert content_of(one.paper.file).startswith(b"%PDF")
    root = Xml.fromstring(content_of(one.xml.file).decode("cp1251").partition("\n")[2])
    paper, shipped = root.find("Документ"), root.find("Документ/СвСчФакт/ДокПодтвОтгрНом")
    assert paper is not None
    assert shipped is not None
    assert (paper.get("Функция"), shipped.get("РеквНаимДок")) == ("СЧФ", "Акт выполненных работ")
    deliver_tax_invoice(one.pk)
    one.refresh_from_db()
    assert one.failed_at is not None, "no address, no server: told, not silent"


def test_a_private_person_gets_no_tax_invoice(served) -> None:
    office, order, _service = served
    Customer.objects.filter(pk=order.customer_id).update(kind="person")
    assert issued(office.company.now + 30 * DAY) == []


def test_a_tax_invoice_is_void_with_its_charge(served) -> None:
    office, order, _service = served
    one = issue_tax_invoices(now=office.company.now)[0]
    assert not one.void
    Charge.objects.filter(order=order).update(voided_at=office.company.now)
    assert TaxInvoice.objects.get().void


def test_money_that_lies_unused_for_five_days_is_told_by_the_calculated_rate(office) -> None:
    order, invoice = office.invoiced()
    office.company.take(order, "money_received")
    money = Remittance.objects.get(account=invoice.account)
    noon = office.company.now
    assert issued(noon + 4 * DAY) == []
    vat = vat_of(money.amount, Decimal(22))
    assert issued(noon + 5 * DAY) == [("advance", money.amount, vat)]
    assert issued(noon + 6 * DAY) == []
    told = tax_data(TaxInvoice.objects.get())
    assert told["lines"][0]["rate"] == "22/122"
    assert told["net"] == "—"
    make_tax_papers(one=TaxInvoice.objects.get(), at=noon)


def test_many_advances_are_found_by_as_many_queries_as_one(office) -> None:
    def asked(count: int) -> int:
        order, _invoice = office.invoiced()
        office.company.take(order, "money_received")
        with CaptureQueriesContext(connection) as queries:
            found = advances_to_tell(office.company.now.date() + 6 * DAY)
        assert len(found) == count
        return len(queries)

    assert asked(1) == asked(2)


def test_the_shipments_invoice_names_the_advances(office) -> None:
    order, invoice = office.invoiced()
    office.company.take(order, "money_received")
    office.company.now += 6 * DAY
    advance = issue_tax_invoices(now=office.company.now)[0]
    office.company.take_all(order)
    connection = issue_tax_invoices(now=office.company.now)[0]
    assert connection.kind == "connection"
    told = tax_data(connection)
    assert advance.number in told["advances"]
    money = Remittance.objects.get(account=invoice.account)
    assert told["paid"][0]["date"] == f"{money.received_on:%d.%m.%Y}"
    one = make_tax_papers(one=connection, at=office.company.now)
    assert one.xml is not None
    root = Xml.fromstring(content_of(one.xml.file).decode("cp1251").partition("\n")[2])
    assert root.find("Документ/СвСчФакт/СвПРД") is not None
    note = root.find("Документ/СвСчФакт/ИнфПолФХЖ1/ТекстИнф")
    assert note is not None
    assert advance.number in (note.get("Значен") or "")


def test_a_month_paid_ahead_is_told_after_it_is_closed(served, fee, account) -> None:
    office, _order, _service = served
    issue_tax_invoices(now=office.company.now)
    day = date(2026, 3, 20)
    office.company.now = APRIL_FIRST - 4 * DAY
    paid = Paid(amount="9000.00", purpose=f"л/с {account.number}", day=day, number="77")
    office.imported(one_c(paid))
    assert issued(APRIL_FIRST + 9 * DAY) == [], "March is not closed: it may have used the money"
    begin_month(actor=None, now=APRIL_FIRST, month=MARCH)
    assert issued(APRIL_FIRST + 9 * DAY) == [], "nor is it while its run goes on"
    run()
    used = Charge.objects.get(kind="recurring").amount
    assert [(k, a) for k, a, _v in issued(APRIL_FIRST + 9 * DAY)] == [("advance", 9000 - used)]
    told = upd_data(Bundle.objects.get())
    assert told["paid"] == [{"number": "77", "date": "20.03.2026"}]
    make_papers(bundle=Bundle.objects.get(), actor=None, at=APRIL_FIRST)


SUMS = st.lists(
    st.builds(
        Sum,
        st.integers(1, 10_000),
        st.dates(MARCH, MARCH + timedelta(days=90)),
        st.decimals("0.01", "9999.99", places=2),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(SUMS, SUMS)
def test_what_no_service_used_is_the_balance(money: list[Sum], services: list[Sum]) -> None:
    """Whatever came and whatever was rendered: the unused parts add up to the advance."""
    for day in (MARCH + timedelta(days=45), MARCH + timedelta(days=365)):
        came = sum((one.amount for one in money if one.day <= day), Decimal(0))
        used = sum((one.amount for one in services if one.day <= day), Decimal(0))
        rest = unrendered(money, services, day)
        assert sum(rest.values(), Decimal(0)) == max(came - used, Decimal(0))
        amounts = {one.key: one.amount for one in money}
        assert all(Decimal(0) < part <= amounts[key] for key, part in rest.items())


@given(SUMS, SUMS)
def test_a_service_is_paid_ahead_by_earlier_money_alone(
    money: list[Sum], services: list[Sum]
) -> None:
    days = {one.key: one.day for one in money}
    by_service = {one.key: one.day for one in services}
    for service, keys in paid_ahead(money, services).items():
        assert keys == sorted(set(keys), key=keys.index)
        assert all(days[key] <= by_service[service] for key in keys)


def test_the_accountant_finds_all_of_them(served, fee, client: Client) -> None:
    office, _order, _service = served
    connection = issue_tax_invoices(now=office.company.now)[0]
    deliver_tax_invoice(connection.pk)
    run()
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    span = "/money/tax-invoices?from=2026-03-01&to=2026-03-31"
    assert connection.number in client.get(span).content.decode()
    journal = client.get(f"{span}&format=csv").content.decode("utf-8-sig").splitlines()
    assert connection.number in journal[1]
    assert Bundle.objects.get().upd_number in journal[2]
    for kind in ("pdf", "xml"):
        answer = client.get(f"/money/tax-invoices/{connection.number}/{kind}")
        assert answer.status_code == 200
    assert client.get("/money/tax-invoices/2026-П9/pdf").status_code == 404
