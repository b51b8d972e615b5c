"""Reads over requests: the terms in force, and what the brief asks."""

from decimal import Decimal
from uuid import UUID

from turnup.orders.occurrence import standing_row
from turnup.requests.models import BriefItem, PublicRequest, Terms


def standing_terms(order_id: UUID) -> Terms | None:
    """Return the terms that stand: the corrected ones where there are any, else the proposed."""
    corrected = standing_row(Terms, "terms_corrected", order_id)
    return corrected or standing_row(Terms, "terms_proposed", order_id)


def brief_items(order_id: UUID) -> list[BriefItem]:
    """Return the items of the order's brief, in their order."""
    return list(BriefItem.objects.filter(brief__order_id=order_id).order_by("position"))


def connection_fee(order_id: UUID) -> Decimal | None:
    """Return what the connection costs by the terms that stand, or None when none do."""
    terms = standing_terms(order_id)
    return terms.connection_fee if terms else None


def waiting_requests() -> list[PublicRequest]:
    """Return the requests from the web site that nobody has taken or closed, the oldest first."""
    rows = PublicRequest.objects.filter(taken_at=None, closed_at=None)
    return list(rows.order_by("received_at"))


def public_request_by_digest(digest: str) -> PublicRequest | None:
    """Return the request whose sender's link has this hash, or None."""
    return PublicRequest.objects.select_related("order__lead").filter(digest=digest).first()
