"""Customers are found by what people remember of them, and noticed when they come twice."""

import pytest

from tests.customers.conftest import AddSite, Register
from turnup.customers.queries import find_duplicates, search_customers

MANY = "ИЖЕВСК 248000 ЁЛОЧНАЯ"


@pytest.mark.parametrize(
    "asked",
    ["ромашка", "РОМАШКА", "елочная", "ЁЛОЧНАЯ 7", "ромаш ёлочн", "7707049388", "7707 049 388"],
)
def test_search_does_not_mind_case_or_yo_or_order(register: Register, site: AddSite, asked: str):
    romashka = register(name="ООО «Ромашка»", inn="7707049388")
    site(romashka, address="Калуга, ул. Ёлочная, 7")
    site(register(name="АО «Василёк»"), address="Калуга, ул. Кирова, 15")
    assert list(search_customers(asked)) == [romashka]


@pytest.mark.parametrize("asked", ["8 (4842) 57-12-34", "+7 4842 571234", "57-12-34"])
def test_search_knows_a_phone_however_it_is_typed(register: Register, asked: str):
    customer = register(phone="+74842571234")
    register(name="Другой", phone="+74842571299")
    assert list(search_customers(asked)) == [customer]


@pytest.mark.parametrize("asked", ["", "   ", "«»", "%", "_", "\x00", "'; --", "\\"])
def test_a_search_for_nothing_finds_nobody(register: Register, asked: str):
    register(name="ООО Ромашка")
    assert not search_customers(asked)


def test_all_words_must_be_there(register: Register):
    register(name="ООО Ромашка")
    assert not search_customers("ромашка василёк")


def test_the_same_inn_phone_or_name_at_the_same_address_is_noticed(
    register: Register, site: AddSite
):
    known = register(name="ООО «Ромашка»", inn="7707049388", phone="+74842571234")
    site(known, address="Калуга, ул. Кирова, д. 15")
    found = find_duplicates(
        inn="7707049388",
        phone="+74842571234",
        name="ооо РОМАШКА",
        address="калуга ул кирова д 15",
    )
    assert found == [(known, ("inn", "phone", "name_and_address"))]


def test_a_name_alone_or_an_address_alone_is_no_duplicate(register: Register, site: AddSite):
    known = register(name="ООО Ромашка", inn="7707049388")
    site(known, address="Калуга, Кирова 15")
    assert find_duplicates(name="ООО Ромашка") == []
    assert find_duplicates(name="ООО Василёк", address="Калуга, Кирова 15") == []
    assert find_duplicates(inn="", phone="") == []
