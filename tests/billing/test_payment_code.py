"""The payment code: what a phone reads off the picture is what GOST R 56042-2014 asks for."""

from decimal import Decimal
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.walk import Provider
from turnup.billing.invoice_code import invoice_code
from turnup.billing.models import Invoice
from turnup.billing.payment_qr import SEPARATORS, Payee, code_png, kopecks, payment_code

PAYEE = Payee(
    name="ООО «РусНет»",
    account="40702810938120061991",
    bank_name="ПАО Сбербанк, г. Москва",
    bik="044525225",
    correspondent_account="30101810400000000225",
)
LONG = Payee(
    name="Общество с ограниченной ответственностью «Телекоммуникационная компания РусНет-Калуга» "
    "и её обособленное подразделение в городе Обнинске Калужской области",
    account="40702810938120061991",
    bank_name="Калужское отделение № 8608 ПАО Сбербанк, город Калуга, улица Кирова",
    bik="044525225",
    correspondent_account="",
)


def seen(code: bytes) -> bytes:
    """Read the code off its picture, as a phone does."""
    found = zxingcpp.read_barcodes(Image.open(BytesIO(code_png(code))))
    assert len(found) == 1
    return bytes(found[0].bytes)


def pairs(code: bytes) -> tuple[str, dict[str, str]]:
    """Split a code into its head and its pairs, by the separator that it names itself."""
    charset = {"1": "cp1251", "2": "utf-8"}[chr(code[6])]
    text = code.decode(charset)
    return text[:7], dict(one.split("=", 1) for one in text[8:].split(text[7]))


def test_the_picture_says_what_the_invoice_says(company: Provider) -> None:
    order = company.take_until(company.open_order(), "money_received")
    invoice = Invoice.objects.get(order=order)
    head, said = pairs(seen(invoice_code(invoice)))
    assert head == "ST00012"
    assert list(said)[:5] == ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]
    assert said["Sum"] == "1200000"
    assert said["PayeeINN"] == "4027999997"
    assert said["PersAcc"] == str(invoice.account.number)
    assert f"№ {invoice.number} от" in said["Purpose"]
    assert said["TechCode"] == "09"


def test_a_long_name_is_told_in_windows_1251() -> None:
    code = payment_code(LONG, {"Purpose": "Оплата"})
    head, said = pairs(seen(code))
    assert head == "ST00011"
    assert len(said["Name"]) <= 160
    assert len(said["BankName"]) <= 45
    assert said["CorrespAcc"] == "0"
    mandatory = code[7 : code.index(b"Purpose") - 1]
    assert len(mandatory) <= 300


@pytest.mark.parametrize("said", ["Счёт 5 | доп", "Всё: |#;", "a|b#c;d:e^f_g~h{i}j!"])
def test_the_separator_occurs_in_no_value(said: str) -> None:
    code = payment_code(PAYEE, {"Sum": "100", "Purpose": said, "KPP": "402701001"})
    _head, told = pairs(seen(code))
    assert told["Purpose"] == said
    assert told["KPP"] == "402701001"
    assert chr(code[7]) not in said


def test_values_that_use_up_all_separators_are_refused() -> None:
    with pytest.raises(ValueError, match="separator"):
        payment_code(PAYEE, {"Purpose": SEPARATORS})


@pytest.mark.parametrize(
    ("amount", "told"), [("0.01", "1"), ("12000", "1200000"), ("1234.505", "123451")]
)
def test_sums_are_whole_kopecks(amount: str, told: str) -> None:
    assert kopecks(Decimal(amount)) == told


NAMES = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя «»№-.,|#;:1234", min_size=1, max_size=220)


@settings(max_examples=60, deadline=None)
@given(name=NAMES, bank=NAMES)
def test_the_mandatory_part_never_exceeds_300_bytes(name: str, bank: str) -> None:
    code = payment_code(Payee(name, PAYEE.account, bank, PAYEE.bik, ""), {"Sum": "1"})
    separator = code[7:8]
    assert len(code[7 : code.index(separator + b"Sum=")]) <= 300
