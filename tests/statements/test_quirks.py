"""How banks really write: every quirk here is read the one way that it can be meant."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from tests.statements.banks import DAY, OURS, SECOND, Paid, but, mt940, one_c
from tests.statements.conftest import Bank
from turnup.statements.formats.accounts import account_in
from turnup.statements.formats.figures import read_day
from turnup.statements.formats.joining import joined
from turnup.statements.purposes import named_in_either

GOOD = Paid(purpose="Оплата по счету № 2026-12 от 02.03.2026")


# ------------------------------------------------------------------ charsets and lines
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_any_line_ending_is_one(bank: Bank, ending: str) -> None:
    found = bank.preview(one_c(GOOD).replace("\r\n", ending))
    assert (found.refusal, found.credits) == (None, 1)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "koi8-r"])
def test_charsets_that_say_nothing_of_themselves(bank: Bank, charset: str) -> None:
    plain = but(GOOD, purpose="Оплата по счету 2026-12")  # koi8-r has no №
    assert bank.movements(one_c(plain), charset)[0].purpose == plain.purpose


def test_a_letter_cut_in_half_leaves_utf8_readable(bank: Bank) -> None:
    cut = one_c(GOOD).encode().replace("ООО".encode(), "ООО".encode()[:-1])
    assert bank.movements(cut)[0].purpose == GOOD.purpose


@pytest.mark.parametrize("charset", ["cp1251", "cp866", "utf-8"])
def test_mt940_in_russian_letters_is_read_in_any_charset(bank: Bank, charset: str) -> None:
    assert "Оплата по счету" in bank.movements(mt940(GOOD), charset)[0].purpose


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\xa0"])
def test_signs_of_another_charset_before_the_title_are_passed_over(
    bank: Bank, before: bytes
) -> None:
    assert bank.movements(before + one_c(GOOD).encode("cp1251"))[0].purpose == GOOD.purpose


# ------------------------------------------------------------------ pieces of a purpose
@pytest.mark.parametrize("width", [30, 35, 70])
def test_a_purpose_cut_at_a_width_is_whole_again(bank: Bank, width: int) -> None:
    text = "Оплата за доступ в интернет по счету № 2026-12 от 02.03.2026, в т.ч. НДС 22% - 2163.93"
    keys = "\r\n".join(
        f"НазначениеПлатежа{n // width + 1}={text[n : n + width]}"
        for n in range(0, len(text), width)
    )
    told = one_c(GOOD).replace(f"НазначениеПлатежа={GOOD.purpose}", keys)
    assert bank.movements(told)[0].purpose == text


def test_a_purpose_broken_between_words_gets_its_spaces(bank: Bank) -> None:
    keys = "НазначениеПлатежа1=Оплата по счету №\r\nНазначениеПлатежа2=2026-12 от 02.03.2026"
    told = one_c(GOOD).replace(f"НазначениеПлатежа={GOOD.purpose}", keys)
    assert bank.movements(told)[0].purpose == "Оплата по счету № 2026-12 от 02.03.2026"


def test_a_number_that_may_be_cut_is_never_sure(bank: Bank) -> None:
    """“счет 2026-1” and “2” are 2026-12, or 2026-1 and something else: only a sum can tell."""
    read = joined(["Оплата по счету 2026-1", "2 шт."])
    named = named_in_either(read.text, read.other)
    assert {(one.number, one.certain) for one in named.invoices} == {(1, False), (12, False)}


def test_what_both_readings_name_is_sure(bank: Bank) -> None:
    read = joined(["Оплата по счету 2026-12 за инте", "рнет"])
    assert [one.certain for one in named_in_either(read.text, read.other).invoices] == [True]


def test_a_value_that_runs_on_is_one_value(bank: Bank) -> None:
    told = one_c(GOOD).replace("по счету № 2026-12", "по счету\r\n№ 2026-12\r\nНДС = 22%")
    assert bank.movements(told)[0].purpose == "Оплата по счету № 2026-12 НДС = 22% от 02.03.2026"


def test_pieces_that_say_more_than_the_whole_are_the_purpose(bank: Bank) -> None:
    pieces = (
        "НазначениеПлатежа=Оплата\r\nНазначениеПлатежа1=Оплата\r\nНазначениеПлатежа2=по счету 12"
    )
    told = one_c(GOOD).replace(f"НазначениеПлатежа={GOOD.purpose}", pieces)
    assert bank.movements(told)[0].purpose == "Оплата по счету 12"


@pytest.mark.parametrize(
    "payer",
    ["ИНН 7707049388\\КПП 402701001\\ООО Окна", "7707049388 ООО Окна", "//7707049388//ООО Окна"],
)
def test_the_inn_before_a_name_is_no_part_of_it(bank: Bank, payer: str) -> None:
    (one,) = bank.movements(one_c(but(GOOD, payer=payer)))
    assert (one.other_inn, one.other_name) == ("7707049388", "ООО Окна")


# ------------------------------------------------------------------ sections and accounts
def test_a_statement_of_one_day_tells_the_day_of_arrival(bank: Bank) -> None:
    told = one_c(but(GOOD, arrived=False)).replace("Начала=01", "Начала=04")
    (one,) = bank.movements(told.replace("Конца=05", "Конца=04"))
    assert one.arrived_on == DAY


def test_totals_may_stand_below_the_documents(bank: Bank) -> None:
    text = one_c(GOOD)
    begins, ends = text.index("СекцияРасчСчет"), text.index("СекцияДокумент")
    section = text[begins:ends]
    moved = text.replace(section, "").replace("КонецФайла", section + "КонецФайла")
    found = bank.preview(moved)
    assert (found.refusal, found.credits, found.warnings) == (None, 1, [])


def test_two_accounts_of_ours_in_one_file(bank: Bank) -> None:
    one, two = one_c(GOOD), one_c(but(GOOD, number="9", amount="50.00"), own=SECOND)
    found = bank.preview(one + two)
    assert (found.refusal, found.credits, found.amount) == (None, 2, Decimal("12050.00"))
    forged = bank.preview(one + two.replace("ВсегоПоступило=50.00", "ВсегоПоступило=51.00"))
    assert forged.refusal


def test_a_transfer_that_both_accounts_tell_breaks_no_total(bank: Bank) -> None:
    between = Paid(amount="700.00", number="3", account=SECOND, purpose="Перевод собственных")
    mirrored = but(between, account=OURS, out=True)
    found = bank.preview(one_c(GOOD, between) + one_c(mirrored, own=SECOND))
    assert found.refusal is None
    assert {one.code for one in found.faults} == {"own_transfer"}
    assert found.amount - found.rejected_amount == Decimal("12000.00")


def test_the_second_of_two_statements_may_not_break_off(bank: Bank) -> None:
    cut = one_c(but(GOOD, number="9"), own=SECOND, totals=False, closed=False)
    found = bank.preview(one_c(GOOD) + cut)
    assert found.refusal
    assert found.refusal.code == "truncated"


@pytest.mark.parametrize(
    "typed",
    ["40702 810 9 3812 0061991", "40702.810.9.38120061991", "044525225/40702810938120061991"],
)
def test_an_account_written_apart_is_ours(bank: Bank, typed: str) -> None:
    assert account_in(typed) == OURS
    found = bank.preview(one_c(GOOD).replace(OURS, typed))
    assert (found.refusal, found.credits, found.rejected) == (None, 1, 0)


def test_without_our_side_the_day_tells_the_way(bank: Bank) -> None:
    text = one_c(GOOD, but(GOOD, number="5", out=True))
    kept = [line for line in text.split("\r\n") if not _is_our_side(line)]
    found = bank.movements("\r\n".join(kept))
    assert [one.credit for one in found] == [True, False]
    assert {one.own_account for one in found} == {OURS}


def _is_our_side(line: str) -> bool:
    key, _equals, value = line.partition("=")
    return value == OURS and key.startswith(("Плательщик", "Получатель"))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("04.03.2026 12:31:00", DAY),
        ("04.03.26", DAY),
        ("2026-03-04T10:00:00", DAY),
        ("00.00.0000", None),
        ("  .  .    ", None),
    ],
)
def test_days_with_hours_and_empty_forms(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


def test_a_reader_takes_text_of_any_source() -> None:
    from turnup.statements.formats.client_bank import ClientBank

    reader = ClientBank(StringIO(one_c(GOOD), newline=None), frozenset([OURS]))
    assert [one.amount for one in reader.movements()] == [Decimal("12000.00")]
