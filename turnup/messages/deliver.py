"""Telling people of a journal entry: letters in the program, and by e-mail where it is set up.

`record()` queues `messages.tell` in its own transaction, so a step that is recorded is told.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from turnup.messages.actions import (
    bury,
    count_try,
    mark_sent,
    note_mail_answer,
    note_mail_silence,
    write_letters,
)
from turnup.messages.models import Channel, Message
from turnup.messages.post import PATIENCE, TRIES, told, try_to_hand_over
from turnup.messages.queries import mail_silent_since
from turnup.messages.smtp import knock, mail_of

log = logging.getLogger(__name__)


@app.task(
    name="messages.tell",
    queue="messages",
    retry=PATIENCE,
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
    retry=PATIENCE,
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
    failure = try_to_hand_over(mail_of(message), last=last)
    if failure:
        bury(message=message, failure=failure, at=timezone.now())
    else:
        mark_sent(message=message, at=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="messages.listen", queue="messages", queueing_lock="messages.listen")
def listen(timestamp: int) -> None:
    """While the mail server is silent, ask whether it is back; then all that waits goes out."""
    if not settings.SMTP_URL or mail_silent_since() is None:
        return
    try:
        knock(settings.SMTP_URL)
    except (OSError, SMTPException) as error:
        note_mail_silence(at=timezone.now(), fault=told(error))
        return
    log.info("the mail server answers again")
    note_mail_answer()
