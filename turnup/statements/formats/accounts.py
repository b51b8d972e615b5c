"""Account numbers as banks write them: with spaces, dots, a bank's code before them. Pure."""

import re
from typing import Final

_SIGNS: Final = re.compile(r"[\s.\-\u00a0]+")
_IBAN: Final = re.compile(r"RU\d{11}(\d{5}[\dA-Z]\d{14})", re.I)  # bank's code, then ours
_TWENTY: Final = re.compile(r"(?<!\d)\d{5}(?:\d{3}|[A-Z]\d{2})\d{12}(?!\d)")
ROUBLES: Final = ("810", "643")
_CODED: Final = re.compile(r"\d{20}")


def currency_of(account: str) -> str:
    """Give the code of an account's currency where it is not roubles: its digits 6 to 8."""
    code = account[5:8]
    return "" if code in ROUBLES or _CODED.fullmatch(account) is None else code


def account_in(typed: str) -> str:
    """Give the account's number alone: its 20 digits where there are so many, else what is told."""
    text = _SIGNS.sub("", typed)
    if iban := _IBAN.fullmatch(text):
        return iban[1]
    found = _TWENTY.findall(typed) or _TWENTY.findall(text)
    return found[-1] if found else text.rpartition("/")[2][:40]
