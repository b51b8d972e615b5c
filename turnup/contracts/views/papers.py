"""Papers to save, and their pages to look at."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from turnup.contracts.models import Contract, ContractText
from turnup.contracts.paper_actions import (
    draft_protocol,
    make_contract,
    make_contract_docx,
    make_duties,
    make_protocol,
)
from turnup.contracts.queries import standing_explanation, standing_settlement, text_paper
from turnup.contracts.reading import readable_paper
from turnup.contracts.views.reader import ContractReader, contract_of, contract_reader
from turnup.orders.reading import reader
from turnup.papers.answers import bytes_answer, file_answer
from turnup.papers.media import DOCX, PDF
from turnup.papers.models import Paper
from turnup.papers.previews import WIDTHS, NoSuchPage, page_png
from turnup.papers.queries import content_of
from turnup.people.permissions import allows


@require_GET
@allows("paper.read")
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Give a stored paper to save."""
    me = reader(request)
    return file_answer(readable_paper(paper_id, actor=me.actor, at=me.now).file)


@require_GET
@allows("paper.read")
def contract_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Give a paper of the contract to save; it is made for the first who asks."""
    me = _private_reader(request, number)
    contract, text = contract_of(me)
    me.note([me.order], f"paper {kind}"[:40])
    docx = kind.endswith("_docx")
    if kind.startswith("protocol") and standing_settlement(me.order.id) is None:
        name = f"Протокол разногласий {contract.number} проект"
        kept = draft_protocol(text=text, docx=docx)
        return bytes_answer(kept, name, DOCX if docx else PDF)
    return file_answer(_made(me, contract, text, kind).file)


def _made(me: ContractReader, contract: Contract, text: ContractText, kind: str) -> Paper:
    made: dict[str, Any] = {"actor": me.actor, "at": me.now}
    found: Paper | None = None
    if kind == "contract":
        found = make_contract(text=text, **made)
    elif kind == "contract_docx":
        found = make_contract_docx(text=text, **made)
    elif kind == "contract_sealed":
        found = text_paper(text, kind)
    elif kind == "duties" and (told := standing_explanation(me.order.id)):
        found = make_duties(text=text, explanation=told, **made)
    elif kind in ("protocol", "protocol_docx") and (row := standing_settlement(me.order.id)):
        found = make_protocol(text=text, settlement=row, docx=kind.endswith("_docx"), **made)
    if found is None:
        raise Http404(kind)
    return found


@require_GET
@allows("paper.read")
def contract_page(request: HttpRequest, number: int, page: int) -> HttpResponse:
    """Draw a page of the contract as it is kept: the sealed one, where there is one."""
    me = _private_reader(request, number)
    _contract, text = contract_of(me)
    kept = text_paper(text, "contract_sealed") or make_contract(
        text=text, actor=me.actor, at=me.now
    )
    return _drawn(request, content_of(kept.file), f"{kept.file.sha256}-{page}", page)


@require_GET
@allows("paper.read")
def protocol_page(request: HttpRequest, number: int, page: int) -> HttpResponse:
    """Draw a page of the protocol: as it was settled, or as it is being worked on."""
    me = _private_reader(request, number)
    _contract, text = contract_of(me)
    settlement = standing_settlement(me.order.id)
    if settlement is None:
        return _drawn(request, draft_protocol(text=text, docx=False), "", page)
    kept = make_protocol(text=text, settlement=settlement, actor=me.actor, at=me.now, docx=False)
    return _drawn(request, content_of(kept.file), f"{kept.file.sha256}-{page}", page)


def _private_reader(request: HttpRequest, number: int) -> ContractReader:
    me = contract_reader(request, number, "paper.read")
    if not me.private:
        raise Http404("not for this reader")
    return me


def _drawn(request: HttpRequest, pdf: bytes, tag: str, page: int) -> HttpResponse:
    asked = request.GET.get("width", "")
    width = int(asked) if asked in {str(one) for one in WIDTHS} else WIDTHS[1]
    etag = f'"{tag}-{width}"'
    if tag and request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    try:
        answer = HttpResponse(page_png(pdf, page, width), content_type="image/png")
    except NoSuchPage:
        raise Http404(page) from None
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    if tag:
        answer["ETag"] = etag
    return answer
