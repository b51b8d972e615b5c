"""A mail server, as `smtp[s]://user:password@host:port` names it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from turnup.messages.models import Message

PATIENCE = 20  # seconds for each answer of the server
PORTS = {"smtp": 25, "smtps": 465}


class Silent(OSError):
    """The server is not reached, does not greet, or lets us not in: no letter is at fault."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to an address, whoever wrote it."""

    message_id: UUID
    to: str
    subject: str
    body: str
    written_at: datetime
    files: tuple[Attachment, ...] = ()


def mail_of(message: Message) -> Mail:
    """Return a letter about a journal entry as mail to its reader."""
    to = message.recipient.email
    return Mail(message.message_id, to, message.subject, message.body, message.written_at)


def send_mail(*, url: str, mail: Mail, public_url: str) -> None:
    """Hand mail to the server; a repeat carries the same Message-ID.

    Raises Silent when the server cannot be spoken to, and any other OSError or
    smtplib.SMTPException when it does not take this letter.
    """
    with _connected(url) as server:
        server.send_message(as_email(mail, sender_of(url, public_url), public_url))


def as_email(mail: Mail, sender: str, public_url: str) -> MIMEBase:
    """Return the letter as mail servers understand one."""
    # The modern EmailMessage of Python 3.11 loses spaces where it folds a long Russian subject.
    host = urlsplit(public_url).hostname or "localhost"
    text = MIMEText(mail.body, "plain", "utf-8")
    email: MIMEBase = _with_files(text, mail.files) if mail.files else text
    email["Message-ID"] = f"<{mail.message_id}@{host}>"
    email["Date"] = format_datetime(mail.written_at)
    email["Subject"] = Header(mail.subject, "utf-8", header_name="Subject").encode()
    email["From"] = formataddr(("Turnup", sender))
    email["To"] = mail.to
    email["Auto-Submitted"] = "auto-generated"
    return email


def _with_files(text: MIMEText, files: tuple[Attachment, ...]) -> MIMEMultipart:
    whole = MIMEMultipart()
    whole.attach(text)
    for file in files:
        part = MIMEApplication(file.content, file.media_type.partition("/")[2])
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name))
        whole.attach(part)
    return whole


def sender_of(url: str, public_url: str) -> str:
    """Return the sender's address: `?from=` of the URL, its user, or turnup@ our own host."""
    parts = urlsplit(url)
    if given := parse_qs(parts.query).get("from"):
        return given[0]
    user = unquote(parts.username or "")
    return user if "@" in user else f"turnup@{urlsplit(public_url).hostname or 'localhost'}"


def knock(url: str) -> None:
    """Greet the server, and sign in where the URL names a user. Raises as `send_mail` does."""
    with _connected(url) as server:
        server.noop()


@contextmanager
def _connected(url: str) -> Iterator[smtplib.SMTP]:
    """Give a server that is ready for a letter. Raises Silent."""
    try:
        server = _greeted(url)
    except (OSError, smtplib.SMTPException) as error:
        raise Silent(f"{type(error).__name__}: {error}") from error
    with server:
        yield server


def _greeted(url: str) -> smtplib.SMTP:
    """Connect, encrypt wherever the server can, and sign in where the URL names a user."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=PATIENCE)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server
