"""How banks really write: every quirk here is read the one way that it can be meant."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from tests.statements.banks import DAY, OURS, THEIRS, Paid, but, camt, mt940, one_c
from turnup.statements.formats.accounts import account_in
from turnup.statements.formats.figures import read_day
from turnup.statements.formats.joining import joined
from turnup.statements.formats.movements import Movement
from turnup.statements.formats.reading import Preview, opened, preview
from turnup.statements.formats.rur6 import from_rur6, is_rur6
from turnup.statements.purposes import named_in_either

TODAY = date(2026, 3, 10)
SECOND = "40702810900000000555"
GOOD = Paid(purpose="Оплата по счету № 2026-12 от 02.03.2026")


class Bank:
    """Files of a bank, read as an import reads them."""

    def __init__(self, folder: Path):
        self.path = folder / "file"
        self.own = frozenset([OURS, SECOND])

    def write(self, content: str | bytes, charset: str = "cp1251") -> Path:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode(charset))
        return self.path

    def preview(self, content: str | bytes, charset: str = "cp1251") -> Preview:
        return preview(self.write(content, charset), self.own, TODAY)

    def movements(self, content: str | bytes, charset: str = "cp1251") -> list[Movement]:
        with opened(self.write(content, charset), self.own) as (reader, _kind, _charset):
            return list(reader.movements())


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return Bank(tmp_path)


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


# ------------------------------------------------------------------ sections and accounts
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


# ------------------------------------------------------------------ camt.053
def test_camt_of_a_later_version_names_its_party_deeper(bank: Bank) -> None:
    paid = but(GOOD, inn="7707049388")
    later = (
        camt(paid)
        .replace("camt.053.001.02", "camt.053.001.08")
        .replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
        .replace("<Dbtr>", "<Dbtr><Pty>")
        .replace("</Dbtr>", "</Pty></Dbtr>")
    )
    (one,) = bank.movements("\n" + later, "utf-8")
    assert (one.other_inn, one.other_name) == ("7707049388", paid.payer)


def test_camt_finds_the_inn_among_other_numbers(bank: Bank) -> None:
    text = camt(but(GOOD, inn="7707049388")).replace(
        "<OrgId>", "<OrgId><Othr><Id>402801001</Id><SchmeNm><Cd>KPP</Cd></SchmeNm></Othr>"
    )
    assert bank.movements(text, "utf-8")[0].other_inn == "7707049388"


def test_camt_in_windows_1251_is_read(bank: Bank) -> None:
    text = camt(GOOD).replace('encoding="UTF-8"', 'encoding="windows-1251"')
    assert bank.movements(text, "cp1251")[0].purpose == GOOD.purpose


def test_camt_with_the_fee_taken_off_counts_what_came(bank: Bank) -> None:
    net = camt(but(GOOD, amount="11760.00")).replace(
        "<Refs>", "<AmtDtls><TxAmt><Amt Ccy='RUB'>12000.00</Amt></TxAmt></AmtDtls><Refs>"
    )
    assert bank.movements(net, "utf-8")[0].amount == Decimal("11760.00")


@pytest.mark.parametrize(
    "said",
    [
        "<RvslInd>true</RvslInd><Sts>",
        "<BkTxCd><Domn><Fmly><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd><Sts>",
    ],
)
def test_camt_tells_what_was_taken_back(bank: Bank, said: str) -> None:
    (one,) = bank.movements(camt(but(GOOD, out=True)).replace("<Sts>", said), "utf-8")
    assert (one.credit, one.storno) == (False, True)


def test_xml_that_is_no_statement_is_refused(bank: Bank) -> None:
    for text in ("<x/>", "<Document><FIToFICstmrCdtTrf/></Document>"):
        refusal = bank.preview(text, "utf-8").refusal
        assert refusal
        assert refusal.code == "not_a_statement"


# ------------------------------------------------------------------ MT940
def test_mt940_in_its_envelope_below_a_banks_own_words(bank: Bank) -> None:
    body = mt940(GOOD).replace("-\r\n", "-}\r\n")
    text = "{1:F01BANKRUMMAXXX0000000000}{2:O9400000N}{4:\r\n" + body
    assert bank.preview(text, "utf-8").refusal is None
    assert bank.preview("BANKRUMM\r\n940\r\n" + mt940(GOOD), "utf-8").refusal is None


@pytest.mark.parametrize("mark", ["?", "<", "~"])
def test_mt940_with_coded_details(bank: Bank, mark: str) -> None:
    lines = mt940(GOOD).split("\r\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(":86:"))
    coded = "110?00CREDIT?20Oplata po schetu 2026-1?212 ot 02.03.2026?30044525225"
    lines[at : at + 2] = [
        ":86:" + coded.replace("?", mark),
        f"?31{THEIRS}?32INN 7707049388 OOO KALUJSKIE ?33OKNA".replace("?", mark),
    ]
    (one,) = bank.movements("\r\n".join(lines), "utf-8")
    named = named_in_either(one.purpose, one.other_purpose)
    assert (2026, 12) in {(mention.year, mention.number) for mention in named.invoices}
    assert one.other_account == THEIRS
    assert one.other_inn == "7707049388"
    assert one.other_name.endswith("KALUJSKIE OKNA")


def test_mt940_cut_at_sixty_five_signs_keeps_its_numbers(bank: Bank) -> None:
    text = "ОПЛАТА ЗА ДОСТУП В ИНТЕРНЕТ ЗА МАРТ ПО ДОГОВОРУ 17, СЧЕТ № 2026-12 ОТ 02.03.2026"
    assert text[:65].endswith("2026-1")
    lines = mt940(GOOD).split("\r\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(":86:"))
    lines[at : at + 2] = [":86:" + text[:65], text[65:]]
    (one,) = bank.movements("\r\n".join(lines), "utf-8")
    assert one.purpose == text


def test_mt940_of_swift_rur_is_turned_back_into_russian(bank: Bank) -> None:
    text = "OPLATA PO ScETU n 2026-12 ZA USLUGI 'INTERNET', V T.c. NDS"
    assert is_rur6(text)
    assert from_rur6(text) == "ОПЛАТА ПО СЧЕТУ № 2026-12 ЗА УСЛУГИ INTERNET, В Т.Ч. НДС"
    assert not is_rur6("Payment for invoice 12")


@pytest.mark.parametrize("account", [f"044525225/{OURS}", f"{OURS}RUR", f"{OURS} RUB"])
def test_mt940_names_our_account_in_several_ways(bank: Bank, account: str) -> None:
    text = mt940(GOOD).replace(f":25:{OURS}", f":25:{account}")
    assert bank.preview(text, "utf-8").refusal is None


def test_a_reader_takes_text_of_any_source() -> None:
    from turnup.statements.formats.client_bank import ClientBank

    reader = ClientBank(StringIO(one_c(GOOD), newline=None), frozenset([OURS]))
    assert [one.amount for one in reader.movements()] == [Decimal("12000.00")]
