"""Making the papers of stage 3: each once, from what was written down, and kept for ever."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.contracts.annexes import duties_data, protocol_data
from turnup.contracts.docx import contract_docx, protocol_docx
from turnup.contracts.models import (
    Contract,
    ContractText,
    DutiesExplanation,
    Settlement,
    Side,
    Signature,
    SignedScan,
)
from turnup.contracts.queries import (
    dispute_rows,
    latest_text,
    standing_signatures,
    text_paper,
)
from turnup.orders.models import JournalEntry
from turnup.papers.actions import keep_paper, store_upload
from turnup.papers.media import DOCX, PDF
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.papers.seal import seal
from turnup.papers.typeset import source_hash, typeset
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField

SCANS = (PDF, "image/jpeg", "image/png")


def make_contract(*, text: ContractText, actor: Actor | None, at: datetime) -> Paper:
    """Give the PDF of a contract's text; the first who asks has it made."""
    return _once(
        text,
        kind="contract",
        revision=text.revision,
        data=text.data,
        actor=actor,
        at=at,
        make=lambda data: typeset("contracts/contract", data),
    )


def make_contract_docx(*, text: ContractText, actor: Actor | None, at: datetime) -> Paper:
    """Give the contract's text as DOCX, for lawyers."""
    return _once(
        text,
        kind="contract_docx",
        revision=text.revision,
        data=text.data,
        actor=actor,
        at=at,
        make=contract_docx,
        media_type=DOCX,
    )


def make_protocol(
    *, text: ContractText, settlement: Settlement, actor: Actor | None, at: datetime, docx: bool
) -> Paper:
    """Give the protocol of disagreements as it was settled, as PDF or DOCX."""
    settled_at = _happened(settlement.order_id, settlement.seq)
    rows = dispute_rows(text.contract)
    return _once(
        text,
        kind="protocol_docx" if docx else "protocol",
        revision=settlement.seq,
        data=protocol_data(text, rows, summary=settlement.summary, settled_at=settled_at),
        actor=actor,
        at=at,
        make=protocol_docx if docx else lambda data: typeset("contracts/protocol", data),
        media_type=DOCX if docx else PDF,
    )


def draft_protocol(*, text: ContractText, docx: bool) -> bytes:
    """Give the protocol as it is being worked on, marked as a draft; it is not kept."""
    data = protocol_data(text, dispute_rows(text.contract), summary="", settled_at=None)
    return protocol_docx(data) if docx else typeset("contracts/protocol", data)


def make_duties(
    *, text: ContractText, explanation: DutiesExplanation, actor: Actor | None, at: datetime
) -> Paper:
    """Give the sheet on which the subscriber acknowledges the duties."""
    entry = _entry(explanation.order_id, explanation.seq)
    return _once(
        text,
        kind="duties",
        revision=explanation.seq,
        data=duties_data(text, explanation, by=entry.actor.name, at=entry.at),
        actor=actor,
        at=at,
        make=lambda data: typeset("contracts/duties", data),
    )


def seal_contract(*, contract: Contract, at: datetime) -> Paper | None:
    """Seal the contract's PDF once all three have signed; None where it is not to be sealed.

    A contract that lacks mandatory items is never sealed. Raises NoSeal where the company has no
    certificate.
    """
    signatures = standing_signatures(contract)
    text = latest_text(contract)
    if set(signatures) != set(Side.values) or text is None or text.missing:
        return None
    if kept := text_paper(text, "contract_sealed"):
        return kept
    paper = make_contract(text=text, actor=None, at=at)
    reason = f"Договор № {contract.number} подписан обеими сторонами"
    sealed = seal(content_of(paper.file), reason=reason, place=contract.place)
    return _kept_once(
        text,
        kind="contract_sealed",
        revision=text.revision,
        content=sealed,
        source_sha256=text.sha256,
        actor=None,
        at=at,
        media_type=PDF,
    )


@transaction.atomic
def attach_scan(
    *, signature: Signature, content: bytes, name: str, actor: Actor, at: datetime
) -> SignedScan:
    """Keep the scan of the contract as the customer signed it. Raises BadField."""
    if signature.side != Side.CUSTOMER:
        raise BadField("file", _("Only the customer's signature has a scan."))
    file = store_upload(content=content, name=name, at=at, kinds=SCANS)
    paper = Paper.objects.create(
        kind="signed_scan",
        order=signature.order_id,
        file=file,
        made_by_id=actor.id,
        made_at=at,
        source_sha256=signature.text_sha256 or file.sha256,
    )
    return SignedScan.objects.create(signature=signature, paper=paper)


# ------------------------------------------------------------------ once
def _once(
    text: ContractText,
    *,
    kind: str,
    revision: int,
    data: Mapping[str, Any],
    actor: Actor | None,
    at: datetime,
    make: Callable[[Mapping[str, Any]], bytes],
    media_type: str = PDF,
) -> Paper:
    kept = _find(text, kind, revision)
    return kept or _kept_once(
        text,
        kind=kind,
        revision=revision,
        content=make(data),
        source_sha256=source_hash(data),
        actor=actor,
        at=at,
        media_type=media_type,
    )


def _kept_once(text: ContractText, *, kind: str, revision: int, **made: Any) -> Paper:
    """Keep what was made, unless somebody was first: then theirs is the paper."""
    number = text.contract.number
    try:
        with transaction.atomic():
            return keep_paper(
                kind=kind,
                number=number,
                revision=revision,
                order=text.contract.order_id,
                name=f"{TITLES[kind]} {number}",
                **made,
            )
    except IntegrityError:
        first = _find(text, kind, revision)
        if first is None:
            raise
        return first


TITLES = {
    "contract": "Договор",
    "contract_docx": "Договор",
    "contract_sealed": "Договор подписанный",
    "protocol": "Протокол разногласий",
    "protocol_docx": "Протокол разногласий",
    "duties": "Лист ознакомления",
}


def _find(text: ContractText, kind: str, revision: int) -> Paper | None:
    rows = Paper.objects.select_related("file")
    return rows.filter(kind=kind, number=text.contract.number, revision=revision).first()


def _entry(order_id: Any, seq: int) -> JournalEntry:
    return JournalEntry.objects.select_related("actor").get(order_id=order_id, seq=seq)


def _happened(order_id: Any, seq: int) -> datetime:
    return _entry(order_id, seq).at
