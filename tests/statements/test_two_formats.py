"""One operation told by files of two formats, or twice in one file, is credited once (I13)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.money_office import Office
from tests.statements.banks import DAY, OURS, Paid, but, camt, mt940, one_c
from tests.statements.test_deciding import decided
from tests.statements.test_import import waiting
from turnup.billing.models import Remittance
from turnup.orders.models import JournalEntry
from turnup.statements.actions import add_own_account
from turnup.statements.import_actions import import_statement
from turnup.statements.models import BankOperation, StatementFile
from turnup.statements.queries import sums_of

INN = "7707049388"


@pytest.mark.parametrize(("first", "second"), [(one_c, camt), (camt, one_c), (mt940, one_c)])
def test_the_second_format_credits_nothing_more(office: Office, first, second) -> None:
    order, invoice = office.invoiced()
    paid = Paid(purpose=f"Оплата по счету {invoice.number}")
    office.imported(first(paid), "utf-8")
    sums = office.imported(second(paid), "utf-8")
    assert (sums.matched.count, sums.known.count) == (1, 1)
    assert office.balance(order) == Decimal("12000.00")
    assert BankOperation.objects.count() == 1


def test_it_is_known_though_its_order_was_written_a_day_before(office: Office) -> None:
    order, invoice = office.invoiced()
    paid = Paid(purpose=f"Оплата по счету {invoice.number}")
    earlier = one_c(paid).replace("\nДата=04.03.2026", "\nДата=03.03.2026")
    office.imported(earlier)
    assert office.imported(camt(paid), "utf-8").known.count == 1
    assert office.balance(order) == Decimal("12000.00")


@pytest.mark.parametrize("nameless_first", [True, False])
def test_a_file_that_names_no_account_is_compared_too(office: Office, nameless_first: bool) -> None:
    order, invoice = office.invoiced()
    paid = Paid(amount="500.00", purpose=f"л/с {invoice.account.number}")
    nameless = one_c(paid, totals=False).replace(f"\r\nРасчСчет={OURS}", "")
    nameless = nameless.replace("\nДата=04.03.2026", "\nДата=03.03.2026")  # so the key is another
    files = [nameless, camt(paid)] if nameless_first else [camt(paid), nameless]
    sums = [office.imported(file, "utf-8") for file in files]
    assert StatementFile.objects.filter(accounts=[]).exists()
    assert (sums[0].matched.count, sums[1].known.count) == (1, 1)
    assert office.balance(order) == Decimal("500.00")


def test_another_number_of_the_same_sum_is_another_payment(office: Office) -> None:
    order, invoice = office.invoiced()
    account = f"л/с {invoice.account.number}"
    office.imported(one_c(Paid(amount="500.00", purpose=account)))
    sums = office.imported(camt(Paid(amount="500.00", purpose=account, number="418")), "utf-8")
    assert (sums.matched.count, sums.known.count) == (1, 0)
    assert office.balance(order) == Decimal("1000.00")


def test_where_the_number_is_missing_a_person_decides(office: Office) -> None:
    order, invoice = office.invoiced()
    paid = Paid(amount="500.00", purpose=f"л/с {invoice.account.number}")
    office.imported(one_c(paid))
    told = camt(paid).replace(
        "<EndToEndId>417</EndToEndId>", "<EndToEndId>NOTPROVIDED</EndToEndId>"
    )
    sums = office.imported(told, "utf-8")
    assert sums.parked.amount == Decimal("500.00")
    assert waiting() == ["maybe_known"]
    assert office.balance(order) == Decimal("500.00")


def test_a_banks_reference_of_digits_hides_no_payment_told_before(office: Office) -> None:
    """Only two numbers of payment orders tell two payments apart; a bank's reference does not."""
    order, invoice = office.invoiced()
    paid = Paid(amount="500.00", purpose=f"л/с {invoice.account.number}")
    office.imported(one_c(paid))
    nameless = mt940(paid).replace("NTRF417//BNK417", "NTRFNONREF//20260304000123")
    office.imported(nameless, "utf-8")
    assert waiting() == ["maybe_known"]
    assert office.balance(order) == Decimal("500.00")


def test_the_same_words_twice_in_a_file_wait_for_a_person(office: Office) -> None:
    order, invoice = office.invoiced()
    paid = Paid(amount="500.00", purpose=f"л/с {invoice.account.number}")
    sums = office.imported(one_c(paid, paid))
    assert (sums.matched.amount, sums.parked.amount) == (Decimal(500), Decimal(500))
    assert waiting() == ["told_again"]
    again = office.imported(one_c(paid, paid))
    assert again.known.count == 2
    assert office.balance(order) == Decimal("500.00")


def test_one_number_with_other_words_is_two_payments(office: Office) -> None:
    order, invoice = office.invoiced()
    other, second = office.invoiced()
    one = Paid(amount="500.00", number="", purpose=f"л/с {invoice.account.number}")
    two = but(one, purpose=f"л/с {second.account.number}")
    assert office.imported(one_c(one, two)).matched.count == 2
    office.imported(one_c(two, one))
    assert office.balance(order) == office.balance(other) == Decimal("500.00")


def test_payments_without_numbers_are_known_in_another_order(office: Office) -> None:
    """The morning's file tells one of them; the day's, another one before it."""
    order, invoice = office.invoiced()
    other, second = office.invoiced()
    one = Paid(amount="500.00", number="", purpose=f"л/с {invoice.account.number}")
    two = but(one, purpose=f"л/с {second.account.number}")
    office.imported(one_c(one))
    assert office.imported(one_c(two, one)).matched.count == 2
    assert waiting() == []
    assert office.balance(order) == office.balance(other) == Decimal("500.00")


