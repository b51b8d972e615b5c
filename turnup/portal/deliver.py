"""Sending letters to customers, and forgetting old counts."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from turnup.messages.post import PATIENCE, TRIES, try_to_hand_over
from turnup.messages.smtp import Attachment, Mail
from turnup.papers.queries import content_of
from turnup.portal.actions import bury_letter, count_try, mark_sent, sweep_knocks
from turnup.portal.keys import code_of, token_of
from turnup.portal.letters import SECRET
from turnup.portal.models import Letter, Purpose
from turnup.portal.retention import forget_old_visits
from turnup.portal.survey_letters import tell_survey_day
from turnup.requests.proposal import make_proposal

OF_PROPOSAL: Final = ("terms_agreed", "corrected_terms_accepted")
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
    files = _files(letter)
    return Mail(letter.message_id, letter.to, letter.subject, body, letter.written_at, files)


def _files(letter: Letter) -> tuple[Attachment, ...]:
    """Give what goes with the letter: the proposal, where it is what the customer is asked for."""
    asked = letter.turn.partition(" ")[0]
    if letter.purpose != Purpose.TURN or letter.link is None or asked not in OF_PROPOSAL:
        return ()
    paper = make_proposal(order=letter.link.order, actor=None, at=timezone.now())
    if paper is None:
        return ()
    return (Attachment(paper.file.name, paper.file.media_type, content_of(paper.file)),)


def _secret(letter: Letter) -> str:
    if letter.purpose == Purpose.CODE and letter.code:
        return code_of(letter.code.id)
    if letter.purpose in (Purpose.LINK, Purpose.TURN, Purpose.SURVEY) and letter.link:
        return token_of("link", bytes(letter.link.nonce))
    assert letter.public_request, "a letter is about something"
    return token_of("request", bytes(letter.public_request.nonce))


@app.periodic(cron="17 * * * *")
@app.task(name="portal.sweep", queue="messages", queueing_lock="portal.sweep")
def sweep(timestamp: int) -> None:
    """Forget the counts of knocks that have ended, and visits whose term is over."""
    now = timezone.now()
    sweep_knocks(at=now)
    forget_old_visits(at=now)


@app.task(name="portal.survey_day", queue="messages")
def tell_of_survey(order_id: str) -> None:
    """Write to the customer about the day of the survey, after it was written down."""
    tell_survey_day(order_id=UUID(order_id), at=timezone.now())
