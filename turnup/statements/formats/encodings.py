"""In which charset a text file is written, whatever it says of itself. Pure.

What is valid UTF-8 is UTF-8, and what has lost a piece of a letter still is. Otherwise the words
that every statement has tell the charset, then the letters that Russian has most; the file's own
header decides only where there are none.
"""

import codecs
import re
from pathlib import Path
from typing import Final

WORDS: Final = ("1CClientBankExchange", "Секция", "Кодировка", "ВерсияФормата", "РасчСчет")
CHARSETS: Final = ("cp1251", "cp866", "koi8-r", "utf-8")
OFTEN: Final = "оеаинтсрвлОЕАИНТСРВЛ"
_HEAD: Final = 65_536
_STEP: Final = 1 << 20
_DECLARED: Final = re.compile(rb"encoding\s*=\s*[\"']([\w.\-]+)")
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
    if b"\x00" in head[:64] and (wide := _wide(head)):
        return wide
    return "utf-8" if _is_utf8(path) else _by_its_words(head)


def xml_charset(path: Path) -> str | None:
    """Name the charset of an XML whose declaration is wrong; None where it may be believed."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"\x00" in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    if _is_utf8(path):
        return "utf-8"
    declared = _DECLARED.search(head[:200])
    return None if declared and declared[1].lower() != b"utf-8" else _by_its_words(head)


def _wide(head: bytes) -> str:
    """Name UTF-16 that begins without its mark."""
    even, odd = head[0:64:2].count(0), head[1:64:2].count(0)
    if max(even, odd) < 8:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


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


def _by_its_words(head: bytes) -> str:
    found = {charset: _known(head, charset) for charset in CHARSETS}
    best = max(found, key=lambda charset: found[charset])
    if found[best]:
        return best
    if b"=DOS" in head:
        return "cp866"
    return max(CHARSETS[:3], key=lambda charset: _russian(head, charset))


def _known(head: bytes, charset: str) -> int:
    return sum(head.count(word.encode(charset)) for word in WORDS if not word.isascii())


def _russian(head: bytes, charset: str) -> int:
    return sum(head.count(letter.encode(charset)) for letter in OFTEN)
