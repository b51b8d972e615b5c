"""Turning Russian in the letters of SWIFT-RUR back into Russian. Pure.

A code has one sign for each Russian letter; what stands between apostrophes is Latin. Whether a
text is written so is told by words that nearly every payment has.
"""

import re
from typing import Final

_RUSSIAN: Final = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
_CODES: Final = "ABVGDEoJZIiKLMNOPRSTUFHCcQqxYXeua"
_BACK: Final = str.maketrans(_CODES + "nmpd", _RUSSIAN + '№"%&')
_WORDS: Final = re.compile(
    r"\b(?:OPLAT[AEYU]\w{0,2}|S[cC][EoO]T\w{0,4}|DOGOVOR\w{0,3}|USLUG\w{0,2}|NDS|INN|KPP|OOO|PO|ZA"
    r"|OT|V T\.?c\.?|OBLAGAETSa|INTERNET|PLATEJ\w{0,3}|VOZVRAT)\b"
)
_TRANSLIT: Final = re.compile("CH|ZH|YU|YA|[^\\W\\dA-Zoicqxeuanmpd]")
"""Signs of another way of writing: no Russian word has ЦХ, ЗХ, ЫУ, ЫА; other small letters."""
ENOUGH: Final = 2


def is_rur6(text: str) -> bool:
    """Tell whether a text is Russian in the letters of SWIFT-RUR."""
    if not text.isascii() or _TRANSLIT.search(re.sub("'[^']*'", "", text)):
        return False
    return len({found[0] for found in _WORDS.finditer(text)}) >= ENOUGH


def from_rur6(text: str) -> str:
    """Give a text that is written so in Russian letters."""
    pieces = text.split("'")
    return "".join(
        piece if place % 2 else piece.translate(_BACK) for place, piece in enumerate(pieces)
    )
