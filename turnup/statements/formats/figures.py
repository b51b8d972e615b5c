"""Sums and days as banks write them. Pure.

Sums are read where their meaning is clear, and refused where it is not: a comma before three
digits is thousands to some and a decimal point to others.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from turnup.catalog.money import LARGEST

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_PLAIN: Final = re.compile(r"\d+(?:\.\d{1,2})?")
_DECIMAL: Final = re.compile(r"(\d+)[.,\-](\d{1,2}|\d{2}0{2,})")
_GROUPED: Final = re.compile(r"(\d{1,3}(?:([.,])\d{3})+)(?!\2)[.,\-](\d{1,2}|\d{2}0{2,})")
_THOUSANDS: Final = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})+")
_WHOLE: Final = re.compile(r"(\d+)(?:[.,\-](?:0{0,2}|(?<=\d{4}[.,\-])0+)|=)?")
_DAYS: Final = (
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}.*)?"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
)


class NoSum(ValueError):
    """What is written is no sum of money that can be told for certain."""


def read_sum(typed: str) -> Decimal:
    """Return a sum of at least nothing, to the kopeck. Raises NoSum."""
    text = typed.strip()
    if _PLAIN.fullmatch(text):  # as nearly all are written
        return _kept(text)
    text = _SPACES.sub("", re.sub(r"(?i)\s*(?:руб\.?|р\.|rub|rur|₽)$", "", text)).lstrip("+")
    if found := _GROUPED.fullmatch(text):
        return _kept(f"{re.sub('[.,]', '', found[1])}.{found[3][:2]}")
    if _THOUSANDS.fullmatch(text):
        return _kept(re.sub("[.,]", "", text))
    if found := _DECIMAL.fullmatch(text):
        return _kept(f"{found[1]}.{found[2][:2]}")
    if found := _WHOLE.fullmatch(text):
        return _kept(found[1])
    raise NoSum(typed)


def _kept(text: str) -> Decimal:
    if len(text) > 16:
        raise NoSum(text)
    amount = Decimal(text).quantize(Decimal("0.01"))
    if amount > LARGEST:
        raise NoSum(text)
    return amount


def read_signed(typed: str) -> Decimal:
    """Return a sum that may be below nothing, as balances are. Raises NoSum."""
    text = typed.strip()
    return -read_sum(text[1:]) if text[:1] in ("-", "−") else read_sum(text)


def read_day(typed: str) -> date | None:
    """Return a day, or None where none is written. Raises ValueError for one that is none."""
    text = typed.strip()
    if not text.strip("0.-/: "):
        return None  # a bank's empty form: "00.00.0000"
    if len(text) == 10 and text[2] == text[5] == ".":  # as nearly all are written
        return date(int(text[6:]), int(text[3:5]), int(text[:2]))
    for shape in _DAYS:
        if found := shape.fullmatch(text):
            year = int(found["y"])
            return date(year + 2000 if year < 100 else year, int(found["m"]), int(found["d"]))
    raise ValueError(typed)
