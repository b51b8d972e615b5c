"""Letters of stages 1 to 3 through a real SMTP server, as the customer gets them."""

import socket
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests.portal.guests import Guests
from turnup.orders.models import Order
from turnup.orders.office import office_calendar, standing_standard
from turnup.papers.queries import content_of
from turnup.portal.deliver import deliver_letter, tell_of_survey
from turnup.portal.models import Letter, Purpose
from turnup.requests.proposal import make_proposal
from turnup.surveys.board import survey_days_from


class Letterbox:
    """What the mail server took, in the order it came."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.letters.append(read)
        return "250 taken"


@pytest.fixture
def box(settings: Settings) -> Iterator[Letterbox]:
    """Give a mail server on loopback that the program sends to."""
    box = Letterbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    settings.PUBLIC_URL = "https://turnup.rusnet.example"
    yield box
    server.stop()


def sent(box: Letterbox, purpose: str) -> EmailMessage:
    """Deliver the latest letter of a purpose and give what arrived."""
    deliver_letter(Letter.objects.filter(purpose=purpose).latest("pk").pk)
    return box.letters[-1]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def in_english(order: Order) -> None:
    order.customer.language = "en"
    order.customer.save()


def test_the_proposal_comes_whole_with_the_link_that_opens_it(
    box: Letterbox, guests: Guests
) -> None:
    order = guests.until("terms_proposed")
    visitor = guests.visitor(order)
    guests.office.record(order, "terms_proposed")
    guests.office.record(order, "brief_answered")
    letter = sent(box, Purpose.TURN)
    assert letter["Subject"] == f"Заявка № {order.number}: ваша очередь"
    assert f"https://turnup.rusnet.example/c/{visitor.token}" in text_of(letter)
    (paper,) = letter.iter_attachments()
    made = make_proposal(order=order, actor=None, at=timezone.now())
    assert made
    assert paper.get_content() == content_of(made.file)
    assert (paper.get_content_type(), paper.get_filename()) == ("application/pdf", made.file.name)


def test_a_repeat_is_the_same_letter(box: Letterbox, guests: Guests) -> None:
    order = guests.until("terms_agreed")
    guests.visitor(order)
    guests.office.record(order, "terms_revised")
    guests.office.record(order, "terms_proposed")
    letter = Letter.objects.get(purpose=Purpose.TURN)
    for _try in range(2):
        deliver_letter(letter.pk)
        Letter.objects.update(sent_at=None)  # the server took it, and our mark was lost
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"] == f"<{letter.message_id}@turnup.rusnet.example>"
    assert first["To"] == "office@example.com"


def told_of_survey(guests: Guests, order: Order, step: str, day: date) -> None:
    """Set or move the day, and run the job that this queued."""
    guests.office.record(order, step, survey_date=day.isoformat())
    jobs = ProcrastinateJob.objects.filter(task_name="portal.survey_day")
    tell_of_survey(**jobs.latest("id").args)


def survey_days() -> tuple[date, date]:
    first, second = survey_days_from(
        standing_standard(), office_calendar(), timezone.localdate(), 2
    )
    return first, second


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_day_of_the_survey_is_told_and_told_again_when_it_is_moved(
    box: Letterbox, guests: Guests, language: str
) -> None:
    order = guests.until("survey_scheduled")
    if language == "en":
        in_english(order)
    visitor = guests.visitor(order)
    first, second = survey_days()
    told_of_survey(guests, order, "survey_scheduled", first)
    letter = sent(box, Purpose.SURVEY)
    assert ("survey on" if language == "en" else "день экспертизы — ") in letter["Subject"]
    assert str(first.day) in letter["Subject"]
    assert order.site.address in text_of(letter)
    told_of_survey(guests, order, "survey_moved", second)
    moved = sent(box, Purpose.SURVEY)
    assert ("is moved to" if language == "en" else "перенесён") in moved["Subject"]
    assert str(second.day) in moved["Subject"]
    assert moved["Message-ID"] != letter["Message-ID"]
    assert f"/c/{visitor.token}" in text_of(moved)


def test_the_same_day_is_not_told_twice(box: Letterbox, guests: Guests) -> None:
    order = guests.until("survey_scheduled")
    guests.visitor(order)
    told_of_survey(guests, order, "survey_scheduled", survey_days()[0])
    tell_of_survey(order_id=str(order.id))
    assert Letter.objects.filter(purpose=Purpose.SURVEY).count() == 1


def test_the_customers_page_follows_the_day(guests: Guests) -> None:
    order = guests.until("survey_scheduled")
    visitor = guests.visitor(order)
    first, second = survey_days()
    guests.office.record(order, "survey_scheduled", survey_date=first.isoformat())
    assert "К вам приедет инженер на техническую экспертизу" in visitor.page()
    guests.office.record(order, "survey_moved", survey_date=second.isoformat(), reason="так")
    assert f"{second.day}\u00a0" in visitor.page() or f"{second.day} " in visitor.page()


def test_the_contract_waits_behind_the_link_and_not_in_the_letter(
    box: Letterbox, guests: Guests
) -> None:
    order = guests.until("duties_explained")
    guests.visitor(order)
    guests.office.record(order, "duties_explained")
    letter = sent(box, Purpose.TURN)
    assert "подписать договор" in text_of(letter)
    assert not list(letter.iter_attachments()), "it names passports; the link opens it"


def test_no_job_is_queued_where_nobody_could_be_told(settings: Settings, guests: Guests) -> None:
    settings.SMTP_URL = ""
    order = guests.until("survey_scheduled")
    guests.visitor(order)
    guests.office.record(order, "survey_scheduled")
    assert not ProcrastinateJob.objects.filter(task_name="portal.survey_day").exists()
