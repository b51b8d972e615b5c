"""The REST door of an order's papers: the list, and each paper to save."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router

from turnup.contracts.reading import readable_paper, readable_papers
from turnup.desk.openapi import described
from turnup.desk.rest import actor_of, json_answer, language_of
from turnup.orders.queries import visible_order
from turnup.papers.answers import file_answer
from turnup.papers.kinds import kind_title
from turnup.papers.media import SUFFIXES
from turnup.papers.models import Paper
from turnup.people.permissions import allows

router = Router()


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


@router.get(
    "/orders/{order_id}/papers",
    response={200: list[PaperShown]},
    operation_id="list_papers",
    summary="An order's papers, the latest first",
    tags=["papers"],
    openapi_extra=told_with(),
)
@allows("paper.read")
def list_papers(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """List the papers that the caller may read; private ones only to who may read identity."""
    actor = actor_of(request)
    order = visible_order(actor, "paper.read", order_id=order_id)
    with translation.override(language_of(request)):
        return json_answer([paper_shown(one) for one in readable_papers(order, actor=actor)])


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


@router.get(
    "/papers/{paper_id}",
    operation_id="read_paper",
    summary="A paper, to save",
    tags=["papers"],
    openapi_extra=told_with(**{"200": FILE}),
)
@allows("paper.read")
def read_paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Give the bytes as they were stored; reading a private paper leaves an access record."""
    return file_answer(readable_paper(paper_id, actor=actor_of(request), at=timezone.now()).file)
