"""Reads over links, and who a token lets in."""

from datetime import datetime
from uuid import UUID

from turnup.people.actor import digest_of
from turnup.portal.keys import token_of
from turnup.portal.models import CallBack, CustomerLink, Letter, LinkSignature, SigningCode

TOKEN_LENGTH = 43


def link_by_token(token: str, at: datetime) -> CustomerLink | None:
    """Return the link that a token opens at the moment; None for a wrong, ended or revoked one."""
    if len(token) != TOKEN_LENGTH:
        return None
    rows = CustomerLink.objects.select_related(
        "order__customer", "order__site", "order__lead"
    ).filter(digest=digest_of(token), revoked_at=None, expires_at__gt=at)
    link = rows.first()
    return link if link and link.order.version and not link.order.customer.forgotten_at else None


def live_link(order_id: UUID) -> CustomerLink | None:
    """Return the order's link that was not revoked, ended or not."""
    return CustomerLink.objects.filter(order_id=order_id, revoked_at=None).first()


def address_of(link: CustomerLink, public_url: str) -> str:
    """Return the whole address that the link opens; blank where the secret key is another now."""
    token = token_of("link", bytes(link.nonce))
    if digest_of(token) != link.digest:
        return ""
    return f"{public_url.rstrip('/')}/c/{token}"


def standing_code(link: CustomerLink, at: datetime) -> SigningCode | None:
    """Return the code that can still be used: the latest, if it is unused and has not ended."""
    code = link.codes.order_by("-made_at").first()
    return code if code and code.used_at is None and code.expires_at > at else None


def asked_call(order_id: UUID) -> CallBack | None:
    """Return the call that the customer waits for, or None."""
    return CallBack.objects.filter(order_id=order_id, settled_at=None).first()


def link_signature(signature_id: int) -> LinkSignature | None:
    """Return how a signature was given by the link, or None."""
    return (
        LinkSignature.objects.select_related("code", "picture__file")
        .filter(signature_id=signature_id)
        .first()
    )


def letters_about(order_id: UUID) -> list[Letter]:
    """Return the letters with the order's links, the latest first."""
    return list(Letter.objects.filter(link__order_id=order_id).order_by("-id")[:20])
