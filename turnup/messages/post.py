"""The post: handing mail to the company's server, and waiting for a server that is silent.

A server that refuses a letter is asked again, each time later, and in the end the letter is a dead
one. A server that does not answer at all is no reason to give letters up: they wait for as long as
it is away, and once it answers they all go out.
"""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from turnup.messages.actions import note_mail_answer, note_mail_silence
from turnup.messages.smtp import Mail, Silent, send_mail

TRIES = 9  # waits of 4 s, 16 s, 64 s … : the last one about eighteen hours after the first
LONGEST = 3600  # seconds between two tries at a server that is silent


def hand_over(mail: Mail) -> None:
    """Hand mail to the server; note whether it answers. Raises as `send_mail` does."""
    try:
        send_mail(url=settings.SMTP_URL, mail=mail, public_url=settings.PUBLIC_URL)
    except (OSError, SMTPException) as error:
        if isinstance(error, Silent):
            note_mail_silence(at=timezone.now(), fault=told(error))
        raise
    note_mail_answer()


def try_to_hand_over(mail: Mail, *, last: bool) -> str:
    """Hand mail over; return why it never will be, or nothing. Raises what is to be tried again.

    What the server refuses for good, and what it refuses at the `last` try, is given up.
    """
    try:
        hand_over(mail)
    except (OSError, SMTPException) as error:
        if for_good(error) or (last and not isinstance(error, Silent)):
            return told(error)
        raise
    return ""


def told(error: Exception) -> str:
    """Put a fault of the post in a line."""
    return str(error) if isinstance(error, Silent) else f"{type(error).__name__}: {error}"


def for_good(error: Exception) -> bool:
    """Tell whether the server refused the letter itself, so that trying again is of no use."""
    codes: list[int] = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    elif isinstance(error, SMTPSenderRefused):
        codes = [error.smtp_code]
    return bool(codes) and all(500 <= code < 600 for code in codes)


class Patience(BaseRetryStrategy):
    """Try a refused letter `TRIES` times, each time later; at a silent server for ever."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Give when the job is tried again, or None for never."""
        silent = isinstance(exception, Silent)
        if job.attempts + 1 >= TRIES and not silent:
            return None
        wait = 4 ** min(job.attempts + 1, TRIES)
        return RetryDecision(retry_in={"seconds": min(wait, LONGEST) if silent else wait})


PATIENCE = Patience()
