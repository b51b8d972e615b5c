"""What may be done with numbers, files and papers. The only writers of this room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_noop as _

from turnup.papers.media import PDF, clean_name, recognised
from turnup.papers.models import Paper, StoredFile
from turnup.papers.queries import shelf
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor
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


def store_file(*, content: bytes, name: str, media_type: str, at: datetime) -> StoredFile:
    """Keep bytes for ever and return their row. The name is made safe."""
    return StoredFile.objects.create(
        sha256=shelf().put(content),
        size=len(content),
        media_type=media_type,
        name=clean_name(name, media_type),
        stored_at=at,
    )


def store_upload(*, content: bytes, name: str, at: datetime) -> StoredFile:
    """Keep what a person gave, by what it is and not by its name. Raises BadField."""
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
    if media_type is None:
        raise BadField(
            "file",
            _("This kind of file is not kept here."),
            _("Give a PDF, a PNG or JPEG picture, or a DOCX document."),
        )
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
    file = store_file(
        content=typeset(template, data),
        name=f"{kind} {number}".strip().replace("/", "-"),
        media_type=PDF,
        at=at,
    )
    return Paper.objects.create(
        kind=kind,
        number=number,
        revision=revision,
        order=order,
        file=file,
        made_by_id=actor.id if actor else None,
        made_at=at,
        source_sha256=source_hash(data),
    )


def sweep_orphans(*, older_than_seconds: float = 86_400) -> int:
    """Remove bytes that no row names, left by transactions that failed; return how many.

    Young ones stay: the transaction that will name them may not have committed yet.
    """
    named = set(StoredFile.objects.values_list("sha256", flat=True))
    place = shelf()
    orphans = [sha256 for sha256 in place.all() if sha256 not in named]
    return sum(place.drop_older(sha256, older_than_seconds) for sha256 in orphans)
