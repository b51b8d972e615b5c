"""In which charset a text file is written, whatever it says of itself. Pure.

What is valid UTF-8 is UTF-8. Otherwise the words that every statement has tell the charset; the
file's own header decides only where they are not found.
"""

import codecs
from pathlib import Path
from typing import Final

WORDS: Final = ("1CClientBankExchange", "Секция", "Кодировка", "ВерсияФормата", "РасчСчет")
SINGLE: Final = ("cp1251", "cp866", "koi8-r")
_HEAD: Final = 65_536
_STEP: Final = 1 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def charset_of(path: Path) -> str:
    """Return the name of the charset that the file is written in."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for mark, charset in _MARKS:
        if head.startswith(mark) and (charset == "utf-16" or _is_utf8(path)):
            return charset
    return "utf-8" if _is_utf8(path) else _single_byte(head)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_STEP):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(head: bytes) -> str:
    found = {charset: _known(head, charset) for charset in SINGLE}
    best = max(found, key=lambda charset: found[charset])
    if found[best]:
        return best
    return "cp866" if b"=DOS" in head else "cp1251"


def _known(head: bytes, charset: str) -> int:
    return sum(head.count(word.encode(charset)) for word in WORDS if not word.isascii())
