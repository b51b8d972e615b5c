"""Reads over contracts: the one that stands, its signatures, and what is disputed in it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from turnup.contracts.models import Contract, DisputedClause, Side, Signature
from turnup.orders.occurrence import standing_row

SIGNED_BY: Final[Mapping[str, str]] = {
    Side.CUSTOMER: "contract_signed_by_customer",
    Side.DIRECTOR: "contract_signed_by_director",
    Side.TECHNICAL_DIRECTOR: "contract_signed_by_technical_director",
}


def standing_contract(order_id: UUID) -> Contract | None:
    """Return the contract that stands, or None."""
    return standing_row(Contract, "contract_drafted", order_id)


def standing_signature(order_id: UUID, side: str) -> Signature | None:
    """Return a side's signature that stands, or None."""
    return standing_row(Signature, SIGNED_BY[side], order_id)


def disputed_clauses(contract: Contract) -> list[DisputedClause]:
    """Return what was disputed since the contract was drawn up, in the order it was said."""
    rows = DisputedClause.objects.filter(
        dispute__order_id=contract.order_id, dispute__seq__gte=contract.seq
    )
    return list(rows.order_by("dispute__seq", "id"))
