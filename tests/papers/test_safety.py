"""Uploads are looked into: bombs, passengers and programs are refused by name."""

import io
import zipfile

import pytest

from tests.papers.conftest import NOW
from tests.papers.test_files import png
from turnup.papers.actions import store_upload
from turnup.papers.media import DOCX, PDF
from turnup.papers.safety import check_upload
from turnup.papers.shelf import Shelf
from turnup.standard.refusals import BadField

JPEG = b"\xff\xd8\xff\xe0\0\4JF\xff\xc0\0\x11\x08\0\x10\0\x10\3" + b"\0" * 9 + b"\xff\xd9"


def docx(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in {"word/document.xml": b"<w/>", **parts}.items():
            folder.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%%EOF\n", PDF),
        (png(100, 100), "image/png"),
        (png(8000, 12000), "image/png"),
        (JPEG, "image/jpeg"),
        (JPEG + b"\0\0", "image/jpeg"),
        (docx(), DOCX),
    ],
)
def test_what_people_scan_is_kept(content: bytes, kind: str) -> None:
    check_upload(content, kind)


@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"%PDF-1.7\ncut", PDF, "cut short"),
        (b"%PDF-1.7\n/OpenAction <</S /JavaScript>>\n%%EOF", PDF, "program"),
        (b"%PDF-1.7\n/EmbeddedFile\n%%EOF", PDF, "program"),
        (png(60_000, 60_000), "image/png", "pixels"),
        (png(0, 5), "image/png", "damaged"),
        (png(2, 2)[:20], "image/png", "damaged"),
        (png(2, 2) + b"PK\x03\x04zip", "image/png", "hidden"),
        (JPEG[:9], "image/jpeg", "damaged"),
        (JPEG + b"<html><script>", "image/jpeg", "hidden"),
        (JPEG.replace(b"\0\x10\0\x10\3", b"\xff\xff\xff\xff\3"), "image/jpeg", "pixels"),
        (docx(**{"word/vbaProject.bin": b"x"}), DOCX, "macros"),
        (docx(**{"word/bomb.xml": b"\0" * 110_000_000}), DOCX, "unpacks"),
        (b"PK\x03\x04word/document.xml", DOCX, "damaged"),
    ],
)
def test_bombs_passengers_and_programs_are_refused(content: bytes, kind: str, fault: str) -> None:
    with pytest.raises(BadField, match=fault) as refusal:
        check_upload(content, kind)
    assert refusal.value.params["field"] == "file"
    assert refusal.value.params["mend"]


@pytest.mark.django_db
def test_a_door_may_take_fewer_kinds(place: Shelf) -> None:
    with pytest.raises(BadField, match="kind of file"):
        store_upload(content=docx(), name="договор.docx", at=NOW, kinds=(PDF, "image/png"))
    assert list(place.all()) == []
