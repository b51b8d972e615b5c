"""Purposes as people write them name the invoices and accounts they mean, and no others."""

import pytest

from turnup.statements.purposes import named_in

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
    ],
)
def test_a_personal_account_is_known_and_is_no_invoice(purpose: str) -> None:
    assert named_in(purpose).accounts == (100012,)
    assert named_in(purpose).invoices == ()
