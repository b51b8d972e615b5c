"""A sum in Russian words, as papers write it: roubles in words, kopecks in digits. Pure."""

from decimal import Decimal

from turnup.catalog.money import LARGEST, roubles

_ONES = (
    *("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
    *("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать"),
    *("шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
_TENS = (
    *("", "", "двадцать", "тридцать", "сорок", "пятьдесят"),
    *("шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
)
_HUNDREDS = (
    *("", "сто", "двести", "триста", "четыреста"),
    *("пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
_FEMININE = {1: "одна", 2: "две"}
_GROUPS = (
    ("миллиард", "миллиарда", "миллиардов"),
    ("миллион", "миллиона", "миллионов"),
    ("тысяча", "тысячи", "тысяч"),
    ("рубль", "рубля", "рублей"),
)
_KOPECKS = ("копейка", "копейки", "копеек")


def in_words(amount: Decimal) -> str:
    """Return a sum as Russian papers write it: roubles in words, kopecks in digits.

    `12345.07` is "Двенадцать тысяч триста сорок пять рублей 07 копеек". Raises ValueError
    below zero and beyond `LARGEST`.
    """
    if not 0 <= amount <= LARGEST:
        raise ValueError(f"no sum to write in words: {amount}")
    whole, kopecks = divmod(int(roubles(amount) * 100), 100)
    words = [word for part in _parts(whole) for word in part]
    text = " ".join(words or ["ноль", "рублей"])
    return f"{text[0].upper()}{text[1:]} {kopecks:02} {_form(kopecks, _KOPECKS)}"


def _parts(whole: int) -> list[list[str]]:
    """Split into groups of three digits; the last always says its word, the others if not 0."""
    parts = []
    for place, forms in enumerate(reversed(_GROUPS)):
        group = whole // 1000**place % 1000
        if group or (place == 0 and whole):
            parts.append([*_below_thousand(group, feminine=place == 1), _form(group, forms)])
    return parts[::-1]


def _below_thousand(number: int, *, feminine: bool) -> list[str]:
    rest = number % 100
    ten, one = divmod(rest, 10) if rest >= 20 else (0, rest)
    last = _FEMININE.get(one, _ONES[one]) if feminine else _ONES[one]
    return [word for word in (_HUNDREDS[number // 100], _TENS[ten], last) if word]


def _form(number: int, forms: tuple[str, str, str]) -> str:
    """Choose among one, few and many: 1 рубль, 2 рубля, 5 рублей, 11 рублей, 21 рубль."""
    if number % 100 in range(11, 15):
        return forms[2]
    return forms[{1: 0, 2: 1, 3: 1, 4: 1}.get(number % 10, 2)]
