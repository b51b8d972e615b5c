"""What was given up is shown, and tried again by whoever may."""

import json
from inspect import signature

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.walk import Provider, provider
from turnup.messages.actions import bury, write_letters
from turnup.messages.dead_letters import given_up, posts
from turnup.messages.models import Channel, Message
from turnup.orders.models import JournalEntry
from turnup.people.models import Person
from turnup.portal.actions import make_link
from turnup.portal.models import Letter, Purpose


@pytest.fixture
def company(db: None) -> Provider:
    return provider()


def client_of(company: Provider, role: str) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(pk=company.staff[role].id),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def job_states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs"
            " WHERE task_name = 'activation.provision' ORDER BY id"
        )
        return [row[0] for row in cursor.fetchall()]


def dead_job(lock: str | None = None) -> int:
    job = app.configure_task("activation.provision", queue="radius", queueing_lock=lock)
    job_id = job.defer(login="2026-17")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed', attempts = 5 WHERE id = %s", [job_id]
        )
    return job_id


def test_a_dead_job_is_shown_and_tried_again(company: Provider) -> None:
    job_id = dead_job()
    client = client_of(company, "noc_head")
    assert "2026-17" in client.get("/dead-letters").content.decode()
    assert client.post(f"/dead-letters/jobs/{job_id}/retry").status_code == 302
    assert job_states() == ["todo"]
    assert client.post(f"/dead-letters/jobs/{job_id}/retry").status_code == 404


def test_a_dead_job_whose_work_is_queued_already_is_laid_aside(company: Provider) -> None:
    job_id = dead_job("one")
    app.configure_task("activation.provision", queueing_lock="one").defer(login="2026-17")
    client_of(company, "noc_head").post(f"/dead-letters/jobs/{job_id}/retry")
    assert job_states() == ["cancelled", "todo"]


def test_all_dead_jobs_of_a_kind_are_tried_again(company: Provider) -> None:
    """The sessions of an access server that was away are hundreds."""
    for lock in (None, None, "one", "one"):
        dead_job(lock)
    client = client_of(company, "noc_head")
    assert "4 задания не выполнены" in client.get("/dead-letters").content.decode()
    assert client.post("/dead-letters/jobs/activation.provision/retry").status_code == 302
    assert sorted(job_states()) == ["cancelled", "todo", "todo", "todo"]


def test_a_dead_letter_goes_out_again_under_its_id(company: Provider) -> None:
    company.until_open(company.open_order(), "survey_done")
    entry = JournalEntry.objects.filter(step="survey_requested").get()
    letter = write_letters(entry_id=entry.id, channels=[Channel.EMAIL], at=timezone.now())[0]
    bury(message=letter, failure="550 no such mailbox", at=timezone.now())
    client = client_of(company, "administrator") if "administrator" in company.staff else None
    client = client or client_of(company, "technical_director")
    assert "550 no such mailbox" in client.get("/dead-letters").content.decode()
    assert client.post(f"/dead-letters/staff/{letter.pk}/retry").status_code == 302
    again = Message.objects.get(pk=letter.pk)
    assert (again.failed_at, again.message_id) == (None, letter.message_id)


def test_only_who_may_mend_sees_them(company: Provider) -> None:
    job_id = dead_job()
    for role in ("account_manager", "installer", "subscriber_clerk"):
        client = client_of(company, role)
        assert client.get("/dead-letters").status_code == 403
        assert client.post(f"/dead-letters/jobs/{job_id}/retry").status_code == 403


@pytest.mark.parametrize("kind", sorted(posts()))
def test_every_kind_of_letters_is_listed_and_sent_by_a_job_that_there_is(
    company: Provider, kind: str
) -> None:
    post = posts()[kind]
    assert list(given_up(post)) == []
    assert post.argument in signature(app.tasks[post.task].func).parameters
    client = client_of(company, "noc_head")
    assert client.post(f"/dead-letters/{kind}/retry").status_code == 302
    assert client.post(f"/dead-letters/{kind}/1/retry").status_code == 404


def test_all_letters_to_customers_go_out_again_at_once(company: Provider) -> None:
    order = company.open_order()
    link = make_link(order=order, actor=company.staff["account_manager"], at=timezone.now())
    Letter.objects.all().delete()
    for number in range(2):
        Letter.objects.create(
            purpose=Purpose.LINK, link=link, to="olga@example.com", subject=f"Письмо {number}",
            body="…", written_at=timezone.now(), failed_at=timezone.now(), failure="550 full",
        )  # fmt: skip
    client = client_of(company, "noc_head")
    page = client.get("/dead-letters").content.decode()
    assert all(told in page for told in ("Письмо 1", "olga@example.com", "550 full"))
    client.post("/dead-letters/customers/retry")
    assert not Letter.objects.exclude(failed_at=None).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'portal.send'")
        queued = [json.loads(row[0])["letter_pk"] for row in cursor.fetchall()]
    assert set(queued) >= set(Letter.objects.values_list("pk", flat=True))
