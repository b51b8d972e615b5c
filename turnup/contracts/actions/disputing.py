"""Clauses that the customer disputes, and how they are settled."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.contracts.actions.ground import check_clauses, signable_contract
from turnup.contracts.models import (
    Contract,
    Dispute,
    DisputedClause,
    SettledClause,
    Settlement,
)
from turnup.contracts.queries import disputed_clauses
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.standard.refusals import BadField


@transaction.atomic
def dispute_clauses(
    *, move: Move, disputed: bool = True, clauses: Sequence[Mapping[str, Any]] = ()
) -> Receipt:
    """Write down that the customer disputes clauses; signatures given before fall.

    With `disputed` False: that they no longer do.
    """
    check_clauses("clauses", clauses)
    if clauses and not disputed:
        raise BadField(
            "disputed", _("Clauses are given, but nothing is disputed."), _("Leave them out.")
        )
    said = plain(disputed=disputed, clauses=list(clauses))
    receipt = record(move=move, step="clauses_disputed", data=said)
    if clauses:
        write_dispute(move, receipt, clauses)
    return receipt


@transaction.atomic
def settle_disputes(
    *, move: Move, clauses: Sequence[Mapping[str, Any]] = (), summary: str = ""
) -> Receipt:
    """Settle the disputed clauses: each with its agreed wording, or all by the summary.

    `clauses` are `{"clause", "ours", "theirs", "agreed"}`. Raises BadField that names a disputed
    clause left out.
    """
    if not clauses and not summary:
        raise BadField(
            "clauses", _("Nothing is settled."), _("Give the clauses, or a summary for all.")
        )
    check_clauses("clauses", clauses)
    said = plain(clauses=list(clauses), summary=summary)
    receipt = record(move=move, step="disputes_settled", data=said)
    if clauses:
        _check_all_settled(signable_contract(move), clauses)
    settlement = Settlement.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, summary=summary
    )
    SettledClause.objects.bulk_create(
        SettledClause(
            settlement=settlement,
            clause=row["clause"],
            ours=row.get("ours", ""),
            theirs=row.get("theirs", ""),
            agreed=row["agreed"],
        )
        for row in clauses
    )
    return receipt


def _check_all_settled(contract: Contract, clauses: Sequence[Mapping[str, Any]]) -> None:
    settled = {row["clause"] for row in clauses}
    for disputed in disputed_clauses(contract):
        if disputed.clause not in settled:
            raise BadField(
                "clauses",
                _("Clause %(clause)s is disputed and not settled."),
                _("Settle every disputed clause."),
                clause=disputed.clause,
            )


def write_dispute(move: Move, receipt: Receipt, clauses: Sequence[Mapping[str, Any]]) -> None:
    """Write down the disputed clauses that a record told of."""
    dispute = Dispute.objects.create(order_id=move.order_id, seq=receipt.journal_seq)
    DisputedClause.objects.bulk_create(
        DisputedClause(dispute=dispute, clause=row["clause"], theirs=row.get("theirs", ""))
        for row in clauses
    )
