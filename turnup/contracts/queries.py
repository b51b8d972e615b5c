"""Reads over contracts: the one that stands, its text, its signatures, what is disputed in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from turnup.contracts.models import (
    Approver,
    Contract,
    ContractText,
    DisputedClause,
    DisputeDraft,
    DutiesExplanation,
    SettledClause,
    Settlement,
    Side,
    Signature,
    TermsApproval,
)
from turnup.orders.occurrence import standing_row
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.papers.shelf import DamagedError
from turnup.papers.typeset import source_hash
from turnup.requests.models import Terms
from turnup.requests.offers import PRICED

SIGNED_BY: Final[Mapping[str, str]] = {
    Side.CUSTOMER: "contract_signed_by_customer",
    Side.DIRECTOR: "contract_signed_by_director",
    Side.TECHNICAL_DIRECTOR: "contract_signed_by_technical_director",
}
APPROVED_BY: Final[Mapping[str, str]] = {
    Approver.COMMERCIAL_HEAD: "terms_approved_by_commercial_head",
    Approver.OWNER: "terms_approved_by_owner",
}


def standing_contract(order_id: UUID) -> Contract | None:
    """Return the contract that stands, or None."""
    return standing_row(Contract, "contract_drafted", order_id)


def latest_text(contract: Contract) -> ContractText | None:
    """Return what the contract says, in its latest revision; None for those before there were."""
    return contract.texts.order_by("-revision").first()


def last_details(order_id: UUID) -> dict[str, Any]:
    """Return what was said for the order's last contract alone, to begin the next one with."""
    rows = ContractText.objects.filter(contract__order_id=order_id)
    text = rows.order_by("-contract__seq", "-revision").first()
    return text.details if text else {}


def standing_signature(order_id: UUID, side: str) -> Signature | None:
    """Return a side's signature that stands, or None."""
    return standing_row(Signature, SIGNED_BY[side], order_id)


def standing_signatures(contract: Contract) -> dict[str, Signature]:
    """Return the signatures that stand under the contract, by side."""
    found = {side: standing_signature(contract.order_id, side) for side in SIGNED_BY}
    return {side: row for side, row in found.items() if row and row.contract_id == contract.id}


def standing_approval(order_id: UUID, approver: str) -> TermsApproval | None:
    """Return one of the two approvals of non-standard terms that stands, or None."""
    return standing_row(TermsApproval, APPROVED_BY[approver], order_id)


def standing_explanation(order_id: UUID) -> DutiesExplanation | None:
    """Return the explanation of the duties that stands, or None."""
    return standing_row(DutiesExplanation, "duties_explained", order_id)


def standing_settlement(order_id: UUID) -> Settlement | None:
    """Return the settlement of the disputes that stands, or None."""
    return standing_row(Settlement, "disputes_settled", order_id)


def disputed_clauses(contract: Contract) -> list[DisputedClause]:
    """Return what was disputed since the contract was drawn up, in the order it was said."""
    rows = DisputedClause.objects.filter(
        dispute__order_id=contract.order_id, dispute__seq__gte=contract.seq
    )
    return list(rows.order_by("dispute__seq", "id"))


# ------------------------------------------------------------------ the protocol
@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A row of the protocol: the three wordings, and who worked on it last."""

    clause: str
    ours: str
    theirs: str
    agreed: str
    version: int = 0
    edited_by: str = ""
    edited_at: datetime | None = None


def dispute_rows(contract: Contract) -> list[DisputeRow]:
    """Return the protocol as it stands: settled where it is, else as it is being worked on."""
    settlement = standing_settlement(contract.order_id)
    if settlement:
        settled = SettledClause.objects.filter(settlement=settlement).order_by("id")
        return [DisputeRow(r.clause, r.ours, r.theirs, r.agreed) for r in settled]
    ours = our_wording(contract)
    drafts = {
        row.clause: row
        for row in DisputeDraft.objects.filter(contract=contract).select_related("edited_by")
    }
    said = {row.clause: row.theirs for row in disputed_clauses(contract)}
    return [_dispute_row(code, ours, text, drafts.get(code)) for code, text in said.items()]


def _dispute_row(
    clause: str, ours: Mapping[str, str], theirs: str, draft: DisputeDraft | None
) -> DisputeRow:
    if draft is None:
        return DisputeRow(clause, ours.get(clause, ""), theirs, "")
    return DisputeRow(
        clause,
        ours.get(clause, ""),
        draft.theirs or theirs,
        draft.agreed,
        draft.version,
        draft.edited_by.name,
        draft.edited_at,
    )


def our_wording(contract: Contract) -> dict[str, str]:
    """Return the contract's clauses by their printed number."""
    text = latest_text(contract)
    sections = text.data["sections"] if text else ()
    return {row["number"]: row["text"] for section in sections for row in section["clauses"]}


