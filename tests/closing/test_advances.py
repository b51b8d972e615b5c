"""Money that no invoice needs: it pays the open months, or is given back, and never twice."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.closing.test_month import APRIL_FIRST, MARCH, run
from tests.closing.test_subscriber import paid_ahead
from tests.statements.banks import Paid, one_c
from tests.statements.test_deciding import broken, decided
from turnup.billing.advance_actions import refund_advance
from turnup.billing.models import AdvanceUse, Charge, Invoice, PersonalAccount, Refund
from turnup.billing.queries import balance_of, free_advances, outstanding
from turnup.closing.bundle_actions import bury_bundle, mark_bundle_sent
from turnup.closing.correction_actions import correct_charge
from turnup.closing.models import Bundle
from turnup.closing.reconciliation import reconciliation_data
from turnup.customers.models import Customer
from turnup.people.models import Person
from turnup.standard.refusals import BadField
from turnup.statements.batch_actions import ONE_IMPORT
from turnup.statements.models import BankOperation

MAY = datetime.fromisoformat("2026-05-04T09:00+00:00")


def free_of(account: PersonalAccount) -> Decimal:
    return sum((rest for _pk, rest in free_advances([account.pk]).get(account.pk, [])), Decimal(0))


def given_back(served, account: PersonalAccount, amount: str, **said: Any) -> Refund:
    office, _order, _service = served
    return refund_advance(
        actor=office.company.staff["subscriber_clerk"],
        now=office.company.now,
        account=account,
        amount=Decimal(amount),
        on=office.company.now.date(),
        reason="Заявление",
        **said,
    )


def clerk_told(served, now: datetime = APRIL_FIRST) -> dict[str, Any]:
    office, _order, _service = served
    return {"actor": office.company.staff["subscriber_clerk"], "now": now}


# ------------------------------------------------------------------ over an invoice
def test_what_a_correction_leaves_over_pays_the_next_month(served, fee, account) -> None:
    office, _order, _service = served
    run()
    march = Invoice.objects.get(kind="monthly")
    office.company.now = APRIL_FIRST
    office.imported(one_c(Paid(amount=f"{march.amount}", purpose=f"счет {march.number}")))
    charge = Charge.objects.get(kind="recurring")
    correct_charge(charge=charge, amount=Decimal("100.00"), reason="Простой", **clerk_told(served))
    over = march.amount - Decimal(100)
    assert free_of(account) == over
    fee("300.00")
    run(date(2026, 4, 1), MAY)
    april = Invoice.objects.get(month=date(2026, 4, 1))
    assert outstanding(april) == 0
    assert outstanding(Bundle.objects.get(run__month=MARCH).invoice) == 0
    assert free_of(account) == over - april.amount
    assert broken() == {}
    with pytest.raises(BadField):
        given_back(served, account, f"{over}")
    given_back(served, account, f"{over - april.amount}")
    assert broken() == {}


def test_an_invoice_paid_twice_keeps_what_it_needs_when_one_goes_back(served, fee, account) -> None:
    """What exceeds an invoice and paid another is on it no more."""
    office, _order, _service = served
    run()
    march = Invoice.objects.get(kind="monthly")
    office.company.now = APRIL_FIRST
    sum_ = f"{march.amount}"
    parked = Paid(amount=sum_, purpose=f"счет {march.number}", number="8")
    office.imported(one_c(Paid(amount=sum_, purpose=f"счет {march.number}", number="7"), parked))
    second = BankOperation.objects.get(number="8")
    decided(office, "allocate_operation", second, shares=[(march.number, march.amount)])
    assert (outstanding(march), free_of(account)) == (0, march.amount)
    run(date(2026, 4, 1), MAY)
    assert outstanding(march) == 0
    used = AdvanceUse.objects.get(invoice__month=date(2026, 4, 1)).amount
    office.company.now = MAY
    back = Paid(amount=sum_, number="5", purpose="Возврат по п/п 7", out=True)
    office.imported(one_c(back))
    assert outstanding(march) == min(used, march.amount)
    assert broken() == {}


# ------------------------------------------------------------------ open months
@pytest.mark.parametrize("door", ["by hand", "over a paid invoice"])
def test_money_for_the_account_pays_the_open_month(served, fee, account, door: str) -> None:
    office, _order, _service = served
    run()
    march = Invoice.objects.get(kind="monthly")
    office.company.now = MAY
    if door == "by hand":
        office.imported(one_c(Paid(amount=f"{march.amount}", purpose="?", number="8")))
        operation = BankOperation.objects.get(number="8")
        shares = [(f"{account.number}", march.amount)]
    else:
        run(date(2026, 4, 1), MAY)
        april = Invoice.objects.get(month=date(2026, 4, 1))
        office.imported(
            one_c(Paid(amount=f"{march.amount + april.amount}", purpose="?", number="8"))
        )
        operation = BankOperation.objects.get(number="8")
        shares = [(april.number, march.amount + april.amount)]
    decided(office, "allocate_operation", operation, shares=shares)
    assert outstanding(march) == 0
    assert broken() == {}


def test_an_import_spends_what_exceeds_an_invoice_on_the_open_month(served, fee, account) -> None:
    office, _order, _service = served
    run()
    run(date(2026, 4, 1), MAY)
    march, april = Invoice.objects.filter(kind="monthly").order_by("month")
    office.company.now = MAY
    both = Paid(amount=f"{march.amount + april.amount}", purpose=f"счет {april.number}")
    office.imported(one_c(both))
    assert (outstanding(march), outstanding(april)) == (0, 0)


@pytest.mark.parametrize("how", ["undone", "returned", "told by the bank"])
def test_an_advance_pays_what_money_that_went_back_left_open(served, fee, account, how) -> None:
    office, _order, _service = served
    run()
    march = Invoice.objects.get(kind="monthly")
    office.company.now = APRIL_FIRST
    paid = Paid(amount=f"{march.amount}", purpose=f"счет {march.number}", number="7")
    office.imported(one_c(paid, Paid(amount="9000.00", purpose=f"л/с {account.number}")))
    assert free_of(account) == Decimal(9000)
    operation = BankOperation.objects.get(number="7")
    if how == "undone":
        decided(office, "undo_decision", operation, reason="Не тот")
    elif how == "returned":
        day = operation.arrived_on
        decided(office, "return_operation", operation, on=day, reason="По письму")
    else:
        back = Paid(amount=paid.amount, number="5", purpose="Возврат по п/п 7", out=True)
        office.imported(one_c(back))
    assert outstanding(march) == 0
    assert free_of(account) == Decimal(9000) - march.amount
    assert broken() == {}


# ------------------------------------------------------------------ corrections
def test_a_correction_holds_the_imports_and_changes_no_past_span(served, fee, account) -> None:
    run()
    charge = Charge.objects.get(kind="recurring")
    past = (account, date(2026, 1, 1), date(2026, 3, 31), APRIL_FIRST)
    before = reconciliation_data(*past)["after"]
    now = APRIL_FIRST + timedelta(days=3)
    told = clerk_told(served, now)
    correct_charge(charge=charge, amount=Decimal("100.00"), reason="Простой", **told)
    assert reconciliation_data(*past)["after"] == before
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
            " AND pid = pg_backend_pid()",
            [ONE_IMPORT],
        )
        assert cursor.fetchone() == (1,)


def test_papers_corrected_while_they_were_sent_are_sent_again(served, fee) -> None:
    run()
    stale = Bundle.objects.get()
    charge = Charge.objects.get(kind="recurring")
    correct_charge(charge=charge, amount=Decimal("100.00"), reason="Простой", **clerk_told(served))
    mark_bundle_sent(bundle=stale, to="a@example.org", at=APRIL_FIRST)
    bury_bundle(bundle=stale, to="a@example.org", failure="550", at=APRIL_FIRST)
    fresh = Bundle.objects.get()
    assert (fresh.sent_at, fresh.failed_at) == (None, None)
    mark_bundle_sent(bundle=fresh, to="a@example.org", at=APRIL_FIRST)
    assert Bundle.objects.get().sent_at == APRIL_FIRST


# ------------------------------------------------------------------ refunds
def out(office, **said: Any) -> BankOperation:
    told = {"amount": "5000.00", "purpose": "Возврат аванса", "day": office.company.now.date()}
    office.imported(one_c(Paid(**{**told, **said, "out": True})))
    return BankOperation.objects.filter(direction="out").latest("pk")


def signed_in(served, client: Client) -> Client:
    office, _order, _service = served
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_refund_is_known_by_the_number_of_its_payment_order(
    served, fee, account, client: Client
) -> None:
    office, _order, _service = served
    paid_ahead(served, account, "5000.00")
    refund = given_back(served, account, "5000.00", payment_order="№ 12 от 01.04.2026")
    told = out(office, number="12", account="40702810000000000001")
    assert (told.reason, told.note) == ("refunds", f"{refund.pk}")
    page = f"/money/operations/{told.pk}"
    assert f"{page}/undo" in signed_in(served, client).get(page).content.decode()
    assert client.post(f"{page}/undo", {"reason": "Другое"}).status_code == 302
    told.refresh_from_db()
    assert (told.state, told.reason, told.credited) == ("parked", "undone", 0)
    assert f"{page}/undo" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("inn", "number", "reason"),
    [
        ("", "13", "maybe_refund"),  # neither INN, nor its number, nor an account that is known
        ("7707049388", "13", "refunds"),
        ("7736050003", "13", "no_such_payment"),  # another's
    ],
)
def test_a_refund_is_known_by_who_got_it(
    served, fee, account, inn: str, number: str, reason: str
) -> None:
    office, order, _service = served
    Customer.objects.filter(pk=order.customer_id).update(inn="7707049388")
    paid_ahead(served, account, "5000.00")
    given_back(served, account, "5000.00")
    before = balance_of(account)
    told = out(office, inn=inn, number=number, account="40702810000000000001")
    assert told.reason == reason
    assert balance_of(account) == before
    if reason == "maybe_refund":
        aside = decided(office, "set_aside_operation", told, note="Аванс")
        assert decided(office, "undo_decision", aside, reason="Нет").state == "parked"


def test_a_double_click_records_one_refund(served, fee, account, client: Client) -> None:
    paid_ahead(served, account, "5000.00")
    page = f"/money/accounts/{account.number}/service"
    assert 'name="key"' in signed_in(served, client).get(page).content.decode()
    said = {"amount": "100,00", "on": "2026-04-01", "reason": "Заявление", "key": f"{uuid4()}"}
    for _click in range(2):
        assert client.post(f"{page}/refund", said).status_code == 302
    assert Refund.objects.count() == 1
