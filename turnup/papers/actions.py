"""What may be done with numbers, files and papers. The only writers of this room."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from turnup.customers.checks import checked_bank, checked_requisite
from turnup.papers.media import PDF, SUFFIXES, clean_name, recognised
from turnup.papers.models import CompanyDetails, Paper, StoredFile
from turnup.papers.queries import shelf
from turnup.papers.safety import check_upload
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor
from turnup.people.phones import as_e164
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField

UPLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes of the largest file a person may give."""

_NEXT = """
    INSERT INTO papers_numberseries (series, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (series, year) DO UPDATE SET last = papers_numberseries.last + 1
    RETURNING last
"""


def take_number(*, series: str, year: int) -> int:
    """Return the next number of a series in a year, from 1 and without gaps.

    Take it when the paper is issued, inside the transaction that issues it: the row stays locked
    until that ends, and a failed one gives the number back.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction that uses it")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, year])
        return int(cursor.fetchone()[0])


def take_numbers(*, series: str, year: int, count: int) -> int:
    """Take so many numbers that follow one another, and return the first; as `take_number`.

    One by one, as the table's guard wants it; the row is locked after the first.
    """
    first = take_number(series=series, year=year)
    if count > 1:
        with connection.cursor() as cursor:  # sent together: a thousand take one round trip
            cursor.executemany(_NEXT, [(series, year)] * (count - 1))
    return first


def store_file(*, content: bytes, name: str, media_type: str, at: datetime) -> StoredFile:
    """Keep bytes for ever and return their row. The name is made safe."""
    return StoredFile.objects.create(
        sha256=shelf().put(content),
        size=len(content),
        media_type=media_type,
        name=clean_name(name, media_type),
        stored_at=at,
    )


def store_path(*, source: Path, name: str, media_type: str, at: datetime) -> StoredFile:
    """Keep a copy of a file that may be larger than memory, and return its row."""
    return StoredFile.objects.create(
        sha256=shelf().put_file(source),
        size=source.stat().st_size,
        media_type=media_type,
        name=clean_name(name, media_type),
        stored_at=at,
    )


def store_upload(
    *, content: bytes, name: str, at: datetime, kinds: Collection[str] = tuple(SUFFIXES)
) -> StoredFile:
    """Keep what a person gave, by what it is and not by its name. Raises BadField.

    `kinds` are the media types that are taken here.
    """
    if not content:
        raise BadField("file", _("The file is empty."), _("Choose another file."))
    if len(content) > UPLOAD_LIMIT:
        raise BadField(
            "file",
            _("The file is larger than %(limit)s MB."),
            _("Scan it with fewer colours or at a lower resolution."),
            limit=UPLOAD_LIMIT // 1024**2,
        )
    media_type = recognised(content)
    if media_type is None or media_type not in kinds:
        raise BadField(
            "file",
            _("This kind of file is not kept here."),
            _("Give one of: %(kinds)s."),
            kinds=", ".join(SUFFIXES[kind].lstrip(".").upper() for kind in kinds),
        )
    check_upload(content, media_type)
    return store_file(content=content, name=name, media_type=media_type, at=at)


@transaction.atomic
def make_paper(
    *,
    actor: Actor | None,
    at: datetime,
    kind: str,
    template: str,
    data: Mapping[str, Any],
    order: UUID | None = None,
    number: str = "",
    revision: int = 0,
) -> Paper:
    """Typeset a paper, keep its file and say who made it from which data."""
    return keep_paper(
        actor=actor,
        at=at,
        kind=kind,
        content=typeset(template, data),
        source_sha256=source_hash(data),
        order=order,
        number=number,
        revision=revision,
    )


@transaction.atomic
def keep_paper(
    *,
    actor: Actor | None,
    at: datetime,
    kind: str,
    content: bytes,
    source_sha256: str,
    order: UUID | None = None,
    number: str = "",
    revision: int = 0,
    media_type: str = PDF,
    name: str = "",
) -> Paper:
    """Keep a paper that is made already, and say who made it from which data."""
    called = name or f"{kind} {number}".strip()
    file = store_file(content=content, name=called.replace("/", "-"), media_type=media_type, at=at)
    return Paper.objects.create(
        kind=kind,
        number=number,
        revision=revision,
        order=order,
        file=file,
        made_by_id=actor.id if actor else None,
        made_at=at,
        source_sha256=source_sha256,
    )


@transaction.atomic
def set_company(*, actor: Actor | None, at: datetime, since: date, **said: str) -> CompanyDetails:
    """Write down our own company's details from a day on; earlier papers keep the earlier ones.

    Raises BadField for a requisite that cannot be, and for a day that has a row already.
    """
    if CompanyDetails.objects.filter(since=since).exists():
        raise BadField("since", _("The details of this day are written already."))
    kind = "company" if len(said["inn"]) == 10 else "sole_trader"
    for field in ("inn", "kpp", "ogrn"):
        said[field] = checked_requisite(kind, field, said.get(field, ""))
    said["account"], said["bik"], said["correspondent_account"] = checked_bank(
        said["account"], said["bik"], said.get("correspondent_account", "")
    )
    for field in ("phone", "support_phone"):
        said[field] = as_e164(said[field], field=field)
    texts = {field: fitting(CompanyDetails, field, text) for field, text in said.items()}
    writer = actor.id if actor else None
    return CompanyDetails.objects.create(since=since, written_by_id=writer, written_at=at, **texts)


def drop_papers(*, orders: Collection[UUID], but: Collection[UUID] = ()) -> None:
    """Take papers of orders away when a customer is forgotten, save those that the law keeps.

    The bytes follow with the next sweep.
    """
    papers = Paper.objects.filter(order__in=orders).exclude(pk__in=but)
    files = list(papers.values_list("file_id", flat=True))
    papers.delete()
    drop_files(files=files)


def drop_files(*, files: Collection[UUID]) -> None:
    """Take files away that nothing refers to any more; the bytes follow with the next sweep."""
    StoredFile.objects.filter(pk__in=files, papers=None).delete()


def sweep_orphans(*, older_than_seconds: float = 3_600) -> int:
    """Remove bytes that no row names, left by transactions that failed; return how many.

    Young ones stay: the transaction that will name them may not have committed yet.
    """
    named = set(StoredFile.objects.values_list("sha256", flat=True))
    place = shelf()
    orphans = [sha256 for sha256 in place.all() if sha256 not in named]
    return sum(place.drop_older(sha256, older_than_seconds) for sha256 in orphans)
