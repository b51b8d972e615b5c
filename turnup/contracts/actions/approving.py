"""The duties made known to the subscriber, and non-standard terms approved."""

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.contracts.actions.ground import agreed_terms
from turnup.contracts.models import Approver, DutiesExplanation, TermsApproval
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.standard.refusals import BadField


@transaction.atomic
def explain_duties(
    *,
    move: Move,
    connection_payment: bool,
    recurring_fee: bool,
    due_dates: bool,
    disconnection_conditions: bool,
    explained_to: str,
    channel: str = "meeting",
) -> Receipt:
    """Write down that the subscriber knows every duty. Raises BadField for one left out."""
    duties = {
        "connection_payment": connection_payment,
        "recurring_fee": recurring_fee,
        "due_dates": due_dates,
        "disconnection_conditions": disconnection_conditions,
    }
    for duty, acknowledged in duties.items():
        if not acknowledged:
            raise BadField(
                duty, _("This duty is not acknowledged."), _("Explain it, then mark it.")
            )
    said = {**duties, "explained_to": explained_to, "channel": channel}
    receipt = record(move=move, step="duties_explained", data=plain(**said))
    DutiesExplanation.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **said)
    return receipt


@transaction.atomic
def approve_terms_as_commercial_head(*, move: Move, comment: str = "") -> Receipt:
    """Approve non-standard terms as the head of the commercial department."""
    return _approve(move, "terms_approved_by_commercial_head", Approver.COMMERCIAL_HEAD, comment)


@transaction.atomic
def approve_terms_as_owner(*, move: Move, comment: str = "") -> Receipt:
    """Approve non-standard terms as the owner."""
    return _approve(move, "terms_approved_by_owner", Approver.OWNER, comment)


def _approve(move: Move, step: str, approver: Approver, comment: str) -> Receipt:
    receipt = record(move=move, step=step, data=plain(comment=comment))
    TermsApproval.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        approver=approver,
        terms=agreed_terms(move),
        comment=comment,
    )
    return receipt
