"""One building, however its address is typed."""

from datetime import date
from decimal import Decimal

import pytest

from turnup.ground.addresses import building_key, building_of
from turnup.ground.rents import spans


@pytest.mark.parametrize(
    "typed",
    [
        "Калуга, ул. Кирова, 15",
        "248000, г. Калуга, улица Кирова, дом 15, кв. 3",
        "Калужская область, г Калуга, ул Кирова, д.15, офис 12, этаж 3",
        "калуга, УЛ. КИРОВА, 15, подъезд 2, кв 7",
        "Россия, Калуга, ул. Кирова, д. 15, помещ. 4а",
    ],
)
def test_spellings_of_one_building_have_one_key(typed: str) -> None:
    assert building_key(typed) == building_key("Калуга, ул. Кирова, 15")


@pytest.mark.parametrize(
    "other",
    [
        "Калуга, ул. Кирова, 15 к. 2",
        "Калуга, ул. Кирова, 15а",
        "Калуга, ул. Кирова, 51",
        "Обнинск, ул. Кирова, 15",
        "Калуга, пер. Кирова, 15",
    ],
)
def test_other_buildings_have_other_keys(other: str) -> None:
    assert building_key(other) != building_key("Калуга, ул. Кирова, 15")


def test_a_building_is_shown_without_its_rooms() -> None:
    assert building_of("248000, Калуга, ул. Ленина, 7, офис 4") == "Калуга, ул. Ленина, 7"
    assert building_of("офис 4") == "офис 4", "better than nothing"


def test_rents_follow_the_months_and_stop_with_the_lease() -> None:
    found = list(spans(date(2026, 1, 31), date(2026, 5, 15), 2, date(2027, 1, 1)))
    assert [one.begins for one in found] == [date(2026, 1, 31), date(2026, 3, 31)]
    assert found[0].months == 2
    assert found[1].ends == date(2026, 5, 16)
    assert found[1].months == Decimal("1.5082"), "46 of 61 days of two months"
