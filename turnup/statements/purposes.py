"""What a payment's purpose names: invoices and personal accounts, in the ways people write. Pure.

«Счёт № 2026-12», «сч.2026/0012», «по счетам 2026-12 и 2026-13», «счёт 12 от 02.02.2026»,
«СЧ-2026-0012», «л/с 100012», «лицевой счёт №100012». A month written as `2026-10` looks like one
of our numbers, so a number without a word before it is only a hint.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

_NOT_OURS: Final = re.compile(r"(?:расч\w*\.?|корр?\w*\.?|банк\w*\.?|р/|к/|р\.)\s?$", re.I)
MOST: Final = 20  # invoices of one purpose that are looked at

_ACCOUNT: Final = re.compile(
    r"(?<![а-яёa-z])(?:л\s?[/\\.]\s?сч?(?:[её]т\w*|(?=\d)|\b)\.?|лс(?![а-яё])|лицевой|ls(?![a-z])"
    r"|(?:лиц(?:ев\w*|\.)?|персональн\w*)\s?сч(?:[её]т\w*|\.)?|l/s|persacc|абонент\w*)"
    r"[\s:№#nN=.\-]{0,8}(?:номер|no\.?)?[\s:№#]{0,3}(?P<number>\d{4,12})(?![\da-zа-яё]|-\d)",
    re.I,
)
_YEARED: Final = r"(?P<year>20\d\d)\s?[-/\\–—_.]\s?0*(?P<number>\d{1,6})(?!\d|\.\d{2}\b)"
_SHORT: Final = r"0*(?P<short>\d{1,6})(?:\s?[/]\s?(?P<after>20\d\d|\d\d(?!\d)))?"
_NO_SUM: Final = r"(?!\d|[.:]\d|\s\d{3}(?!\d)|\s?(?:руб|р\.|%|₽))"  # nor an hour
_WORD: Final = re.compile(
    r"(?<![а-яa-z])(?:сч[её]т(?!чик)(?P<tax>[аеуомыи]{0,3}[\s\-]*-?ф(?:акт\w*|\b))?[а-яё]{0,3}"
    r"(?:\s?-\s?(?:договор|оферт)\w*)?"
    r"|сч(?:\.|\b|(?=\d))|с/ф|invoice|inv\b|schet\w*|scet\w*|s4h?et\w*|sch\b)",
    re.I,
)
_GAP: Final = re.compile(
    r"[\s.:\-,/(\"«]{0,4}(?:(?:на|за|по|для|к)\s[^\d№#]{2,60}(?=№|#)|на\s+оплату\s*)?"
    r"(?:от\s?\d{1,2}(?:[./]\d{1,2}[./]|\s[а-яё]{3,8}\s)(?P<year>20\d\d|\d\d)"
    r"(?:\s?г(?:\.|ода)?)?[\s,]*)?"
    r"(?:№+|n[°ºor]?\.?|#|номер\w*|no\.?)?[\s:.№(\"«]{0,4}(?:сч[\s\-./]{0,2})?",
    re.I,
)
_LISTED: Final = re.compile(_YEARED + "|" + _SHORT + _NO_SUM, re.I)
_NUMBER: Final = re.compile(_YEARED + "|" + _SHORT + r"(?!,\d)" + _NO_SUM, re.I)
_PLURAL: Final = re.compile(r"сч[её]т(?:ам|ов|ах)", re.I)
_MANY: Final = re.compile(r"(?:20\d\d[-/])?\d{1,6}(?:,\s?(?:20\d\d[-/])?\d{1,6}){2,}(?!\d)")
_NEXT: Final = re.compile(r"\s*(?:[,;+]|и\b|&)\s*(?:№+|n\.?|#)?\s*(?:сч[\s\-./]{0,2})?", re.I)
_DATED: Final = re.compile(
    r"[\s,]*(?:от|dated|ot)?\s*\d{1,2}(?:[./]\d{1,2}[./]|\s[а-яё]{3,8}\s)(?P<year>20\d\d|\d\d)(?!\d)",
    re.I,
)
_BARE: Final = re.compile(r"(?<![\d.\-/])" + _YEARED + r"(?![./\-]\d)")
_MARKED: Final = re.compile(r"(?<![а-яa-z])сч[\s\-./]{0,2}" + _YEARED, re.I)
_SIGNS: Final = (("\u00a0", " "), ("\u2010", "-"), ("\u2011", "-"), ("\u2212", "-"))
_MEET: Final = re.compile("[А-яЁё][A-Za-z]|[A-Za-z][А-яЁё]")
_MIXED: Final = re.compile(r"\b(?=\w*[а-яё])(?=\w*[a-z])[^\W\d_]+\b", re.I)
_LOOKALIKES: Final = str.maketrans("aceopxyABCEHKMOPTXY", "асеорхуАВСЕНКМОРТХУ")
_OF_RETURN: Final = (
    *("возвр", "сторн", "ошибочн", "отзыв"),
    *("refund", "return", "revers", "storn", "chargeback", "vozvrat"),
)
RETURN: Final = re.compile(
    r"(?<![а-яё])возвр(?:ат|ащ|[.\s])|сторн|ошибочн\w+\s(?:зачисл|поступ|перечисл|списан)"
    r"|отзыв\w*\sплат|refund|\breturn|revers|storn|chargeback|vozvrat",
    re.I,
)
_ACQUIRING: Final = re.compile(r"эквайринг|комисси\w*|\bСБП\b.*реестр|возмещ", re.I)
_OF_ORDER: Final = re.compile(
    r"(?:п[/.]?п\b|пл\w*\.?\s?пор\w*|поручени\w*|док(?:умент\w*)?\b)"
    r"\W{0,4}(?:№|n|номер)?\W{0,2}(\d{1,12})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An invoice's number as a purpose names it; without a year where none is written.

    `certain` if a word says that it is an invoice.
    """

    number: int
    year: int | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Named:
    """What one purpose names."""

    invoices: tuple[Mention, ...] = ()
    accounts: tuple[int, ...] = ()


