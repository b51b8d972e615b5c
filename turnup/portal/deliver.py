"""Sending letters to customers, and forgetting old counts."""

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from turnup.messages.post import PATIENCE, TRIES, try_to_hand_over
from turnup.messages.smtp import Mail
from turnup.portal.actions import bury_letter, count_try, mark_sent, sweep_knocks
from turnup.portal.keys import code_of, token_of
from turnup.portal.letters import SECRET
from turnup.portal.models import Letter, Purpose

NO_SERVER = "no mail server is set up (TURNUP_SMTP_URL)"


@app.task(
    name="portal.send",
    queue="messages",
    retry=PATIENCE,
    pass_context=True,
)
def send_letter(context: JobContext, letter_pk: int) -> None:
    """Send one letter; an e-mail server that is away is asked again, each time later."""
    deliver_letter(letter_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_letter(letter_pk: int, *, last: bool = False) -> None:
    """Send a letter and mark it sent afterwards: at least once, always under the same id."""
    letter = Letter.objects.select_related("link", "code", "public_request").get(pk=letter_pk)
    if letter.sent_at or letter.failed_at:
        return
    if not settings.SMTP_URL:
        bury_letter(letter=letter, failure=NO_SERVER, at=timezone.now())
        return
    count_try(letter=letter)
    failure = try_to_hand_over(_mail(letter), last=last)
    if failure:
        bury_letter(letter=letter, failure=failure, at=timezone.now())
    else:
        mark_sent(letter=letter, at=timezone.now())


def _mail(letter: Letter) -> Mail:
    body = letter.body.replace(SECRET, _secret(letter))
    return Mail(letter.message_id, letter.to, letter.subject, body, letter.written_at)


def _secret(letter: Letter) -> str:
    if letter.purpose == Purpose.CODE and letter.code:
        return code_of(letter.code.id)
    if letter.purpose in (Purpose.LINK, Purpose.TURN) and letter.link:
        return token_of("link", bytes(letter.link.nonce))
    assert letter.public_request, "a letter is about something"
    return token_of("request", bytes(letter.public_request.nonce))


@app.periodic(cron="17 * * * *")
@app.task(name="portal.sweep", queue="messages", queueing_lock="portal.sweep")
def sweep(timestamp: int) -> None:
    """Forget the counts of knocks that have ended."""
    sweep_knocks(at=timezone.now())
