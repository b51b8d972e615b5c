"""Check digits of Russian requisites, on real ones and on misprints of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.customers.requisites import (
    is_bik,
    is_company_inn,
    is_correspondent_account,
    is_kpp,
    is_ogrn,
    is_ogrnip,
    is_person_inn,
    is_settlement_account,
)

SETTLEMENT = [
    ("40702810938120061991", "044525225"),
    ("40706810900000064381", "044525555"),
    ("40702810942020002415", "042202603"),
]

digits = st.text("0123456789", min_size=23, max_size=23)


@pytest.mark.parametrize("inn", ["7707049388", "7722698789"])
def test_real_inns_of_companies(inn: str):
    assert is_company_inn(inn)
    assert not is_person_inn(inn)


@pytest.mark.parametrize("ogrnip", ["304500116000157", "321774600000070"])
def test_real_ogrnips_those_too_whose_remainder_is_ten(ogrnip: str):
    assert is_ogrnip(ogrnip)
    assert not is_ogrn(ogrnip)


@pytest.mark.parametrize(("account", "bik"), SETTLEMENT)
def test_real_settlement_accounts(account: str, bik: str):
    assert is_settlement_account(account, bik)


def test_a_correspondent_account_takes_its_prefix_from_the_region_not_the_bank():
    assert is_correspondent_account("30101810400000000225", "044525225")
    assert not is_correspondent_account("30101810400000000226", "044525225")
    assert not is_correspondent_account("40702810938120061991", "044525225")


@pytest.mark.parametrize("bik", ["044525225", "015402901", "004525988"])
def test_biks_of_banks_and_of_the_treasury(bik: str):
    assert is_bik(bik)


@pytest.mark.parametrize("bik", ["", "144525225", "04452522", "0445252255", "04452522x"])
def test_what_is_no_bik(bik: str):
    assert not is_bik(bik)


def test_treasury_accounts_have_no_key_to_check():
    assert is_settlement_account("03100643000000013700", "015402901")
    assert is_settlement_account("03100643000000013701", "015402901")


@given(st.integers(0, 10**10 - 1))
def test_the_treasurys_single_account_obeys_the_correspondent_rule(tail: int):
    accounts = [f"40102810{key}{tail:011}" for key in range(10)]
    right = [account for account in accounts if is_correspondent_account(account, "015402901")]
    assert len(right) == 1


@pytest.mark.parametrize("kpp", ["770701001", "4027AB001", "402701001"])
def test_kpps(kpp: str):
    assert is_kpp(kpp)


@pytest.mark.parametrize("kpp", ["", "77070100", "7707010011", "7707АБ001", "A07701001"])
def test_what_is_no_kpp(kpp: str):
    assert not is_kpp(kpp)


@given(st.integers(0, 10**9 - 1), st.integers(0, 9))
def test_exactly_one_last_digit_makes_a_companys_inn(head: int, changed: int):
    right = [d for d in range(10) if is_company_inn(f"{head:09}{d}")]
    assert len(right) == 1
    assert is_company_inn(f"{head:09}{changed}") == (changed == right[0])


@given(st.integers(0, 10**10 - 1))
def test_exactly_one_pair_of_digits_makes_a_persons_inn(head: int):
    assert sum(is_person_inn(f"{head:010}{tail:02}") for tail in range(100)) == 1


@given(st.integers(0, 10**14 - 1))
def test_exactly_one_last_digit_makes_an_ogrnip(head: int):
    right = [d for d in range(10) if is_ogrnip(f"{head:014}{d}")]
    assert right == [head % 13 % 10]


@given(st.integers(0, 10**12 - 1))
def test_exactly_one_last_digit_makes_an_ogrn(head: int):
    assert [d for d in range(10) if is_ogrn(f"{head:012}{d}")] == [head % 11 % 10]


@given(st.sampled_from(SETTLEMENT), st.integers(0, 19), st.integers(1, 9))
def test_no_misprint_of_one_digit_passes_as_an_account(
    real: tuple[str, str], place: int, shift: int
):
    account, bik = real
    wrong = str((int(account[place]) + shift) % 10)
    misprint = account[:place] + wrong + account[place + 1 :]
    assert misprint.startswith("03") or not is_settlement_account(misprint, bik)


@given(st.text(max_size=24))
def test_no_text_whatever_breaks_a_check(text: str):
    for check in (is_company_inn, is_person_inn, is_ogrn, is_ogrnip, is_kpp, is_bik):
        assert check(text) in (True, False)
    assert is_settlement_account(text, text) in (True, False)
    assert is_correspondent_account(text, "044525225") in (True, False)


@pytest.mark.parametrize("inn", ["٧٧٠٧٠٤٩٣٨٨", "7707049388\n", " 7707049388", "77070493⁸8"])
def test_only_plain_digits_count(inn: str):
    assert not is_company_inn(inn)
