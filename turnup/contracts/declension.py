"""Russian case forms for contracts: names and posts in the genitive, terms in words. Pure.

Names go by pytrovich, which knows when a surname stays as it is; posts by a table of their words.
Both may be wrong about a rare name, so every form can be overridden by hand on the page.
"""

from decimal import Decimal
from functools import cache
from typing import Any, Final

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

_PARTS: Final = (NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME)
_PATRONYMICS: Final = ("ич", "вна", "чна", "кызы", "оглы")

POSTS: Final = {
    "директор": "директора",
    "президент": "президента",
    "руководитель": "руководителя",
    "управляющий": "управляющего",
    "председатель": "председателя",
    "начальник": "начальника",
    "заместитель": "заместителя",
    "заведующий": "заведующего",
    "заведующая": "заведующей",
    "менеджер": "менеджера",
    "инженер": "инженера",
    "бухгалтер": "бухгалтера",
    "представитель": "представителя",
    "предприниматель": "предпринимателя",
    "секретарь": "секретаря",
    "ректор": "ректора",
    "юрист": "юриста",
    "врач": "врача",
    "глава": "главы",
    "член": "члена",
}
_REGULAR: Final = ("ист", "ент", "ант", "ник", "лог", "ор", "ер", "вед", "граф")
_SOFT: Final = ("к", "г", "х", "ж", "ш", "щ", "ч")


def in_genitive(name: str) -> str:
    """Return a full name, surname first or last, in the genitive: Соколова Андрея Михайловича.

    What is no Russian name of two or three words stays as it is.
    """
    words = name.split()
    if not 2 <= len(words) <= 3 or not all(_is_russian(word) for word in words):
        return name
    parts = _order_of(words)
    gender = gender_of(name)
    if gender is None:
        return name
    kind = Gender.MALE if gender == "m" else Gender.FEMALE
    made = [_maker().make(part, kind, Case.GENITIVE, word) for part, word in parts]
    return " ".join(made)


def gender_of(name: str) -> str | None:
    """Return `m` or `f` by patronymic, first name or surname, or None where they do not tell."""
    words = name.split()
    if len(words) < 2 or not all(_is_russian(word) for word in words[:3]):
        return None
    parts = dict(_order_of(words[:3]))
    found = _detector().detect(
        lastname=parts.get(NamePart.LASTNAME),
        firstname=parts.get(NamePart.FIRSTNAME),
        middlename=parts.get(NamePart.MIDDLENAME),
    )
    return {Gender.MALE: "m", Gender.FEMALE: "f"}.get(found)


def with_initials(name: str) -> str:
    """Return a name as under a signature: А. М. Соколов."""
    words = name.split()
    if not 2 <= len(words) <= 3 or not all(_is_russian(word) for word in words):
        return name
    parts = dict(_order_of(words))
    rest = [parts[p] for p in (NamePart.FIRSTNAME, NamePart.MIDDLENAME) if p in parts]
    return "\u00a0".join([*(f"{word[0]}." for word in rest), parts[NamePart.LASTNAME]])


def post_in_genitive(post: str) -> str:
    """Return a post in the genitive: генерального директора, начальника отдела связи.

    The words up to the noun that the table knows are declined; what follows it already stands in
    a case of its own. A post without such a noun stays as it is.
    """
    words = post.split()
    for place, word in enumerate(words):
        noun = _noun(word)
        if noun:
            before = [_adjective(one) for one in words[:place]]
            return " ".join([*before, noun, *words[place + 1 :]])
    return post


def _noun(word: str) -> str:
    head, dash, tail = word.rpartition("-")
    form = POSTS.get(tail.lower(), "")
    if not form and tail.lower().endswith(_REGULAR):
        form = tail.lower() + "а"
    if not form:
        return ""
    if tail[0].isupper():
        form = form[0].upper() + form[1:]
    first = _noun(head) or head if dash else ""
    return f"{first}{dash}{form}"


def _adjective(word: str) -> str:
    lower = word.lower()
    if lower.endswith(("ый", "ой")):
        return word[:-2] + "ого"
    if lower.endswith("ий"):
        return word[:-2] + ("ого" if lower[-3] in _SOFT[:3] else "его")
    if lower.endswith("ая"):
        return word[:-2] + "ой"
    return word


def _order_of(words: list[str]) -> list[tuple[Any, str]]:
    """Tell surname, name and patronymic apart; the surname stands first or last."""
    surname, first, patronymic = _PARTS
    if len(words) == 3 and words[1].lower().endswith(_PATRONYMICS):
        return list(zip((first, patronymic, surname), words, strict=True))
    if len(words) == 2 and _is_first_name(words[0]) and not _is_first_name(words[1]):
        return list(zip((first, surname), words, strict=True))
    return list(zip(_PARTS, words, strict=False))


def _is_first_name(word: str) -> bool:
    return _detector().detect(firstname=word) in (Gender.MALE, Gender.FEMALE)


def _is_russian(word: str) -> bool:
    return bool(word) and all(c.lower() in "абвгдеёжзийклмнопрстуфхцчшщъыьэюя-" for c in word)


@cache
def _maker() -> Any:
    return PetrovichDeclinationMaker()


@cache
def _detector() -> Any:
    return PetrovichGenderDetector()


# ------------------------------------------------------------------ figures and terms
_ONES: Final = (
    *("ноля", "одного", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми", "девяти"),
    *("десяти", "одиннадцати", "двенадцати", "тринадцати", "четырнадцати", "пятнадцати"),
    *("шестнадцати", "семнадцати", "восемнадцати", "девятнадцати"),
)
_TENS: Final = (
    *("", "", "двадцати", "тридцати", "сорока", "пятидесяти"),
    *("шестидесяти", "семидесяти", "восьмидесяти", "девяноста"),
)
_HUNDREDS: Final = (
    *("", "ста", "двухсот", "трёхсот", "четырёхсот"),
    *("пятисот", "шестисот", "семисот", "восьмисот", "девятисот"),
)
UNITS: Final = {
    "day": ("дня", "дней"),
    "working_day": ("рабочего дня", "рабочих дней"),
    "hour": ("часа", "часов"),
    "month": ("месяца", "месяцев"),
    "percent": ("процента", "процентов"),
    "ms": ("мс", "мс"),
}


def term_in_genitive(value: Decimal, unit: str) -> str:
    """Return a figure with its unit in the genitive: 10 (десяти) рабочих дней, 0,1 процента.

    Raises KeyError for a unit that is none of `UNITS`.
    """
    one, many = UNITS[unit]
    if value != value.to_integral_value():
        return f"{value.normalize():f}".replace(".", ",") + f" {one}"
    number = int(value)
    if unit == "ms" or not 0 <= number < 1000:
        return f"{number}\u00a0{many}"
    word = one if number % 10 == 1 and number % 100 != 11 else many
    return f"{number}\u00a0({number_in_genitive(number)}) {word}"


def number_in_genitive(number: int) -> str:
    """Return a whole number below a thousand in words, in the genitive."""
    rest = number % 100
    ten, one = divmod(rest, 10) if rest >= 20 else (0, rest)
    words = [_HUNDREDS[number // 100], _TENS[ten], _ONES[one] if one else ""]
    return " ".join(word for word in words if word) or _ONES[0]
