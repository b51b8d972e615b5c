"""`turnup bench traffic`: the month's picture of one service among many, beside its bare SQL."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, Final

from turnup.bench.ground import found_company, throw_away_database

AIM: Final = 50
FILL: Final = """
INSERT INTO statistics_trafficday (service_id, day, source, input, output)
SELECT s, d::date, 'radius', 1000000 * (s %% 97), 9000000 * (s %% 89)
  FROM generate_series(1, %s) AS s,
       generate_series(%s::date, %s::date, interval '1 day') AS d"""
HOURS: Final = """
INSERT INTO statistics_traffichour (service_id, hour, source, input, output)
SELECT s, h, 'radius', 40000 * (s %% 97), 400000 * (s %% 89)
  FROM generate_series(1, %s, 100) AS s,
       generate_series(%s::timestamptz, %s::timestamptz, interval '1 hour') AS h"""
Figures = dict[str, Any]


def run(services: int, rounds: int) -> Figures:
    """Fill a month of so many services, and ask for one service's page again and again."""
    with throw_away_database() as data:
        found_company(data)
        return _measured(data, services, rounds)


def _measured(data: Path, services: int, rounds: int) -> Figures:
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from turnup.people.models import Person
    from turnup.statistics.queries import DAYS_OF_MONTH, days_of, first_of_next

    service_id = _service()
    month = timezone.localdate().replace(day=1)
    _fill(services, month, first_of_next(month), service_id)
    client = Client(headers={"host": "localhost"})
    client.force_login(
        Person.objects.get(email="noc_head@rusnet.example"),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(DAYS_OF_MONTH, [service_id, month, first_of_next(month)])
            assert len(cursor.fetchall()) >= 28

    def page() -> None:
        assert client.get(f"/services/{service_id}").status_code == 200

    took = {
        "floor": _times(bare, rounds),
        "days": _times(lambda: days_of(service_id, month), rounds),
        "page": _times(page, rounds),
    }
    return {
        "services": services,
        "page_ms": round(median(took["page"]), 1),
        "page_p95_ms": round(quantiles(took["page"], n=20)[-1], 1),
        "aim_ms": AIM,
        "days_ms": round(median(took["days"]), 2),
        "floor_ms": round(median(took["floor"]), 2),
    }


def _service() -> int:
    """Give a service of an order; what it says besides is of no matter here."""
    from turnup.activation.models import Service
    from turnup.orders.models import Order

    order = Order.objects.first()
    assert order is not None, "the demo company has an order"
    made, _new = Service.objects.get_or_create(
        order=order,
        ended_at=None,
        defaults={
            "seq": 1,
            "login": "bench",
            "ip_address": "192.0.2.1",
            "activated_at": order.opened_at,
        },
    )
    return int(made.pk)


def _fill(services: int, month: date, after: date, service_id: int) -> None:
    from datetime import UTC, datetime, timedelta

    from django.db import connection

    from turnup.statistics.actions import keep_partitions

    keep_partitions(moments=[datetime(month.year, month.month, 1, tzinfo=UTC)])
    last = after - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM statistics_trafficday")
        cursor.execute("DELETE FROM statistics_traffichour")
        cursor.execute(FILL, [services, month, last])
        cursor.execute(HOURS, [services, f"{month}T00:00:00Z", f"{last}T23:00:00Z"])
        cursor.execute("ANALYZE statistics_trafficday")
    assert service_id <= services


def _times(asked: Callable[[], object], rounds: int) -> list[float]:
    """Give the milliseconds of each round, warm."""
    asked()
    found = []
    for _ in range(rounds):
        began = perf_counter()
        asked()
        found.append((perf_counter() - began) * 1000)
    return found
