"""What was given up is shown, and tried again by whoever may."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.walk import Provider, provider
from turnup.messages.actions import bury, write_letters
from turnup.messages.models import Channel, Message
from turnup.orders.models import JournalEntry
from turnup.people.models import Person


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


def test_a_dead_letter_goes_out_again_under_its_id(company: Provider) -> None:
    company.until_open(company.open_order(), "survey_done")
    entry = JournalEntry.objects.filter(step="survey_requested").get()
    letter = write_letters(entry_id=entry.id, channels=[Channel.EMAIL], at=timezone.now())[0]
    bury(message=letter, failure="550 no such mailbox", at=timezone.now())
    client = client_of(company, "administrator") if "administrator" in company.staff else None
    client = client or client_of(company, "technical_director")
    assert "550 no such mailbox" in client.get("/dead-letters").content.decode()
    assert client.post(f"/dead-letters/letters/{letter.pk}/retry").status_code == 302
    again = Message.objects.get(pk=letter.pk)
    assert (again.failed_at, again.message_id) == (None, letter.message_id)


def test_only_who_may_mend_sees_them(company: Provider) -> None:
    job_id = dead_job()
    for role in ("account_manager", "installer", "subscriber_clerk"):
        client = client_of(company, role)
        assert client.get("/dead-letters").status_code == 403
        assert client.post(f"/dead-letters/jobs/{job_id}/retry").status_code == 403
