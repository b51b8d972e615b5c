"""Whether a file that somebody gave may be kept: bombs, passengers and programs are refused. Pure.

A file's kind is told by `media.recognised`; here its inside is looked at, without decoding it.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_noop as _

from turnup.papers.media import DOCX, PDF
from turnup.standard.refusals import BadField

MOST_PIXELS: Final = 100_000_000
"""A4 at 600 dots an inch has 35 million; a bomb has billions."""
MOST_UNPACKED: Final = 100 * 1024 * 1024
ACTIVE: Final = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BROKEN: Final = (_("The file is damaged or cut short."), _("Scan or save it anew."))


def check_upload(content: bytes, media_type: str) -> None:
    """Refuse a file whose inside is not what it should be. Raises BadField."""
    looks: dict[str, Callable[[bytes], None]] = {
        PDF: _check_pdf,
        "image/png": _check_png,
        "image/jpeg": _check_jpeg,
        DOCX: _check_docx,
    }
    looks[media_type](content)


def _refused(fault: str, mend: str) -> BadField:
    return BadField("file", fault, mend)


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-1024:]:
        raise _refused(*_BROKEN)
    if any(mark in content for mark in ACTIVE):
        raise _refused(
            _("The PDF carries a program or another file."),
            _("Print it into a plain PDF, or scan the paper."),
        )


def _check_png(content: bytes) -> None:
    if content[12:16] != b"IHDR" or len(content) < 33:
        raise _refused(*_BROKEN)
    width, height = struct.unpack(">II", content[16:24])
    _check_size(width, height)
    _check_end(content, content.rfind(b"IEND"), 8)


def _check_jpeg(content: bytes) -> None:
    _check_size(*_jpeg_size(content))
    _check_end(content, content.rfind(b"\xff\xd9"), 2)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame's header, which names width and height."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        mark, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if mark in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 1 if mark == 0xFF else 2 + max(length, 2)
    raise _refused(*_BROKEN)


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise _refused(*_BROKEN)
    if width * height > MOST_PIXELS:
        raise _refused(
            _("The picture has more pixels than any scan needs."),
            _("Scan it at a lower resolution: 300 dots an inch will do."),
        )


def _check_end(content: bytes, place: int, length: int) -> None:
    """Refuse what rides behind a picture's end: a second file in the same bytes."""
    if place < 0:
        raise _refused(*_BROKEN)
    if content[place + length :].strip(b"\x00\r\n\t ") or b"<script" in content[:4096].lower():
        raise _refused(
            _("Another file is hidden in the picture."), _("Save the picture anew and give that.")
        )


def _check_docx(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            parts = folder.infolist()
    except zipfile.BadZipFile:
        raise _refused(*_BROKEN) from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 2000:
        raise _refused(_("The document unpacks to too much."), _("Save it as a PDF."))
    if any(part.filename.lower().endswith(("vbaproject.bin", ".exe", ".js")) for part in parts):
        raise _refused(
            _("The document carries a program (macros)."), _("Save it as DOCX without macros.")
        )
