"""Reads of the statistics server: whose a session is, and what was counted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from turnup.activation.models import Service
from turnup.installation.models import AddressPool
from turnup.statistics.flows import Holders
from turnup.statistics.models import (
    AccountedSession,
    DayOfCounting,
    Exporter,
    TrafficDay,
    TrafficHour,
    UnknownTraffic,
)

KNOWN = """
SELECT s.* FROM statistics_accountedsession s
  JOIN unnest(%s::inet[], %s::text[], %s::text[]) AS k (nas, session_id, login)
 USING (nas, session_id, login)"""
BLOCKS = """
SELECT b.prefix, greatest(b.since, s.activated_at), least(b.until, s.ended_at), s.id
  FROM installation_blockassignment b JOIN activation_service s ON s.order_id = b.order_id
 WHERE tstzrange(b.since, b.until) && tstzrange(s.activated_at, s.ended_at)"""
DAYS_OF_MONTH = """
SELECT day, source, input, output FROM statistics_trafficday
 WHERE service_id = %s AND day >= %s AND day < %s ORDER BY day"""


@dataclass(frozen=True, slots=True)
class Amount:
    """What was sent and received, octets."""

    sent: int = 0
    received: int = 0


class Owners:
    """Whose a login was at a moment."""

    def __init__(self, rows: Iterable[tuple[str, int, datetime, datetime | None]]):
        self.spans: dict[str, list[tuple[datetime, datetime | None, int]]] = {}
        for login, service_id, since, until in rows:
            self.spans.setdefault(login, []).append((since, until, service_id))

    def owner(self, key: str, at: datetime) -> int | None:
        """Give the service that held the login (or address) at the moment, or None.

        A minute's grace: clocks differ, and a session begins as its service does.
        """
        grace = timedelta(minutes=1)
        for since, until, service_id in self.spans.get(key, ()):
            if since - grace <= at and (until is None or at < until):
                return service_id
        return None


def counters_of(
    keys: Collection[tuple[str, str, str]],
) -> dict[tuple[str, str, str], AccountedSession]:
    """Return what is known of these sessions."""
    if not keys:
        return {}
    columns = [list(column) for column in zip(*keys, strict=True)]
    rows = AccountedSession.objects.raw(KNOWN, columns)
    return {(str(row.nas), row.session_id, row.login): row for row in rows}


def owners_of(logins: Collection[str]) -> Owners:
    """Return whose these logins were, and when."""
    rows = Service.objects.filter(login__in=logins)
    return Owners(rows.values_list("login", "id", "activated_at", "ended_at"))


def holders_of_addresses() -> Holders:
    """Return whose service each address was, and when; and the networks of the address plan."""
    holders = Holders()
    rows = Service.objects.values_list("ip_address", "activated_at", "ended_at", "id")
    for row in rows.iterator():
        holders.add(*row)
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS)
        for row in cursor.fetchall():
            holders.add(*row)
    for network in AddressPool.objects.values_list("network", flat=True):
        holders.add_ours(network)
    return holders


def first_of_next(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def days_of(service_id: int, month: date) -> dict[date, Amount]:
    """Return what a service sent and received on each day of a month that had traffic.

    A day that accounting counted is accounting's; NetFlow counts the others, so that a line
    watched by both is not counted twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(DAYS_OF_MONTH, [service_id, month, first_of_next(month)])
        found: dict[date, Amount] = {}
        for day, source, sent, received in cursor.fetchall():
            if day not in found or source == "radius":
                found[day] = Amount(sent, received)
    return found


def hours_of(service_id: int, since: datetime, until: datetime) -> list[TrafficHour]:
    """Return what was counted of a service by hour and source, `until` excluded."""
    rows = TrafficHour.objects.filter(service_id=service_id, hour__gte=since, hour__lt=until)
    return list(rows.order_by("hour", "source"))


def month_total(service_id: int, month: date) -> Amount:
    """Return what a service sent and received in a month: what a bill by volume rests on."""
    days = days_of(service_id, month).values()
    return Amount(sum(day.sent for day in days), sum(day.received for day in days))


def totals_of(service_ids: Collection[int], month: date) -> dict[int, Amount]:
    """Return the month's totals of several services; those without traffic are left out."""
    rows = TrafficDay.objects.filter(
        service_id__in=service_ids, day__gte=month, day__lt=first_of_next(month)
    )
    by_day: dict[tuple[int, date], Amount] = {}
    for service_id, day, source, sent, got in rows.values_list(
        "service_id", "day", "source", "input", "output"
    ):
        if (service_id, day) not in by_day or source == "radius":
            by_day[(service_id, day)] = Amount(sent, got)
    found: dict[int, Amount] = {}
    for (service_id, _day), one in by_day.items():
        before = found.get(service_id, Amount())
        found[service_id] = Amount(before.sent + one.sent, before.received + one.received)
    return found


def months_counted(service_id: int) -> list[date]:
    """Return the months in which a service had traffic, the latest first."""
    days = TrafficDay.objects.filter(service_id=service_id).values_list("day", flat=True)
    return sorted({day.replace(day=1) for day in days}, reverse=True)


def sessions_of(service_id: int, count: int = 20) -> list[AccountedSession]:
    """Return a service's latest sessions."""
    rows = AccountedSession.objects.filter(service_id=service_id)
    return list(rows.order_by("-began_at")[:count])


def of_nobody(since: date) -> list[UnknownTraffic]:
    """Return the traffic of no service since a day, the most first."""
    rows = UnknownTraffic.objects.filter(day__gte=since)
    return list(rows.order_by("-day", "-output")[:200])


def verdicts(since: date) -> list[Mapping[str, Any]]:
    """Return how many packets had which verdict since a day."""
    rows = DayOfCounting.objects.filter(day__gte=since).values("source", "verdict")
    return list(rows.annotate(packets=Sum("packets")).order_by("source", "-packets"))


def unconfirmed(service_ids: Collection[int]) -> list[Service]:
    """Return those of these services whose counting is not confirmed yet."""
    rows = Service.objects.filter(Q(id__in=service_ids), ended_at=None, confirmations=None)
    return list(rows)


def first_counted(service_id: int) -> datetime | None:
    """Return the first hour in which a service had traffic."""
    rows = TrafficHour.objects.filter(service_id=service_id).order_by("hour")
    return rows.values_list("hour", flat=True).first()


def exporters() -> list[Exporter]:
    """Return the routers that send flows, the last heard first."""
    return list(Exporter.objects.order_by("-heard_at")[:200])