def test_a_credit_gets_its_day_from_a_later_file(office: Office) -> None:
    order, invoice = office.invoiced()
    paid = Paid(purpose=f"счет {invoice.number}", arrived=False)
    office.imported(one_c(paid))
    assert waiting() == ["no_arrival_day"]
    office.imported(one_c(but(paid, arrived=True)))
    assert office.stands(order)
    assert office.balance(order) == Decimal(12000)


def test_a_credit_shared_in_part_by_hand_keeps_no_later_file_away(office: Office) -> None:
    order, invoice = office.invoiced()
    paid = Paid(purpose=f"счет {invoice.number}", arrived=False)
    office.imported(one_c(paid))
    shares = [(f"{invoice.account.number}", Decimal(500))]
    decided(office, "allocate_operation", BankOperation.objects.get(), shares=shares)
    sums = office.imported(one_c(but(paid, arrived=True)))
    assert (sums.known.count, sums.parked.amount) == (1, Decimal(11500))
    assert office.balance(order) == Decimal(500)


def test_money_that_came_back_to_us_pays_no_invoice(office: Office) -> None:
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(purpose=f"Возврат по п/п 12, счет {invoice.number}")))
    assert waiting() == ["came_back"]
    assert not office.stands(order)


def test_a_commission_kept_by_the_bank_is_for_a_person(office: Office) -> None:
    order, invoice = office.invoiced()
    said = f"Возмещение по эквайрингу, счет {invoice.number}. Комиссия 240.00 удержана"
    office.imported(one_c(Paid(amount="11760.00", purpose=said)))
    assert waiting() == ["less_commission"]
    assert not office.stands(order)


def test_a_second_import_that_began_meanwhile_changes_nothing(office: Office) -> None:
    """Two tabs, or a worker that was thought dead: each has the file as it was before."""
    order, invoice = office.invoiced()
    other, second = office.invoiced()
    paid = Paid(purpose=f"счет {invoice.number}")
    account = Paid(amount="500.00", number="9", purpose=f"л/с {second.account.number}")
    statement = office.read(one_c(paid, account))
    stale = StatementFile.objects.get(pk=statement.pk)
    clerk = office.company.staff["subscriber_clerk"]
    for one in (statement, stale):
        import_statement(statement=one, actor=clerk, now=office.company.now)
    assert (office.balance(order), office.balance(other)) == (Decimal(12000), Decimal(500))
    assert waiting() == []
    assert sums_of(stale).agrees


def test_a_file_of_another_format_that_came_meanwhile_is_compared(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, invoice = office.invoiced()
    monkeypatch.setattr("turnup.statements.import_actions.BATCH", 1)
    account = f"л/с {invoice.account.number}"
    one = Paid(amount="500.00", number="8", purpose=account)
    paid = (one, but(one, number="9"))
    dated_before = one_c(*paid).replace("\nДата=04.03.2026", "\nДата=03.03.2026")
    statement = office.read(mt940(*paid), "utf-8")

    def come(done: int) -> None:
        if done == 1:
            office.imported(dated_before)

    clerk = office.company.staff["subscriber_clerk"]
    import_statement(statement=statement, actor=clerk, now=office.company.now, told=come)
    assert office.balance(order) == Decimal("1000.00")
    assert BankOperation.objects.count() == 2


def test_an_account_written_down_after_the_file_was_read_counts(office: Office) -> None:
    order, invoice = office.invoiced()
    ours, theirs = Paid(purpose=f"счет {invoice.number}"), Paid(number="9", purpose="?")
    own = "40702810900000000555"
    statement = office.read(one_c(ours) + one_c(theirs, own=own))
    clerk = office.company.staff["subscriber_clerk"]
    later = office.company.now + timedelta(minutes=1)
    add_own_account(actor=clerk, at=later, number=own)
    done = import_statement(statement=statement, actor=clerk, now=later)
    sums = sums_of(done)
    assert (sums.matched.count, sums.parked.count, sums.agrees) == (1, 1, True)
    assert office.stands(order)


def test_money_that_goes_back_after_the_installation_is_flagged(office: Office) -> None:
    """The line stands and the service goes on, but nobody may overlook it (I8)."""
    order, invoice = office.invoiced()
    office.imported(one_c(Paid(purpose=f"счет {invoice.number}")))
    office.company.take_all(order)
    back = Paid(number="5", purpose="Возврат по п/п 417", out=True)
    office.company.now += timedelta(days=30)
    office.imported(one_c(back))
    assert not office.stands(order)
    assert not office.stands(order, "service_activated")
    assert JournalEntry.objects.filter(order=order, step="payment_reversed").count() == 1


WRITERS = st.sampled_from([one_c, camt, mt940])
PAYMENTS = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["500.00", "0.01", "1234.50"]), st.integers(1, 9)),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=st.lists(st.tuples(WRITERS, PAYMENTS), min_size=1, max_size=4), data=st.data())
def test_any_files_in_any_order_credit_each_operation_once(office: Office, files, data) -> None:
    """However payments are spread over files and formats, none is credited twice (I13, I14)."""
    _order, invoice = office.invoiced()
    shuffled = data.draw(st.permutations([*files, *files]))
    base = f"{office.serial()}"
    told = set()
    for write, payments in shuffled:
        paid = [
            Paid(
                amount=amount,
                number=f"{base}{number}",
                day=date(2026, 3, day % 4 + 1),
                purpose=f"л/с {invoice.account.number}",
            )
            for number, amount, day in dict.fromkeys(payments)
        ]
        told |= {(one.number, one.amount, one.day) for one in paid}
        office.imported(write(*paid), "utf-8")
    credited = sum(
        Remittance.objects.filter(account=invoice.account).values_list("amount", flat=True)
    )
    assert credited <= sum(Decimal(amount) for _number, amount, _day in told)
    assert DAY
