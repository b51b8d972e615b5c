"""Statements in every form reach the invoice they are for, once, to the kopeck."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.money_office import Office
from tests.statements.banks import DAY, Paid, but, camt, mt940, one_c
from turnup.billing.models import Payment, Remittance
from turnup.orders.models import JournalEntry
from turnup.statements.deliver import import_in_background, resume_stopped
from turnup.statements.import_actions import import_statement
from turnup.statements.models import BankOperation
from turnup.statements.queries import sums_of

INN = "7707049388"


def waiting() -> list[str]:
    rows = BankOperation.objects.filter(state="parked").order_by("id")
    return list(rows.values_list("reason", flat=True))


@pytest.mark.parametrize(
    ("charset", "header", "quirks"),
    [
        ("cp1251", "Windows", False),
        ("cp1251", "DOS", True),
        ("cp866", "DOS", False),
        ("cp866", "Windows", True),
        ("utf-8", "Windows", True),
        ("utf-8-sig", "DOS", False),
        ("utf-16", "Windows", False),
    ],
)
def test_a_client_bank_file_pays_the_invoice(
    office: Office, charset: str, header: str, quirks: bool
) -> None:
    order, invoice = office.invoiced()
    paid = Paid(purpose=f"Оплата по счету № {invoice.number} от 02.02.2026, НДС 22% - 2163.93")
    sums = office.imported(one_c(paid, header=header, quirks=quirks), charset)
    assert (sums.matched.count, sums.matched.amount) == (1, Decimal("12000.00"))
    assert office.stands(order)
    payment = Payment.objects.get(order=order)
    assert payment.received_on == DAY
    assert payment.payer == 'ООО "Калужские окна"'
    told = BankOperation.objects.get().purpose
    assert told.replace(" ", "") == paid.purpose.replace(" ", "")


@pytest.mark.parametrize("write", [camt, mt940])
def test_the_other_forms_pay_it_too(office: Office, write) -> None:
    order, invoice = office.invoiced()
    sums = office.imported(write(Paid(purpose=f"Оплата по счету {invoice.number}")), "utf-8")
    assert sums.matched.amount == Decimal("12000.00")
    assert office.stands(order)
    assert office.balance(order) == Decimal("12000.00")


def test_the_money_is_recorded_at_the_moment_it_arrived(office: Office) -> None:
    order, invoice = office.invoiced()
    day = office.company.now.date()
    office.imported(one_c(Paid(purpose=f"счет {invoice.number}", day=day)))
    entry = JournalEntry.objects.get(order=order, step="money_received")
    assert entry.at.date() == day
    assert entry.recorded_at == office.company.now
    assert entry.door == "statement"


def test_importing_again_in_any_order_credits_once(office: Office) -> None:
    order, invoice = office.invoiced()
    other, second = office.invoiced()
    one = Paid(purpose=f"счет {invoice.number}")
    two = Paid(purpose=f"счет {second.number}", number="418")
    office.imported(one_c(two))
    office.imported(one_c(one, two))
    sums = office.imported(one_c(two, one), "utf-8")
    assert (sums.matched.count, sums.known.count) == (2, 2)
    assert Remittance.objects.count() == 2
    assert office.balance(order) == office.balance(other) == Decimal("12000.00")


def test_part_payments_open_the_gate_when_the_sum_is_there(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(amount="7000.00", purpose=f"часть счета {invoice.number}")))
    assert not office.stands(order)
    rest = Paid(
        amount="5000.00", number="418", day=date(2026, 3, 5), purpose=f"сч {invoice.number}"
    )
    office.imported(one_c(rest))
    assert office.stands(order)
    assert Payment.objects.get(order=order).received_on == date(2026, 3, 5)
    assert office.balance(order) == Decimal("12000.00")


def test_what_is_paid_too_much_stays_on_the_account(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(amount="12500.50", purpose=f"счет {invoice.number}")))
    assert office.stands(order)
    assert office.balance(order) == Decimal("12500.50")
    assert Remittance.objects.get(invoice=None).amount == Decimal("500.50")


def test_an_invoice_paid_twice_waits_for_a_person(office: Office) -> None:
    order, invoice = office.invoiced()
    one = Paid(purpose=f"счет {invoice.number}")
    sums = office.imported(one_c(one, but(one, number="418")))
    assert (sums.matched.amount, sums.parked.amount) == (Decimal(12000), Decimal(12000))
    assert waiting() == ["already_paid"]
    assert office.balance(order) == Decimal(12000)


def test_money_recorded_by_hand_is_not_credited_again(office: Office) -> None:
    order, invoice = office.invoiced()
    office.company.take(order, "money_received", bank_reference="ПП 417 от 04.03.2026")
    sums = office.imported(one_c(Paid(purpose=f"счет {invoice.number}")))
    assert sums.matched.amount == Decimal(12000)
    assert office.balance(order) == Decimal(12000)


def test_inn_and_sum_find_the_invoice_without_its_number(office: Office) -> None:
    order, _invoice = office.invoiced(INN)
    office.imported(one_c(Paid(purpose="За интернет", inn=INN)))
    assert office.stands(order)


def test_inn_and_another_sum_wait_for_a_person(office: Office) -> None:
    order, _invoice = office.invoiced(INN)
    office.imported(one_c(Paid(amount="11000.00", purpose="За интернет", inn=INN)))
    assert waiting() == ["amount_fits_nothing"]
    assert not office.stands(order)


def test_two_invoices_of_one_sum_are_not_guessed_between(office: Office) -> None:
    office.invoiced(INN)
    office.invoiced(INN)
    office.imported(one_c(Paid(purpose="За интернет", inn=INN)))
    assert waiting() == ["several_invoices"]


def test_the_personal_account_is_the_last_that_counts(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(purpose=f"Лицевой счет № {invoice.account.number}")))
    assert office.stands(order)


def test_a_month_is_not_an_invoice(office: Office) -> None:
    _order, invoice = office.invoiced(INN)
    office.imported(one_c(Paid(amount="1.00", purpose=f"За услуги {invoice.number}")))
    assert waiting() == ["unknown_payer"]


def test_another_payers_sum_that_fits_nothing_waits(office: Office) -> None:
    _order, invoice = office.invoiced(INN)
    odd = Paid(amount="300.00", purpose=f"счет {invoice.number}", inn="7722698789")
    office.imported(one_c(odd))
    assert waiting() == ["another_payer"]


def test_a_customer_who_names_anothers_invoice_of_the_same_fee_waits(office: Office) -> None:
    """One fee for all: a number mistyped would pay the neighbour's invoice."""
    neighbour, named = office.invoiced("7722698789")
    own, _invoice = office.invoiced(INN)
    office.imported(one_c(Paid(purpose=f"счет {named.number}", inn=INN)))
    assert waiting() == ["another_payer"]
    assert not office.stands(neighbour)
    assert not office.stands(own)


