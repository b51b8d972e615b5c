"""Letters by e-mail: at least once, under one id, and visible when they are given up."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from pytest_django import Settings

from tests.messages.post_office import PostOffice
from tests.orders.company import found
from tests.walk import Provider
from turnup.messages.dead_letters import given_up, posts
from turnup.messages.deliver import deliver_letter, tell
from turnup.messages.models import Channel, Message
from turnup.messages.queries import mail_silent_since
from turnup.orders.models import JournalEntry, Order


def written(company: Provider) -> Message:
    """Write the letters about a survey, and give the one by e-mail to the NOC head."""
    order = company.until_open(company.open_order(), "survey_scheduled")
    tell(JournalEntry.objects.get(order=order, step="survey_requested").id)
    return Message.objects.get(channel=Channel.EMAIL, recipient__name="noc_head")


def test_without_a_mail_server_letters_stay_in_the_program(
    company: Provider, settings: Settings
) -> None:
    settings.SMTP_URL = ""
    order = company.until_open(company.open_order(), "survey_scheduled")
    tell(JournalEntry.objects.get(order=order, step="survey_requested").id)
    assert set(Message.objects.values_list("channel", flat=True)) == {Channel.INAPP}


def test_a_letter_arrives_as_it_was_written(company: Provider, office: PostOffice) -> None:
    message = written(company)
    deliver_letter(message.pk)
    (letter,) = office.letters
    message.refresh_from_db()
    assert letter["Message-ID"] == f"<{message.message_id}@turnup.rusnet.example>"
    assert letter["Subject"] == message.subject
    assert letter["To"] == message.recipient.email
    assert letter["From"] == "Turnup <turnup@rusnet.example>"
    assert "https://turnup.rusnet.example/orders/" in letter.get_content()
    assert (message.tries, message.failed_at) == (1, None)
    assert message.sent_at is not None


def test_a_letter_that_was_sent_is_not_sent_again(company: Provider, office: PostOffice) -> None:
    message = written(company)
    deliver_letter(message.pk)
    deliver_letter(message.pk)
    assert len(office.letters) == 1


def test_a_repeat_carries_the_same_id(company: Provider, office: PostOffice) -> None:
    message = written(company)
    deliver_letter(message.pk)
    Message.objects.update(sent_at=None)  # as if the worker had died before it marked
    deliver_letter(message.pk)
    assert len({letter["Message-ID"] for letter in office.letters}) == 1
    assert len(office.letters) == 2


def test_a_server_that_is_away_is_asked_again_and_given_up_at_last(
    company: Provider, office: PostOffice
) -> None:
    message = written(company)
    office.answer_to_data = b"451 later"
    with pytest.raises(smtplib.SMTPDataError):
        deliver_letter(message.pk)
    message.refresh_from_db()
    assert (message.tries, message.sent_at, message.failed_at) == (1, None, None)
    deliver_letter(message.pk, last=True)
    assert list(given_up(posts()["staff"])) == [message]
    message.refresh_from_db()
    assert "451" in message.failure


def test_a_letter_at_which_the_server_hangs_up_is_at_fault_itself(
    company: Provider, office: PostOffice
) -> None:
    message = written(company)
    office.hangs_up = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        deliver_letter(message.pk)
    assert mail_silent_since() is None, "others go on meanwhile, and this one is given up at last"
    deliver_letter(message.pk, last=True)
    assert list(given_up(posts()["staff"])) == [message]


def test_a_refused_recipient_is_a_dead_letter_at_once(
    company: Provider, office: PostOffice
) -> None:
    message = written(company)
    office.answer_to_recipient = b"550 no such person"
    deliver_letter(message.pk)
    (dead,) = given_up(posts()["staff"])
    assert "no such person" in dead.failure


@pytest.mark.django_db(transaction=True)
def test_the_worker_carries_a_recorded_step_to_the_mail_server(office: PostOffice) -> None:
    staff = found().staff
    company = Provider(staff=staff)
    order: Order = company.until_open(company.open_order(), "survey_scheduled")
    connection.close()
    assert isinstance(app.connector, DjangoConnector)
    with (
        app.replace_connector(app.connector.get_worker_connector()) as worker,
        ThreadPoolExecutor(1) as apart,  # a browser test may have left this thread an event loop
    ):
        work = partial(
            worker.run_worker,
            queues=["messages"],
            wait=False,
            install_signal_handlers=False,
            listen_notify=False,
        )
        for _round in range(2):  # the first tells, the second sends
            apart.submit(work).result()
    assert {letter["To"] for letter in office.letters} == {
        "noc_head0@rusnet.example",
        "survey_engineer0@rusnet.example",
    }
    assert not Message.objects.filter(channel=Channel.EMAIL, sent_at=None).exists()
    assert Message.objects.filter(entry__order=order).count() == 4