# ------------------------------------------------------------------ non-standard terms
@dataclass(frozen=True, slots=True)
class Departure:
    """A figure that leaves the catalogue: what is listed, what is offered, by how much."""

    field: str
    listed: Decimal
    offered: Decimal

    @property
    def difference(self) -> Decimal:
        """Return how much more is offered than listed."""
        return self.offered - self.listed

    @property
    def percent(self) -> Decimal | None:
        """Return the difference as a share of what is listed; None where that is nothing."""
        if not self.listed:
            return None
        return (self.difference * 100 / self.listed).quantize(Decimal("0.1"))


def departures(terms: Terms) -> list[Departure]:
    """Return where the terms leave their tariff, or the nearest one, and by how much."""
    tariff = terms.tariff or terms.compared
    found = [
        Departure(field, Decimal(getattr(tariff, field)), Decimal(getattr(terms, field)))
        for field in PRICED
        if tariff and field in terms.departures
    ]
    if terms.discount_percent:
        found.append(Departure("discount_percent", Decimal(0), terms.discount_percent))
    return found


# ------------------------------------------------------------------ papers of one order
def papers_of(order_id: UUID) -> list[Paper]:
    """Return an order's papers, the latest first."""
    rows = Paper.objects.filter(order=order_id).select_related("file", "made_by")
    return list(rows.order_by("-made_at", "kind"))


def text_paper(text: ContractText, kind: str = "contract") -> Paper | None:
    """Return the paper that was made of a contract's text, or None."""
    return (
        Paper.objects.select_related("file")
        .filter(kind=kind, number=text.contract.number, revision=text.revision)
        .first()
    )


# ------------------------------------------------------------------ invariant I24
@dataclass(frozen=True, slots=True)
class SignedFault:
    """A signed contract whose paper is not what was signed."""

    number: str
    fault: str


def check_signed() -> tuple[int, list[SignedFault]]:
    """Compare every signature with the text and the papers it is under; count and name faults."""
    rows = Signature.objects.exclude(text=None).select_related("text__contract")
    checked, faults = 0, []
    for signature in rows.order_by("id").iterator(chunk_size=200):
        checked += 1
        assert signature.text is not None, "those without a text were left out"
        number = signature.text.contract.number
        faults += [SignedFault(number, one) for one in _faults(signature, signature.text)]
    return checked, faults


def _faults(signature: Signature, text: ContractText) -> Iterator[str]:
    if signature.text_sha256 != text.sha256:
        yield "the signature is under another text"
    if source_hash(text.data) != text.sha256:
        yield "the text is not what its hash says"
    plain = text_paper(text)
    if plain and plain.source_sha256 != text.sha256:
        yield "the paper was made from another text"
    sealed = text_paper(text, "contract_sealed")
    if sealed and not _begins_with(sealed, plain):
        yield "the sealed paper is not the one that was signed"


def _begins_with(sealed: Paper, plain: Paper | None) -> bool:
    """Tell whether the sealed paper is the signed one, byte for byte, with the seal behind it."""
    if plain is None:
        return False
    try:
        return content_of(sealed.file).startswith(content_of(plain.file))
    except DamagedError:
        return True  # `check_files` names it