def test_a_month_that_is_anothers_number_pays_the_payers_invoice(office: Office) -> None:
    neighbour, named = office.invoiced("7722698789")
    own, _invoice = office.invoiced(INN)
    office.imported(one_c(Paid(purpose=f"за услуги {named.number}", inn=INN)))
    assert office.stands(own)
    assert not office.stands(neighbour)


def test_whoever_is_no_customer_pays_for_one(office: Office) -> None:
    order, invoice = office.invoiced("7722698789")
    office.imported(one_c(Paid(purpose=f"счет {invoice.number}", inn="402712345678")))
    assert office.stands(order)


def test_an_account_of_another_customer_than_the_payer_waits(office: Office) -> None:
    neighbour, named = office.invoiced("7722698789")
    own, _invoice = office.invoiced(INN)
    office.imported(one_c(Paid(purpose=f"л/с {named.account.number}", inn=INN)))
    assert waiting() == ["account_disagrees"]
    assert not office.stands(neighbour)
    assert not office.stands(own)


def test_an_account_that_is_none_of_ours_disagrees_with_nothing(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(purpose=f"л/с 03000000010, счет {invoice.number}")))
    assert office.stands(order)


def test_one_payment_pays_the_invoices_it_names(office: Office) -> None:
    first, one = office.invoiced()
    second, two = office.invoiced()
    purpose = f"Оплата по счетам {one.number} и {two.number}"
    office.imported(one_c(Paid(amount="24000.00", purpose=purpose)))
    assert office.stands(first)
    assert office.stands(second)


