"""Papers and files as programs read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from turnup.papers.kinds import kind_title
from turnup.papers.media import SUFFIXES
from turnup.papers.models import Paper
from turnup.rest.openapi import described


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper as it is kept. `sha256` covers the file's bytes, `source_sha256` the data that it
    was made from, as canonical JSON."""

    id: UUID
    kind: str
    title: str
    number: str
    revision: int
    name: str
    media_type: str
    size: int
    sha256: str
    source_sha256: str
    made_at: datetime
    made_by: str | None


_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
FILE: Final[dict[str, Any]] = {
    "description": "The file, to save: its bytes never change",
    "content": dict.fromkeys(SUFFIXES, _BINARY),
    "headers": {
        "Content-Disposition": {
            "description": "`attachment` with the file's name",
            "schema": {"type": "string"},
        }
    },
}


def told_with(**about: Any) -> dict[str, Any]:
    """Describe an operation that reads one thing, with answers of its own such as `FILE`."""
    told = described(problems=(403, 404))
    told["responses"].update(about)
    return told


def paper_shown(paper: Paper) -> PaperShown:
    """Give a paper as programs read it."""
    return PaperShown(
        id=paper.id,
        kind=paper.kind,
        title=kind_title(paper.kind),
        number=paper.number,
        revision=paper.revision,
        name=paper.file.name,
        media_type=paper.file.media_type,
        size=paper.file.size,
        sha256=paper.file.sha256,
        source_sha256=paper.source_sha256,
        made_at=paper.made_at,
        made_by=paper.made_by.name if paper.made_by else None,
    )
