"""RADIUS's database and the mail server are away and the worker is killed: all comes back.

Invariants I17 to I20, live: nothing is lost, what is away is seen meanwhile, and within a minute
of the healing all has converged by itself.
"""

from typing import Any

from django.db import connection
from django.test import Client

from tests.api.programs import Office
from tests.journeys.plant import Plant, until
from turnup.activation.actions import suspend_service
from turnup.activation.models import RadiusLink, Service
from turnup.desk.invariants import verify
from turnup.messages.models import Channel, MailLink, Message


def jobs(states: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status::text = ANY (%s)"
            " AND task_name IN ('activation.provision', 'messages.send', 'messages.tell')",
            [states.split()],
        )
        return int(cursor.fetchone()[0])


def shown() -> tuple[dict[str, Any], str]:
    """Ask for health and metrics, as machines that watch do."""
    client = Client()
    return client.get("/healthz/ready").json(), client.get("/metrics").text


def test_after_a_bad_night_all_converges_by_itself(office: Office, plant: Plant) -> None:
    order = office.open_order()
    office.drive(order, until="service_activated")
    until("the evening's letters are sent", lambda: not jobs("todo doing"))

    # night falls: a line is activated meanwhile, and people are to be told
    plant.close_radius()
    plant.close_post()
    clerk = office["subscriber_clerk"]
    assert clerk.record(order, "service_activated", {"login": "2026-17"}).status_code == 201
    until(
        "RADIUS's silence is noted", RadiusLink.objects.filter(silent_since__gt="2000-01-01").exists
    )
    until(
        "the mail's silence is noted", MailLink.objects.filter(silent_since__gt="2000-01-01").exists
    )
    health, metrics = shown()
    assert health["ready"] is True, "Turnup itself serves on"
    assert (health["radius"]["ok"], health["mail"]["ok"]) == (False, False)
    assert "turnup_radius_behind 1" in metrics
    assert "turnup_mail_silent_seconds 0.0\n" not in metrics
    page = Client()
    page.force_login(office["noc_head"].person, backend="django.contrib.auth.backends.ModelBackend")
    told = page.get("/running").text
    assert told.count("Не отвечает с:") == 2
    assert "2026-17" in told

    # the mail server takes calls and says nothing; the worker dies amid one of them
    plant.post.mute = True
    plant.open_post()
    until("a job is in the worker's hands", lambda: jobs("doing"))
    plant.kill_worker()
    service = Service.objects.get()
    suspend_service(order_id=service.order_id, reason="voluntary", at=service.activated_at)
    held = jobs("doing")
    assert held, "the job was in hand as the worker died"
    until("health says that nobody works", lambda: not shown()[0]["worker"]["ok"])
    assert Client().get("/healthz/ready").status_code == 503

    # morning
    plant.post.mute = False
    plant.open_radius()
    plant.start_worker()
    until("RADIUS knows the line", lambda: plant.radius.ask("2026-17", service.password)[0]
          == "Access-Accept")  # fmt: skip
    assert 'Mikrotik-Address-List = "suspended"' in plant.radius.ask("2026-17", service.password)[1]
    until("every letter is sent", lambda: not _unsent())
    until("no job is left", lambda: not jobs("todo doing"))
    health, metrics = shown()
    assert [health[part]["ok"] for part in ("worker", "radius", "mail")] == [True, True, True]
    assert Client().get("/healthz/ready").status_code == 200
    assert "turnup_radius_behind 0" in metrics
    assert jobs("failed") == 0
    arrived = {str(one["Message-ID"]).strip("<>").partition("@")[0] for one in plant.post.letters}
    written = Message.objects.filter(channel=Channel.EMAIL).values_list("message_id", flat=True)
    assert {str(one) for one in written} <= arrived, "each under its own id, whatever was repeated"
    broken = {code: one.violations for code, one in verify().items() if one.broken}
    assert broken == {}


def _unsent() -> int:
    return Message.objects.filter(channel=Channel.EMAIL, sent_at=None).count()