def test_a_returned_payment_withdraws_its_ground(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(purpose=f"счет {invoice.number}")))
    back = Paid(purpose="Возврат ошибочного платежа по п/п 417", number="9", out=True)
    office.imported(one_c(back))
    assert not office.stands(order)
    assert office.balance(order) == 0
    assert JournalEntry.objects.filter(order=order, step="payment_reversed").count() == 1
    assert set(BankOperation.objects.values_list("direction", "state")) == {
        ("in", "returned"),
        ("out", "matched"),
    }


def test_a_return_whose_payment_is_not_clear_waits(office: Office) -> None:
    office.imported(one_c(Paid(purpose="Возврат займа", out=True)))
    assert waiting() == ["no_such_payment"]


def test_money_without_its_day_waits(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(purpose=f"счет {invoice.number}", arrived=False)))
    assert waiting() == ["no_arrival_day"]
    assert not office.stands(order)


def test_a_cancelled_order_takes_no_money(office: Office) -> None:
    order, invoice = office.invoiced()
    office.company.do(order, "order_cancelled")
    office.imported(one_c(Paid(purpose=f"счет {invoice.number}")))
    assert waiting() == ["unknown_payer"]
    assert not Remittance.objects.exists()


def test_all_of_a_refused_file_is_rejected(office: Office) -> None:
    statement = office.read(one_c(Paid(), Paid(number="9"), total="1.00"))
    sums = sums_of(statement)
    assert statement.refusal
    assert (sums.rejected.count, sums.rejected.amount) == (2, Decimal("24000.00"))
    assert sums.agrees


def test_an_import_whose_program_was_killed_is_queued_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _order, invoice = office.invoiced()
    monkeypatch.setattr("turnup.statements.import_actions.BATCH", 1)
    account = f"л/с {invoice.account.number}"
    statement = office.read(one_c(*(Paid(number=f"{n}", purpose=account) for n in range(3))))

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    clerk = office.company.staff["subscriber_clerk"]
    with pytest.raises(KeyboardInterrupt):
        import_statement(statement=statement, actor=clerk, now=office.company.now, told=killed)
    now = timezone.now()
    assert resume_stopped(now=now + timedelta(minutes=1)) == []
    assert resume_stopped(now=now + timedelta(minutes=3)) == [statement]
    resume_stopped(now=now + timedelta(minutes=4))
    (job,) = ProcrastinateJob.objects.filter(task_name="statements.import")
    import_in_background(**job.args)
    statement.refresh_from_db()
    assert (statement.state, sums_of(statement).matched.count) == ("done", 3)
    assert resume_stopped(now=now + timedelta(minutes=9)) == []


def test_an_import_that_was_stopped_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _order, invoice = office.invoiced()
    monkeypatch.setattr("turnup.statements.import_actions.BATCH", 2)
    paid = [
        Paid(amount="10.00", number=f"{n}", purpose=f"л/с {invoice.account.number}")
        for n in range(1, 6)
    ]
    statement = office.read(one_c(*paid))
    clerk = office.company.staff["subscriber_clerk"]

    def stop(done: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_statement(statement=statement, actor=clerk, now=office.company.now, told=stop)
    statement.refresh_from_db()
    assert statement.state == "importing"
    done = import_statement(statement=statement, actor=clerk, now=office.company.now)
    assert sums_of(done).matched.count == 5
    assert sums_of(done).known.count == 0
    assert Remittance.objects.count() == 5
