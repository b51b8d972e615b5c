"""What bad statements get: a line and a reason; the rest goes on only where the totals agree."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.statements.banks import OURS, THEIRS, Paid, but, camt, mt940, one_c
from turnup.statements.formats.reading import Preview, preview

TODAY = date(2026, 3, 10)
GOOD = Paid(purpose="счет 2026-12")


@pytest.fixture
def read(tmp_path: Path):
    def _read(
        content: str | bytes, charset: str = "cp1251", own: frozenset[str] = frozenset([OURS])
    ) -> Preview:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(charset))
        return preview(path, own, TODAY)

    return _read


def code(found: Preview) -> str:
    assert found.refusal is not None
    return found.refusal.code


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"PK\x03\x04whatever", "not_a_statement"),
        (b"name;sum\r\n1;2\r\n", "not_a_statement"),
        ("Здравствуйте".encode("cp1251"), "not_a_statement"),
        (b"<html><body>Session expired</body>", "not_a_statement"),
        (b"<!DOCTYPE html>\r\n<html><title>502 Bad Gateway</title></html>", "not_a_statement"),
        (b'<?xml version="1.0" encoding="no-such-thing"?><Document/>', "not_a_statement"),
        (b'<?xml version="1.0" encoding="gb18030"?><D>\xcf\xf0</D>', "broken_xml"),
        (b'<?xml version="1.0" encoding="no-such-thing"?><D>\xcf\xf0</D>', "broken_xml"),
        (b":20:X", "truncated"),
    ],
)
def test_what_is_no_statement_is_refused(read, content: bytes, refusal: str) -> None:
    assert code(read(content)) == refusal


def test_another_companys_statement_is_refused(read) -> None:
    assert code(read(one_c(GOOD, own=THEIRS))) == "foreign_file"
    assert code(read(camt(GOOD, own=THEIRS), "utf-8")) == "foreign_file"
    assert code(read(mt940(GOOD, own=THEIRS), "utf-8")) == "foreign_file"


def test_forged_totals_refuse_the_file(read) -> None:
    found = read(one_c(GOOD, total="11000.00"))
    assert code(found) == "totals_disagree"
    assert found.refusal
    assert found.refusal.said["declared"] == "11000.00"
    assert code(read(camt(GOOD, summary="1.00"), "utf-8")) == "totals_disagree"
    assert code(read(mt940(GOOD, closing="1.00"), "utf-8")) == "totals_disagree"


def test_balances_that_do_not_add_up_refuse_the_file(read) -> None:
    forged = one_c(GOOD).replace("КонечныйОстаток=112000.00", "КонечныйОстаток=113000.00")
    assert code(read(forged)) == "balances_disagree"


def test_a_line_at_fault_is_named_and_the_rest_goes_on(read) -> None:
    bad = one_c(GOOD, but(GOOD, number="418")).replace("Дата=04.03.2026", "Дата=34.03.2026", 1)
    found = read(bad)
    assert found.refusal is None
    assert (found.credits, found.rejected) == (2, 1)
    assert found.rejected_amount == Decimal("12000.00")
    assert [(one.code, one.line) for one in found.faults] == [("day_unreadable", 18)]


def test_a_sum_that_cannot_be_read_refuses_the_file(read) -> None:
    found = read(one_c(GOOD).replace("Сумма=12000.00", "Сумма=12O00.00"))
    assert code(found) == "uncountable"
    assert found.refusal
    assert found.refusal.line == 18


def test_the_rest_goes_on_where_the_totals_agree_without_the_unreadable_sum(read) -> None:
    bad = one_c(GOOD, but(GOOD, number="418"), total="12000.00")
    found = read(bad.replace("Сумма=12000.00", "Сумма=12O00.00", 1))
    assert (found.refusal, found.credits, found.rejected) == (None, 2, 1)
    assert (found.amount, found.rejected_amount) == (Decimal("12000.00"), Decimal("0.00"))
    assert [(one.code, one.line) for one in found.faults] == [("sum_unreadable", 18)]


def test_a_negative_sum_is_no_credit(read) -> None:
    red = but(GOOD, number="418", amount="-500.00")
    found = read(one_c(GOOD, red, total="12000.00"))
    assert (found.refusal, found.amount) == (None, Decimal("12000.00"))
    assert [one.code for one in found.faults] == ["sum_not_positive"]
    assert code(read(one_c(GOOD, red))) == "totals_disagree"


def test_an_account_in_another_currency_counts_no_roubles(read) -> None:
    dollars = "40702840938120061992"
    text = one_c(GOOD).replace(OURS, dollars)
    found = read(text, own=frozenset([dollars]))
    assert ([one.code for one in found.faults], found.rejected) == (["currency"], 1)


def test_two_sums_in_one_document_are_a_fault(read) -> None:
    found = read(one_c(GOOD).replace("Сумма=12000.00", "Сумма=12000.00\r\nСумма=99000.00"))
    assert [one.code for one in found.faults] == ["told_twice"]


def test_a_cut_file_is_refused_unless_its_totals_agree(read) -> None:
    whole = one_c(GOOD, but(GOOD, number="418"))
    cut = whole[: whole.rindex("СекцияДокумент")]
    assert code(read(cut)) == "totals_disagree"
    assert code(read(one_c(GOOD, totals=False, closed=False))) == "truncated"
    found = read(one_c(GOOD, closed=False))
    assert found.refusal is None
    assert [one.code for one in found.warnings] == ["end_missing"]


def test_a_document_without_its_end_is_rejected(read) -> None:
    found = read(one_c(GOOD, but(GOOD, number="418")).replace("КонецДокумента\r\n", "", 1))
    assert [one.code for one in found.faults] == ["unclosed"]
    assert (found.credits, found.rejected) == (2, 1)


def test_tomorrows_money_is_rejected(read) -> None:
    found = read(one_c(but(GOOD, day=date(2026, 3, 11))))
    assert [one.code for one in found.faults] == ["in_future"]


@pytest.mark.parametrize("typed", ["12 000,00", "12\u00a0000.00", "12000-00", "12'000.00", "12000"])
def test_sums_with_spaces_and_commas_are_read(read, typed: str) -> None:
    found = read(one_c(GOOD).replace("Сумма=12000.00", f"Сумма={typed}"))
    assert found.refusal is None
    assert found.amount == Decimal("12000.00")


@pytest.mark.parametrize(
    "typed", ["0.00", "-12000.00", "1,234", "12,000", "1e5", "12000.005", "9" * 20, ""]
)
def test_what_is_no_sum_is_not_guessed_at(read, typed: str) -> None:
    found = read(one_c(GOOD, totals=False).replace("Сумма=12000.00", f"Сумма={typed}"))
    assert found.refusal or found.faults[0].code == "sum_not_positive"


def test_documents_of_others_are_rejected(read) -> None:
    text = one_c(GOOD, GOOD, totals=False).replace(
        f"ПолучательСчет={OURS}", f"ПолучательСчет={THEIRS}", 1
    )
    found = read(text)
    assert [one.code for one in found.faults] == ["foreign_account"]
    assert (found.credits, found.rejected) == (2, 1)


def test_our_account_in_the_other_key_is_ours(read) -> None:
    text = one_c(GOOD).replace("ПолучательСчет=", "ПолучательРасчСчет=")
    assert read(text).refusal is None


def test_a_line_without_end_is_refused(read) -> None:
    assert code(read(b"1CClientBankExchange\r\n" + b"x" * 200_000)) == "line_too_long"


def test_entities_are_refused_before_they_grow(read) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert code(read(bomb, "utf-8")) == "entities"
    assert code(read("<a>" * 100_000, "utf-8")) == "too_deep"


def test_what_is_endless_within_the_file_is_refused(read) -> None:
    """However large the file: no part of it is kept without bounds."""
    keys = "\r\n".join(f"Ключ{n}=1" for n in range(2000))
    assert code(read(one_c(GOOD).replace("Очередность=5", keys))) == "too_much"
    sections = "\r\n".join(["СекцияРасчСчет", "КонецРасчСчет"] * 20_001)
    assert code(read(one_c(GOOD).replace("СекцияДокумент", sections + "\r\nСекцияДокумент"))) == (
        "too_much"
    )
    assert code(read("<a>" + "<b/>" * 400_001, "utf-8")) == "too_much"


def test_a_purpose_that_never_ends_is_cut(read) -> None:
    found = read(
        one_c(GOOD).replace("счет 2026-12", "счет 2026-12\r\n" + "и так далее\r\n" * 50_000)
    )
    assert (found.refusal, found.credits) == (None, 1)


def test_another_currency_is_rejected(read) -> None:
    found = read(camt(GOOD, currency="USD"), "utf-8")
    assert found.faults[0].code == "currency"
    assert found.rejected == 1


def test_what_is_only_announced_is_not_read(read) -> None:
    pending = camt(GOOD, GOOD).replace("<Sts>BOOK", "<Sts>PDNG", 1)
    found = read(pending.replace("<Sum>24000.00", "<Sum>12000.00"), "utf-8")
    assert (found.refusal, found.credits) == (None, 1)


def test_a_batch_that_does_not_add_up_is_rejected(read) -> None:
    part = "<TxDtls><Amt Ccy='RUB'>5000.00</Amt></TxDtls>"
    text = camt(GOOD).replace("<TxDtls>", f"{part}<TxDtls><Amt Ccy='RUB'>6000.00</Amt>", 1)
    assert [one.code for one in read(text, "utf-8").faults] == ["batch_disagrees"]
    whole = text.replace("6000.00", "7000.00", 1)
    assert (read(whole, "utf-8").credits, read(whole, "utf-8").rejected) == (2, 0)


def test_a_reversal_in_mt940_goes_out(read) -> None:
    found = read(
        mt940(GOOD).replace("C12000,00", "RC12000,00").replace("RUB13000", "RUB0"), "utf-8"
    )
    assert found.debits == 1
