"""Telling people of a journal entry: letters in the program, and by e-mail where it is set up.

`record()` queues `messages.tell` in its own transaction, so a step that is recorded is told.
"""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from turnup.messages.actions import bury, count_try, mark_sent, write_letters
from turnup.messages.models import Channel, Message
from turnup.messages.smtp import send

TRIES = 9  # waits of 4 s, 16 s, 64 s … : the last one about eighteen hours after the first


@app.task(
    name="messages.tell",
    queue="messages",
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4),
)
def tell(entry_id: int) -> None:
    """Write the letters about a journal entry, and queue the sending of those that go by e-mail."""
    by_mail = bool(settings.SMTP_URL)
    channels = [Channel.INAPP, Channel.EMAIL] if by_mail else [Channel.INAPP]
    with transaction.atomic():
        for message in write_letters(entry_id=entry_id, channels=channels, at=timezone.now()):
            if by_mail and message.channel == Channel.EMAIL and message.sent_at is None:
                lock = f"message:{message.pk}"
                app.configure_task("messages.send", queue="messages", lock=lock).defer(
                    message_pk=message.pk
                )


@app.task(
    name="messages.send",
    queue="messages",
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4),
    pass_context=True,
)
def send_letter(context: JobContext, message_pk: int) -> None:
    """Send one letter; an e-mail server that is away is asked again, each time later."""
    deliver_letter(message_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_letter(message_pk: int, *, last: bool = False) -> None:
    """Send a letter and mark it sent afterwards: at least once, always under the same id.

    What the server refuses for good, and what fails at the `last` try, becomes a dead letter;
    any other failure is raised, for the queue to try again.
    """
    message = Message.objects.select_related("recipient").get(pk=message_pk)
    if message.sent_at or message.failed_at:
        return
    count_try(message=message)
    try:
        send(url=settings.SMTP_URL, message=message, public_url=settings.PUBLIC_URL)
    except (OSError, SMTPException) as error:
        if last or for_good(error):
            bury(message=message, failure=f"{type(error).__name__}: {error}", at=timezone.now())
            return
        raise
    mark_sent(message=message, at=timezone.now())


def for_good(error: Exception) -> bool:
    """Tell whether the server refused the letter itself, so that trying again is of no use."""
    codes: list[int] = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    elif isinstance(error, SMTPSenderRefused):
        codes = [error.smtp_code]
    return bool(codes) and all(500 <= code < 600 for code in codes)
