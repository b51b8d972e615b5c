"""camt.053 and MT940 as banks really write them."""

from decimal import Decimal

import pytest

from tests.statements.banks import OURS, THEIRS, Paid, but, camt, mt940
from tests.statements.conftest import Bank
from turnup.statements.formats.rur6 import from_rur6, is_rur6
from turnup.statements.purposes import named_in_either

GOOD = Paid(purpose="Оплата по счету № 2026-12 от 02.03.2026")


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


def test_camt_finds_the_inn_behind_its_name(bank: Bank) -> None:
    text = camt(but(GOOD, inn="7707049388")).replace("<Id>7707", "<Id>INN7707")
    assert bank.movements(text, "utf-8")[0].other_inn == "7707049388"


def test_camt_in_windows_1251_is_read(bank: Bank) -> None:
    text = camt(GOOD).replace('encoding="UTF-8"', 'encoding="windows-1251"')
    assert bank.movements(text, "cp1251")[0].purpose == GOOD.purpose


def test_camt_with_the_fee_taken_off_counts_what_came(bank: Bank) -> None:
    net = camt(but(GOOD, amount="11760.00")).replace(
        "<Refs>", "<AmtDtls><TxAmt><Amt Ccy='RUB'>12000.00</Amt></TxAmt></AmtDtls><Refs>"
    )
    assert bank.movements(net, "utf-8")[0].amount == Decimal("11760.00")


def test_camt_whose_fee_was_kept_says_so(bank: Bank) -> None:
    net = camt(but(GOOD, amount="11760.00")).replace(
        "<Refs>", "<AmtDtls><TxAmt><Amt Ccy='RUB'>12000.00</Amt></TxAmt></AmtDtls><Refs>"
    )
    assert bank.movements(net, "utf-8")[0].less_fee
    assert not bank.movements(camt(GOOD), "utf-8")[0].less_fee


def test_camt_names_an_invoice_by_its_field(bank: Bank) -> None:
    kind = "<Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp>"
    field = f"<Strd><RfrdDocInf>{kind}<Nb>2026-12</Nb></RfrdDocInf></Strd>"
    text = camt(GOOD).replace(f"<Ustrd>{GOOD.purpose}</Ustrd>", field)
    (one,) = bank.movements(text, "utf-8")
    assert named_in_either(one.purpose, one.other_purpose).invoices[0].certain


def test_camt_pieces_without_sums_are_one_payment(bank: Bank) -> None:
    text = camt(GOOD)
    begins, ends = text.index("<TxDtls>"), text.index("</NtryDtls>")
    twice = text[:ends] + text[begins:ends].replace("2026-12", "2026-13") + text[ends:]
    (one,) = bank.movements(twice, "utf-8")
    assert (one.fault, one.amount) == (None, Decimal("12000.00"))
    assert "2026-13" in one.purpose


def test_camt_of_a_russian_iban_is_ours(bank: Bank) -> None:
    iban = f"<IBAN>RU03044525225{OURS}</IBAN>"
    text = camt(GOOD).replace(f"<Othr><Id>{OURS}</Id></Othr>", iban)
    assert bank.preview(text, "utf-8").refusal is None


@pytest.mark.parametrize(
    ("declared", "charset"), [("windows-1251", "utf-8"), ("UTF-8", "cp1251"), ("utf8x", "utf-8")]
)
def test_camt_in_another_charset_than_it_declares(bank: Bank, declared: str, charset: str) -> None:
    text = camt(GOOD).replace('encoding="UTF-8"', f'encoding="{declared}"')
    assert bank.movements(text, charset)[0].purpose == GOOD.purpose


def test_camt_with_a_mark_and_blanks_before_it_is_read(bank: Bank) -> None:
    assert bank.movements(b"\xef\xbb\xbf\r\n " + camt(GOOD).encode())


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


def test_mt940_with_the_banks_code_and_a_blank(bank: Bank) -> None:
    told = mt940(GOOD).replace(f":25:{OURS}", f":25P:{OURS}\r\nSABRRUMM")
    found = bank.preview(told.replace(":61:", ":61: "), "utf-8")
    assert (found.refusal, found.credits) == (None, 1)


@pytest.mark.parametrize("account", [f"044525225/{OURS}", f"{OURS}RUR", f"{OURS} RUB"])
def test_mt940_names_our_account_in_several_ways(bank: Bank, account: str) -> None:
    text = mt940(GOOD).replace(f":25:{OURS}", f":25:{account}")
    assert bank.preview(text, "utf-8").refusal is None


def with_details(*lines: str) -> str:
    told = mt940(GOOD).split("\r\n")
    at = next(n for n, line in enumerate(told) if line.startswith(":86:"))
    told[at : at + 2] = lines
    return "\r\n".join(told)


def test_mt940_with_codes_between_strokes(bank: Bank) -> None:
    lines = f":86:/NAME/OOO Okna/INN/7707049388/ACC/{THEIRS}/REMI/Schet 2026-", "12 ot 02.03.2026"
    (one,) = bank.movements(with_details(*lines), "utf-8")
    assert (one.other_name, one.other_inn) == ("OOO Okna", "7707049388")
    assert one.other_account == THEIRS
    assert "2026-12 ot" in (one.purpose + one.other_purpose)
    assert "NAME" not in one.purpose


def test_mt940_of_swift_rur_keeps_its_codes(bank: Bank) -> None:
    said = ":86:/ORDP/INN7707049388 OOO mOKNAm/NZP/OPLATA PO ScETU n2026-12 ZA USLUGI"
    (one,) = bank.movements(with_details(said), "utf-8")
    assert (one.other_name, one.purpose) == ('ООО "ОКНА"', "ОПЛАТА ПО СЧЕТУ №2026-12 ЗА УСЛУГИ")


def test_another_way_of_writing_russian_is_left_as_it_is(bank: Bank) -> None:
    said = "OPLATA PO SCHETU N 2026-12 OT 02.03.2026 OOO OKNA"
    assert bank.movements(with_details(f":86:{said}"), "utf-8")[0].purpose == said


def test_mt940_that_names_us_too_means_the_other(bank: Bank) -> None:
    said = f":86:ПОЛУЧАТЕЛЬ ИНН 4027999997 СЧ {OURS}", f"ОТ ИНН 7707049388 СЧ {THEIRS}"
    (one,) = bank.movements(with_details(*said), "utf-8")
    assert (one.other_inn, one.other_account) == ("", THEIRS)  # whose INN is whose, is not known
    bank.own |= {"4027999997"}
    (one,) = bank.movements(with_details(*said), "utf-8")
    assert one.other_inn == "7707049388"


def test_an_entrys_place_in_its_file_is_no_number(bank: Bank) -> None:
    """A month's statement counts the entries of a day anew; they are the same operations."""
    entry = camt(GOOD).replace(">417<", ">NOTPROVIDED<")
    placed = entry.replace("<Ntry>", "<Ntry><NtryRef>1</NtryRef>")
    assert bank.movements(placed, "utf-8")[0].number == ""


def test_a_banks_own_reference_is_no_payment_orders_number(bank: Bank) -> None:
    nameless = mt940(GOOD).replace("NTRF417//BNK417", "NTRFNONREF//20260304000123")
    assert bank.movements(nameless, "utf-8")[0].number == "//20260304000123"
    reference = "</Sts><AcctSvcrRef>B7</AcctSvcrRef>"
    entry = camt(GOOD).replace("</Sts>", reference).replace(">417<", ">NOTPROVIDED<")
    assert bank.movements(entry, "utf-8")[0].number == "//B7"
