"""The account manager's entry in the work journal: install here."""

from django.db import transaction

from turnup.installation.models import InstallationRequest
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain


@transaction.atomic
def request_installation(
    *,
    move: Move,
    outdoor: bool | None = None,
    permits_needed: bool | None = None,
    special_equipment: bool | None = None,
    wishes: str | None = None,
) -> Receipt:
    """Enter the installation in the work journal; what is said here overrides the survey."""
    said = plain(
        outdoor=outdoor,
        permits_needed=permits_needed,
        special_equipment=special_equipment,
        wishes=wishes,
    )
    receipt = record(move=move, step="installation_requested", data=said)
    InstallationRequest.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, wishes=wishes or ""
    )
    return receipt
