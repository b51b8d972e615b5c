"""Pages of a stored PDF as pictures, so that a page shows exactly the bytes that are kept.

Only papers that Turnup made itself are drawn; what others gave is offered to save.
"""

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pypdfium2

WIDTHS: Final = (600, 1000, 1600)
_ONE_AT_A_TIME = threading.Lock()  # PDFium knows no threads


class NoSuchPage(Exception):
    """The paper has no such page."""


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with _opened(pdf) as document:
        return len(document)


def page_png(pdf: bytes, page: int, width: int) -> bytes:
    """Draw a page (from 1) as a PNG so many pixels wide. Raises NoSuchPage."""
    with _opened(pdf) as document:
        if not 1 <= page <= len(document):
            raise NoSuchPage
        sheet = document[page - 1]
        drawn = sheet.render(scale=width / sheet.get_width(), grayscale=False, rev_byteorder=True)
        return _png(drawn.width, drawn.height, drawn.stride, drawn.n_channels, bytes(drawn.buffer))


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def _png(width: int, height: int, stride: int, channels: int, pixels: bytes) -> bytes:
    """Write rows of RGB or RGBA bytes as a PNG."""
    line = width * channels
    rows = b"".join(b"\0" + pixels[y * stride : y * stride + line] for y in range(height))
    colour = {1: 0, 3: 2, 4: 6}[channels]
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 3)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, body) for name, body in parts)


def _part(name: bytes, body: bytes) -> bytes:
    checked = name + body
    return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))
