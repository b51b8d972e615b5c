"""Account numbers as banks write them: with spaces, dots, a bank's code before them. Pure."""

import re
from typing import Final

_SIGNS: Final = re.compile(r"[\s.\-\u00a0]+")
_TWENTY: Final = re.compile(r"(?<!\d)\d{5}(?:\d{3}|[A-Z]\d{2})\d{12}(?!\d)")


def account_in(typed: str) -> str:
    """Give the account's number alone: its 20 digits where there are so many, else what is told."""
    text = _SIGNS.sub("", typed)
    found = _TWENTY.findall(typed) or _TWENTY.findall(text)
    return found[-1] if found else text.rpartition("/")[2][:40]
