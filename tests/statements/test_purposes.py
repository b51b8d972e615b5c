"""Purposes as people write them name the invoices and accounts they mean, and no others."""

import pytest

from turnup.statements.purposes import is_return, named_in, returned_order

SURE = (
    "Оплата по счёту № 2026-12 от 02.02.2026, в т.ч. НДС 22% 2163.93 руб.",
    "Оплата по сч. 2026-0012 за подключение",
    "опл.сч.№12 от 02.02.26 за интернет",
    "СЧ-2026-0012",
    "оплата по счету 2026/12",
    "по счету 12/2026",
    "Счет на оплату № 12 от 26 ноября 2026 г.",
    "оплата счета от 26.11.2026 №12",
    "Oplata po s4etu N 2026-12",
    "schet 2026-12",
    "сч2026-12",
    "счёт №000012 от 02.02.2026",
    "Оплата по счету № СЧ-2026-0012 от 02.02.2026",
    "по счету 2026-12.",
    "invoice 2026-12",
    "ОПЛАТА ПО СЧЕТУ N 2026-12 БЕЗ НДС",
    "счет на оплату 2026-12",
    "Оплата счета Nr. 2026-12",
    "Оплата по счету № 2026\u201112",
    "счет от 1 февраля 2026 г. № 12",
    "cчет 2026-12",  # its first letter is Latin
    "CЧET № 2026-12",
    "Opl. po sch. 2026-12",
    "//счет//2026-12",
    "Оплата по счету «2026-12»",
    "Оплата по счету (2026-12)",
    "(л/с 20376Ц12345) Оплата по счету 2026-12",
    "абонентплата, счет 2026-12",
)


@pytest.mark.parametrize("purpose", SURE)
def test_an_invoice_is_known_however_it_is_written(purpose: str) -> None:
    first = named_in(purpose).invoices[0]
    assert (first.year, first.number, first.certain) == (2026, 12, True)


@pytest.mark.parametrize(
    "purpose", ["Оплата по счетам 2026-12 и 2026-13", "счета №2026-12, №2026-13 от 01.03.2026"]
)
def test_several_invoices_are_all_named(purpose: str) -> None:
    assert [one.number for one in named_in(purpose).invoices] == [12, 13]


@pytest.mark.parametrize(
    ("purpose", "numbers"),
    [
        ("по счетам 12,13,14", [12, 13, 14]),
        ("по счетам 12,13", [12, 13]),
        ("по сч. 2026-12,13,14 за интернет", [12, 13, 14]),
        ("Оплата счета 12, сумма 5000,00", [12]),
    ],
)
def test_a_list_of_numbers_is_no_sum(purpose: str, numbers: list[int]) -> None:
    assert [one.number for one in named_in(purpose).invoices] == numbers


def test_a_year_behind_the_word_for_subscriber_is_no_account() -> None:
    named = named_in("абонентплата 2026-12")
    assert ([one.number for one in named.invoices], named.accounts) == ([12], ())


def test_a_number_in_a_list_has_the_year_of_the_one_before() -> None:
    assert {one.year for one in named_in("по счетам 2025-12, 13 и 14").invoices} == {2025}


def test_a_number_without_a_year_is_named_without_one() -> None:
    (mention,) = named_in("Оплата счета 12, 18 000 руб").invoices
    assert (mention.number, mention.year) == (12, None)


@pytest.mark.parametrize(
    "purpose",
    ["за услуги связи за 2026-10", "По договору 2026-3", "счет-фактура 2026-12 от 01.02.2026"],
)
def test_what_may_be_a_month_or_another_paper_is_only_a_hint(purpose: str) -> None:
    assert not any(one.certain for one in named_in(purpose).invoices)


@pytest.mark.parametrize(
    "purpose",
    [
        "на расчетный счет 12 в банке",
        "по счету 40702810938120061991",
        "счет 12000.00",
        "",
        "Интернет",
        "счетчик 12",
        "л/с 20376Ц12345",
    ],
)
def test_other_numbers_are_no_invoices(purpose: str) -> None:
    assert named_in(purpose).invoices == ()


@pytest.mark.parametrize(
    "purpose",
    [
        "л/с 100012",
        "Лицевой счет № 100012",
        "лиц. счет 100012 за март",
        "ЛС100012 интернет",
        "л/сч.100012",
        "лс №100012",
        "Л.С. 100012",
        "л/с100012",
        "персональный счет 100012",
        "абонент № 100012",
    ],
)
def test_a_personal_account_is_known_and_is_no_invoice(purpose: str) -> None:
    assert named_in(purpose).accounts == (100012,)
    assert named_in(purpose).invoices == ()


@pytest.mark.parametrize("account", ["л/с 20376Ц12345", "л/с 03371А12340"])
def test_a_treasurys_account_is_none_of_ours(account: str) -> None:
    assert named_in(f"({account}) за связь").accounts == ()


@pytest.mark.parametrize(
    ("purpose", "returns"),
    [
        ("Возврат ошибочно перечисленных средств", True),
        ("ВОЗВР.ДЕН.СР-В", True),
        ("Сторно ошибочной проводки", True),
        ("Ошибочно зачисленная сумма", True),
        ("Отзыв платежа", True),
        ("REVERSAL", True),
        ("Оплата по счету 2026-12", False),
        ("невозвратный депозит", False),
    ],
)
def test_money_that_goes_back_is_called_in_many_ways(purpose: str, returns: bool) -> None:
    assert is_return(purpose) is returns


@pytest.mark.parametrize(
    "order", ["п/п 417", "п/п N 417 от 04.03.2026", "пл. пор. № 417", "п.п. 0417", "док. 417"]
)
def test_the_payment_order_that_goes_back_is_read(order: str) -> None:
    assert returned_order(f"Возврат по {order}") == "417"
