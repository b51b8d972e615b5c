"""Accounting packets become traffic of services, by hour and by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from tests.activation.radius_box import radius_database
from tests.walk import Provider
from turnup.activation.actions import end_service
from turnup.activation.models import Service, StatisticsConfirmation
from turnup.activation.radius import connected
from turnup.activation.radius_tables import make_tables
from turnup.orders.models import JournalEntry
from turnup.postgres.place import Place
from turnup.statistics.actions import count_packets, drop_partitions
from turnup.statistics.counters import Packet
from turnup.statistics.deliver import confirm, count, count_batch, keep
from turnup.statistics.models import (
    AccountedSession,
    DayOfCounting,
    TrafficDay,
    TrafficHour,
    UnknownTraffic,
)
from turnup.statistics.queries import Amount, days_of, month_total, totals_of


def packet(service: Service, minutes: int, sent: int, got: int, **more: object) -> Packet:
    at = service.activated_at + timedelta(minutes=minutes)
    told: dict[str, Any] = {"login": service.login, "kind": "Interim-Update", **more}
    return replace(
        Packet("", at, at, "81c0", "", "10.0.0.1", service.ip_address, minutes * 60, sent, got),
        **told,
    )


def test_traffic_lies_by_hour_and_by_the_offices_day(service: Service) -> None:
    began = service.activated_at
    count_packets(
        packets=[packet(service, 0, 0, 0, kind="Start"), packet(service, 180, 3000, 9000)]
    )
    hours = list(TrafficHour.objects.order_by("hour").values_list("hour", "input", "output"))
    assert sum(sent for _hour, sent, _got in hours) == 3000
    assert len(hours) in (3, 4)
    assert hours[0][0] <= began < hours[1][0]
    (day,) = TrafficDay.objects.all()
    assert (day.day, day.input, day.output) == (began.date(), 3000, 9000)


def test_midnight_is_the_offices(service: Service) -> None:
    late = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)  # 23:30 in Moscow
    Service.objects.update(activated_at=late)
    service.refresh_from_db()
    count_packets(packets=[packet(service, 0, 0, 0, kind="Start"), packet(service, 60, 100, 200)])
    assert days_of(service.pk, date(2026, 3, 1)) == {date(2026, 3, 31): Amount(50, 100)}
    assert days_of(service.pk, date(2026, 4, 1)) == {date(2026, 4, 1): Amount(50, 100)}
    assert month_total(service.pk, date(2026, 4, 1)) == Amount(50, 100)
    assert totals_of([service.pk], date(2026, 4, 1)) == {service.pk: Amount(50, 100)}


def test_the_same_batch_again_adds_nothing(service: Service) -> None:
    batch = [
        packet(service, 0, 0, 0, kind="Start"),
        packet(service, 5, 10, 20),
        packet(service, 10, 30, 40, kind="Stop", cause="User-Request"),
    ]
    for _ in range(3):
        count_packets(packets=batch)
    (hour,) = TrafficHour.objects.all()
    assert (hour.input, hour.output) == (30, 40)
    session = AccountedSession.objects.get()
    assert (session.cause, session.service_id) == ("User-Request", service.pk)
    assert session.stopped_at is not None


def test_an_unknown_login_is_kept_apart(service: Service) -> None:
    count_packets(packets=[packet(service, 5, 10, 20, login="nobody")])
    assert not TrafficHour.objects.exists()
    assert UnknownTraffic.objects.values_list("whose", "input", "output").get() == (
        "nobody",
        10,
        20,
    )
    assert DayOfCounting.objects.filter(verdict="unknown").exists()


def test_the_last_packet_of_a_cut_session_still_counts_and_a_new_session_does_not(
    service: Service, company: Provider
) -> None:
    count_packets(packets=[packet(service, 0, 0, 0, kind="Start")])
    end_service(order_id=service.order_id, at=service.activated_at + timedelta(minutes=9))
    count_packets(packets=[packet(service, 10, 5, 6, kind="Stop")])
    count_packets(packets=[packet(service, 30, 7, 8, seconds=60, session_id="81c1")])
    assert sum(TrafficHour.objects.values_list("input", flat=True)) == 5
    assert UnknownTraffic.objects.get().input == 7


@pytest.fixture
def radius(postgres: Place, settings: Settings) -> str:
    settings.RADIUS_DATABASE_URL = radius_database(postgres)
    make_tables(settings.RADIUS_DATABASE_URL)
    return settings.RADIUS_DATABASE_URL


def arrive(url: str, service: Service, seconds: int, sent: int) -> None:
    at = service.activated_at + timedelta(seconds=seconds)
    with psycopg.connect(url) as database:
        database.execute(
            "INSERT INTO acctpacket (kind, received_at, event_at, session_id, username, nas,"
            " session_seconds, input_octets, output_octets, wide) VALUES"
            " ('Interim-Update', %s, %s, '81c0', %s, '10.0.0.1', %s, %s, %s, false)",
            [at, at, service.login, seconds, sent, sent],
        )


def left(url: str) -> int:
    with psycopg.connect(url) as database:
        row = database.execute("SELECT count(*) FROM acctpacket").fetchone()
    return row[0] if row else 0


def test_a_worker_killed_between_counting_and_forgetting_counts_once(
    service: Service, radius: str
) -> None:
    arrive(radius, service, 60, 100)
    with connected(radius) as database:
        count_batch(database)
        arrive(radius, service, 60, 100)  # the batch comes again, as after a kill
    count(0)
    assert left(radius) == 0
    assert TrafficHour.objects.get().input == 100


def test_accounting_waits_while_radius_is_away(service: Service, settings: Settings) -> None:
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/radius"
    count(0)
    assert not TrafficHour.objects.exists()


def test_the_first_traffic_confirms_that_the_line_is_counted(service: Service, radius: str) -> None:
    arrive(radius, service, 60, 100)
    count(0)
    count(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'statistics.confirm'"
        )
        assert cursor.fetchone() == (1,)
    confirm(service.pk)
    confirm(service.pk)
    confirmation = StatisticsConfirmation.objects.get(service=service)
    assert confirmation.counted_since == service.activated_at
    entry = JournalEntry.objects.get(order_id=service.order_id, step="statistics_confirmed")
    assert (entry.role, entry.door) == ("subscriber_clerk", "statistics")


def test_old_months_are_dropped_whole_by_the_policy(service: Service) -> None:
    count_packets(packets=[packet(service, 5, 10, 20)])
    keep(0)
    assert drop_partitions(hours_before=date(2026, 3, 1), days_before=date(2026, 3, 1)) == [
        "statistics_trafficday_2026_02"
    ]
    dropped = drop_partitions(hours_before=date(2026, 4, 1), days_before=date(2026, 1, 1))
    assert dropped == ["statistics_traffichour_2026_03"]
    assert not TrafficHour.objects.exists()
    assert TrafficDay.objects.exists()


def test_sessions_and_traffic_of_nobody_are_forgotten_with_the_hours(service: Service) -> None:
    count_packets(packets=[packet(service, 5, 10, 20), packet(service, 5, 1, 2, login="nobody")])
    keep(0)
    assert (AccountedSession.objects.count(), UnknownTraffic.objects.count()) == (2, 1)
    old = datetime(2020, 1, 1, tzinfo=UTC)
    AccountedSession.objects.filter(login="nobody").update(counted_at=old)
    UnknownTraffic.objects.update(day=old.date())
    keep(0)
    assert (AccountedSession.objects.count(), UnknownTraffic.objects.count()) == (1, 0)


def test_the_application_itself_makes_partitions(service: Service, as_application: None) -> None:
    count_packets(packets=[packet(service, 5, 10, 20)])
    assert TrafficHour.objects.count() == 1
