"""A mail server, as `smtp[s]://user:password@host:port` names it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from urllib.parse import parse_qs, unquote, urlsplit

from turnup.messages.models import Message

PATIENCE = 20  # seconds for each answer of the server
PORTS = {"smtp": 25, "smtps": 465}


def send(*, url: str, message: Message, public_url: str) -> None:
    """Hand a letter to the mail server; a repeat carries the same Message-ID.

    Raises OSError or smtplib.SMTPException when the server does not take it.
    """
    with _connected(url) as server:
        server.send_message(as_email(message, sender_of(url, public_url), public_url))


def as_email(message: Message, sender: str, public_url: str) -> MIMEText:
    """Return the letter as mail servers understand one."""
    # The modern EmailMessage of Python 3.11 loses spaces where it folds a long Russian subject.
    host = urlsplit(public_url).hostname or "localhost"
    email = MIMEText(message.body, "plain", "utf-8")
    email["Message-ID"] = f"<{message.message_id}@{host}>"
    email["Date"] = format_datetime(message.written_at)
    email["Subject"] = Header(message.subject, "utf-8", header_name="Subject").encode()
    email["From"] = formataddr(("Turnup", sender))
    email["To"] = message.recipient.email
    email["Auto-Submitted"] = "auto-generated"
    return email


def sender_of(url: str, public_url: str) -> str:
    """Return the sender's address: `?from=` of the URL, its user, or turnup@ our own host."""
    parts = urlsplit(url)
    if given := parse_qs(parts.query).get("from"):
        return given[0]
    user = unquote(parts.username or "")
    return user if "@" in user else f"turnup@{urlsplit(public_url).hostname or 'localhost'}"


@contextmanager
def _connected(url: str) -> Iterator[smtplib.SMTP]:
    """Connect, encrypt wherever the server can, and sign in where the URL names a user."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
