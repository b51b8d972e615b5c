"""Names, posts and figures stand in the case that a contract needs."""

from decimal import Decimal

import pytest

from turnup.contracts.declension import (
    gender_of,
    in_genitive,
    number_in_genitive,
    post_in_genitive,
    term_in_genitive,
    with_initials,
)


@pytest.mark.parametrize(
    ("name", "genitive", "initials"),
    [
        ("Соколов Андрей Михайлович", "Соколова Андрея Михайловича", "А. М. Соколов"),
        ("Пётр Ильич Морозов", "Петра Ильича Морозова", "П. И. Морозов"),
        ("Мария Петровна Иванова", "Марии Петровны Ивановой", "М. П. Иванова"),
        ("Анна Кац", "Анны Кац", "А. Кац"),
        ("Черных Иван Ильич", "Черных Ивана Ильича", "И. И. Черных"),
        ("Дюма Александр Иванович", "Дюма Александра Ивановича", "А. И. Дюма"),
        (
            "Римская-Корсакова Мария Петровна",
            "Римской-Корсаковой Марии Петровны",
            "М. П. Римская-Корсакова",
        ),
        ("John Smith", "John Smith", "John Smith"),
        ("director", "director", "director"),
        ("", "", ""),
    ],
)
def test_names_are_declined_in_either_order(name: str, genitive: str, initials: str) -> None:
    assert in_genitive(name) == genitive
    assert with_initials(name).replace("\u00a0", " ") == initials


def test_the_patronymic_tells_who_it_is() -> None:
    assert gender_of("Воронцова Ольга Николаевна") == "f"
    assert gender_of("Морозов Пётр Ильич") == "m"
    assert gender_of("John Smith") is None


@pytest.mark.parametrize(
    ("post", "genitive"),
    [
        ("Генеральный директор", "Генерального директора"),
        ("технический директор", "технического директора"),
        ("Начальник отдела связи", "Начальника отдела связи"),
        ("заместитель генерального директора", "заместителя генерального директора"),
        ("Инженер-программист", "Инженера-программиста"),
        ("управляющий", "управляющего"),
        ("старший менеджер", "старшего менеджера"),
        ("Директор по развитию", "Директора по развитию"),
        ("CEO", "CEO"),
    ],
)
def test_posts_are_declined_up_to_their_noun(post: str, genitive: str) -> None:
    assert post_in_genitive(post) == genitive


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("10", "day", "10 (десяти) дней"),
        ("1", "working_day", "1 (одного) рабочего дня"),
        ("21", "day", "21 (двадцати одного) дня"),
        ("11", "month", "11 (одиннадцати) месяцев"),
        ("24", "hour", "24 (двадцати четырёх) часов"),
        ("0.1", "percent", "0,1 процента"),
        ("100", "ms", "100 мс"),
        ("999", "day", "999 (девятисот девяноста девяти) дней"),
    ],
)
def test_terms_say_their_figure_in_words(value: str, unit: str, text: str) -> None:
    assert term_in_genitive(Decimal(value), unit).replace("\u00a0", " ") == text


def test_every_number_below_a_thousand_has_words_of_its_own() -> None:
    words = {number_in_genitive(number) for number in range(1000)}
    assert len(words) == 1000
    assert not any(text != text.strip() or "  " in text for text in words)