def named_in(purpose: str) -> Named:
    """Read a purpose."""
    text = _plain(purpose)
    accounts = tuple(dict.fromkeys(int(found["number"]) for found in _ACCOUNT.finditer(text)))
    rest = _ACCOUNT.sub(" ", text) if accounts else text
    if not any(sign.isdigit() for sign in rest):
        return Named((), accounts)
    found: dict[tuple[int, int | None], Mention] = {}
    for mention in (*_after_words(rest), *_marked(rest), *_bare(rest)):
        key = (mention.number, mention.year)
        if key not in found and len(found) < MOST and not _told_with_year(mention, found):
            found[key] = mention
    return Named(tuple(found.values()), accounts)


def _plain(purpose: str) -> str:
    """Give a purpose its plain signs: spaces, hyphens, and Russian letters typed in Latin."""
    for sign, plain in _SIGNS:
        purpose = purpose.replace(sign, plain)
    if _MEET.search(purpose) is None:
        return purpose
    return _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), purpose)


def named_in_either(purpose: str, other: str) -> Named:
    """Read a purpose that may be joined in two ways; only what both name is certain."""
    first = named_in(purpose)
    if not other:
        return first
    second = named_in(other)
    if first == second:
        return first
    both = {one for one in first.invoices if one in second.invoices}
    invoices = (
        one if one in both else replace(one, certain=False)
        for one in (*first.invoices, *second.invoices)
    )
    accounts = (*first.accounts, *second.accounts)
    return Named(tuple(dict.fromkeys(invoices)), tuple(dict.fromkeys(accounts)))


def is_return(purpose: str) -> bool:
    """Tell whether a purpose speaks of money that goes back."""
    text = purpose.lower()  # nearly all have no such stem, and need no slower look
    return any(stem in text for stem in _OF_RETURN) and bool(RETURN.search(text))


def speaks_of_commission(purpose: str) -> bool:
    """Tell whether a bank may have kept a part of what the customer paid."""
    return bool(_ACQUIRING.search(purpose))


def returned_order(purpose: str) -> str:
    """Return the number of the payment order that goes back, or nothing."""
    found = _OF_ORDER.search(purpose)
    return found[1].lstrip("0") if found else ""


def _told_with_year(mention: Mention, found: dict[tuple[int, int | None], Mention]) -> bool:
    return mention.year is None and any(one.number == mention.number for one in found.values())


def _after_words(text: str) -> list[Mention]:
    mentions = []
    for word in _WORD.finditer(text):
        if _NOT_OURS.search(text, max(0, word.start() - 20), word.start()):
            continue  # an account with a bank
        gap = _GAP.match(text, word.end())
        place = gap.end() if gap else word.end()
        many = _PLURAL.match(word[0]) or _MANY.match(text, place)
        pattern = _LISTED if many else _NUMBER
        number = pattern.match(text, place)
        if number is None:
            continue
        certain = not (word["tax"] or word[0].lower().startswith("с/ф"))
        given = _year(gap["year"]) if gap and gap["year"] else None
        while number:
            mentions.append(_mention(text, number, given, certain))
            given = mentions[-1].year or given
            dated = _DATED.match(text, number.end())
            onward = _NEXT.match(text, dated.end() if dated else number.end())
            number = pattern.match(text, onward.end()) if onward else None
    return mentions


def _mention(text: str, number: re.Match[str], given: int | None, certain: bool) -> Mention:
    if number["year"]:
        return Mention(int(number["number"]), int(number["year"]), certain)
    dated = _DATED.match(text, number.end())
    year = _year(number["after"]) if number["after"] else given
    if year is None and dated:
        year = _year(dated["year"])
    return Mention(int(number["short"]), year, certain)


def _marked(text: str) -> list[Mention]:
    return [Mention(int(one["number"]), int(one["year"]), True) for one in _MARKED.finditer(text)]


def _bare(text: str) -> list[Mention]:
    return [Mention(int(one["number"]), int(one["year"]), False) for one in _BARE.finditer(text)]


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)
