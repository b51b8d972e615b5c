"""Sums are exact to the kopeck, rounded one way, and written as papers write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.catalog.money import LARGEST, roubles, vat_of, vat_on
from turnup.catalog.money_words import in_words

sums = st.decimals(Decimal(0), LARGEST, places=2)


@pytest.mark.parametrize(
    ("given_", "rounded"),
    [("2.675", "2.68"), ("2.665", "2.67"), ("-2.675", "-2.68"), ("0.005", "0.01"), (7, "7.00")],
)
def test_half_a_kopeck_goes_up(given_: str | int, rounded: str):
    assert roubles(given_) == Decimal(rounded)


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        roubles(2.675)  # type: ignore[arg-type]  # what a hurried caller would do


def test_the_tax_inside_a_sum():
    assert vat_of(Decimal("12200.00"), Decimal(22)) == Decimal("2200.00")
    assert vat_of(Decimal("1500.00"), Decimal(22)) == Decimal("270.49")
    assert Decimal("1500.00") - vat_of(Decimal("1500.00"), Decimal(22)) == Decimal("1229.51")
    assert vat_of(Decimal("1500.00"), None) == Decimal("0.00")


@given(sums, st.sampled_from([Decimal(5), Decimal(7), Decimal(10), Decimal(20), Decimal(22)]))
def test_tax_taken_out_and_put_on_agree_to_a_kopeck(gross: Decimal, percent: Decimal):
    net = gross - vat_of(gross, percent)
    assert abs(net + vat_on(net, percent) - gross) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12345.07", "Двенадцать тысяч триста сорок пять рублей 07 копеек"),
        ("1001", "Одна тысяча один рубль 00 копеек"),
        ("0", "Ноль рублей 00 копеек"),
        ("0.01", "Ноль рублей 01 копейка"),
        ("22.22", "Двадцать два рубля 22 копейки"),
        ("111.11", "Сто одиннадцать рублей 11 копеек"),
        ("2002000", "Два миллиона две тысячи рублей 00 копеек"),
        ("1000000000.5", "Один миллиард рублей 50 копеек"),
        ("14000021.94", "Четырнадцать миллионов двадцать один рубль 94 копейки"),
    ],
)
def test_sums_in_words(amount: str, words: str):
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-0.01", "10000000000", "NaN", "Infinity"])
def test_what_cannot_be_said_is_refused(amount: str):
    with pytest.raises((ValueError, ArithmeticError)):
        in_words(Decimal(amount))


TO_TEN = "ноль один два три четыре пять шесть семь восемь девять десять"
TEENS = "один две три четыр пят шест сем восем девят"
TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
ONES = {word: one for one, word in enumerate(TO_TEN.split())} | {"одна": 1, "две": 2}
ONES |= {f"{stem}надцать": 10 + one for one, stem in enumerate(TEENS.split(), 1)}
ONES |= {word: 10 * tens for tens, word in enumerate(TENS.split(), 2)}
ONES |= {word: 100 * hundreds for hundreds, word in enumerate(HUNDREDS.split(), 1)}
SCALES = {"тыс": 10**3, "миллион": 10**6, "миллиард": 10**9}


def read_back(words: str) -> Decimal:
    """Understand a sum in words, by a way of its own."""
    whole, group = 0, 0
    *spoken, kopecks, _ = words.lower().split()
    for word in spoken:
        scale = next((SCALES[head] for head in SCALES if word.startswith(head)), 0)
        if scale:
            whole, group = whole + group * scale, 0
        elif not word.startswith("рубл"):
            group += ONES[word]
    return Decimal(whole + group) + Decimal(kopecks) / 100


@given(sums)
def test_words_can_be_read_back(amount: Decimal):
    assert read_back(in_words(amount)) == amount
