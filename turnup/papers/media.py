"""What a file is, told from its content; never from what its sender calls it. Pure."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_HEADS: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
SUFFIXES: Final = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg", DOCX: ".docx"}
MADE: Final = {"application/xml": ".xml"}  # what we write ourselves and take from nobody


def recognised(content: bytes) -> str | None:
    """Return the media type of a kind we keep, or None: SVG, HTML and programs are none."""
    for head, media_type in _HEADS:
        if content.startswith(head):
            return media_type
    if content.startswith(b"PK\x03\x04") and b"word/document.xml" in content:
        return DOCX
    return None


def clean_name(typed: str, media_type: str, *, longest: int = 140) -> str:
    """Return a file name that is safe everywhere: no path, no invisible marks, the right suffix."""
    last = PurePosixPath(typed.replace("\\", "/")).name
    seen = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ")
    stem = re.sub(r'[<>:"/\\|?*]+', "_", unicodedata.normalize("NFC", seen)).strip(" .")
    suffix = {**SUFFIXES, **MADE}.get(media_type, "")
    if suffix and stem.lower().endswith(suffix):
        stem = stem[: -len(suffix)]
    return (stem[:longest].rstrip(" .") or "file") + suffix
