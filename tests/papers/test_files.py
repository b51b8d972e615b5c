"""A stored file is the same bytes for ever, or its damage is seen."""

import os
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.papers.conftest import NOW
from turnup.papers.actions import store_file, store_upload, sweep_orphans
from turnup.papers.answers import file_answer
from turnup.papers.deliver import sweep
from turnup.papers.media import DOCX, clean_name, recognised
from turnup.papers.models import StoredFile
from turnup.papers.queries import check_files, content_of
from turnup.papers.shelf import DamagedError, Shelf, hash_of
from turnup.standard.refusals import BadField

SCAN = b"%PDF-1.7 a scan"


def png(width: int, height: int) -> bytes:
    """Make a PNG that says its size; nothing here decodes its pixels."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return head + b"\x08\2\0\0\0\0\0\0\0" + b"\0\0\0\0IEND\xaeB`\x82"


def keep(content: bytes = SCAN, name: str = "скан.pdf") -> StoredFile:
    return store_file(content=content, name=name, media_type="application/pdf", at=NOW)


@pytest.mark.django_db
def test_what_is_stored_comes_back(place: Shelf):
    file = keep()
    assert content_of(file) == SCAN
    assert (file.sha256, file.size, file.name) == (hash_of(SCAN), len(SCAN), "скан.pdf")


@pytest.mark.django_db
def test_the_same_bytes_lie_once_under_any_names(place: Shelf):
    keep(name="а.pdf"), keep(name="б.pdf")
    assert len(list(place.all())) == 1
    assert StoredFile.objects.count() == 2


def test_writers_of_one_content_do_not_disturb_one_another(place: Shelf):
    content = os.urandom(200_000)
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(place.put, [content] * 40))
    assert hashes == {hash_of(content)}
    assert place.get(hashes.pop()) == content
    assert [path.name for path in place.folder.rglob(".*")] == [], "no drafts are left"


@pytest.mark.django_db
def test_damage_and_loss_are_seen(place: Shelf):
    changed, lost, whole = keep(b"%PDF-1"), keep(b"%PDF-2"), keep(b"%PDF-3")
    path = place.path_of(changed.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-X")
    place.path_of(lost.sha256).unlink()
    for file in (changed, lost):
        with pytest.raises(DamagedError):
            content_of(file)
    found = check_files()
    assert found.checked == 3
    assert found.damaged == sorted([changed.sha256, lost.sha256])
    assert content_of(whole) == b"%PDF-3"


def test_storing_again_mends_a_damaged_content(place: Shelf):
    sha256 = place.put(SCAN)
    place.path_of(sha256).chmod(0o600)
    place.path_of(sha256).write_bytes(b"")
    place.put(SCAN)
    assert place.get(sha256) == SCAN


@pytest.mark.django_db
def test_a_transaction_that_fails_leaves_an_orphan_that_is_seen_and_swept_later(place: Shelf):
    kept = keep(b"%PDF-kept")
    with transaction.atomic():
        orphan = keep()
        transaction.set_rollback(True)
    assert check_files().orphans == [], "a young one may belong to a transaction under way"
    assert sweep_orphans() == 0
    yesterday = time.time() - 100_000
    os.utime(place.path_of(orphan.sha256), (yesterday, yesterday))
    assert check_files().orphans == [orphan.sha256]
    sweep(timestamp=0)
    assert list(place.all()) == [kept.sha256]
    assert check_files().orphans == []


def test_nothing_stored_is_nothing_wrong(place: Shelf, db: None):
    found = check_files()
    assert (found.checked, found.damaged, found.orphans) == (0, [], [])


@pytest.mark.django_db
def test_a_row_of_a_file_never_changes(place: Shelf):
    file = keep()
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(name="другой.pdf")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04....word/document.xml", DOCX),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<!doctype html><script>", None),
        (b"MZ\x90", None),
        (b"PK\x03\x04....evil.exe", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_is(content: bytes, media_type: str | None):
    assert recognised(content) == media_type


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"<svg/>", b"<html>", b"%PDF" + b"x" * 20 * 1024 * 1024])
def test_uploads_that_are_not_kept_say_why(place: Shelf, content: bytes):
    with pytest.raises(BadField) as refusal:
        store_upload(content=content, name="договор.pdf", at=NOW)
    assert refusal.value.params["field"] == "file"
    assert refusal.value.params["mend"]
    assert list(place.all()) == []


@pytest.mark.django_db
def test_an_uploads_type_and_suffix_come_from_its_content(place: Shelf):
    file = store_upload(content=png(2, 2), name="photo.exe", at=NOW)
    assert (file.media_type, file.name) == ("image/png", "photo.exe.png")


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Документы\\Договор №5.PDF", "Договор №5.pdf"),
        ("скан\u202efdp.exe", "сканfdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("ж" * 300, "ж" * 140 + ".pdf"),
        ('a<b>:"|?*c', "a_b_c.pdf"),
    ],
)
def test_names_are_made_safe(typed: str, clean: str):
    assert clean_name(typed, "application/pdf") == clean


@given(st.text(max_size=400))
def test_any_name_becomes_a_safe_one_and_stays_so(typed: str):
    name = clean_name(typed, "application/pdf")
    assert clean_name(name, "application/pdf") == name
    assert name.isprintable()
    assert not set(name) & set('/\\:*?"<>|')
    assert 4 < len(name) <= 144


@pytest.mark.django_db
def test_a_file_is_given_to_save_never_to_run(place: Shelf):
    answer = file_answer(keep(name="Договор «А».pdf"))
    assert answer.content == SCAN
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%94")
    assert "sandbox" in answer["Content-Security-Policy"]
