"""Secrets that are made again when they are sent, and kept only as their hash.

A token is HMAC-SHA-256 of 128 random bits under the program's secret key: whoever reads the
database cannot open a page, and whoever guesses has 128 bits before him.
"""

from base64 import urlsafe_b64encode
from uuid import UUID

from django.utils.crypto import salted_hmac

DIGITS = 6


def token_of(purpose: str, nonce: bytes) -> str:
    """Return the token of a link: 43 letters, digits, `-` and `_`."""
    key = f"turnup.portal.{purpose}"
    secret = salted_hmac(key, nonce.hex(), algorithm="sha256").digest()
    return urlsafe_b64encode(secret).decode().rstrip("=")


def code_of(code_id: UUID) -> str:
    """Return a one-time code of six digits."""
    secret = salted_hmac("turnup.portal.code", code_id.hex, algorithm="sha256").digest()
    return f"{int.from_bytes(secret[:8]) % 10**DIGITS:0{DIGITS}}"


def hashed(text: str) -> str:
    """Return a keyed hash of what must not be readable in the database: an address to count by."""
    return salted_hmac("turnup.portal.door", text, algorithm="sha256").hexdigest()
