"""What the statistics server writes. The only writers of this room."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DataError, connection, transaction

from turnup.statistics.counters import Counters, Packet, Step, by_hour, step
from turnup.statistics.exporters import Heard
from turnup.statistics.models import AccountedSession, Source, UnknownTraffic
from turnup.statistics.queries import counters_of, owners_of
from turnup.statistics.tally import Tally

HOURS = """
INSERT INTO statistics_traffichour (service_id, hour, source, input, output)
SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::bigint[], %s::bigint[])
    ON CONFLICT (service_id, hour, source) DO UPDATE
   SET input = statistics_traffichour.input + EXCLUDED.input,
       output = statistics_traffichour.output + EXCLUDED.output"""
DAYS = """
INSERT INTO statistics_trafficday (service_id, day, source, input, output)
SELECT * FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::bigint[], %s::bigint[])
    ON CONFLICT (service_id, day, source) DO UPDATE
   SET input = statistics_trafficday.input + EXCLUDED.input,
       output = statistics_trafficday.output + EXCLUDED.output"""
UNKNOWN = """
INSERT INTO statistics_unknowntraffic (day, whose, source, input, output)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::bigint[], %s::bigint[])
    ON CONFLICT (day, source, whose) DO UPDATE
   SET input = statistics_unknowntraffic.input + EXCLUDED.input,
       output = statistics_unknowntraffic.output + EXCLUDED.output"""
VERDICTS = """
INSERT INTO statistics_dayofcounting (day, verdict, source, packets)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::bigint[])
    ON CONFLICT (day, source, verdict) DO UPDATE
   SET packets = statistics_dayofcounting.packets + EXCLUDED.packets"""
SESSIONS = """
INSERT INTO statistics_accountedsession (nas, session_id, login, service_id, framed_ip, began_at,
       counted_at, seconds, input, output, wide, stopped_at, cause)
SELECT * FROM unnest(%s::inet[], %s::text[], %s::text[], %s::bigint[], %s::inet[],
       %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::numeric[], %s::numeric[],
       %s::boolean[], %s::timestamptz[], %s::text[])
    ON CONFLICT (nas, session_id, login) DO UPDATE
   SET service_id = EXCLUDED.service_id, began_at = EXCLUDED.began_at,
       framed_ip = coalesce(EXCLUDED.framed_ip, statistics_accountedsession.framed_ip),
       counted_at = EXCLUDED.counted_at, seconds = EXCLUDED.seconds, input = EXCLUDED.input,
       output = EXCLUDED.output, wide = EXCLUDED.wide, stopped_at = EXCLUDED.stopped_at,
       cause = EXCLUDED.cause"""
EXPORTERS = """
INSERT INTO statistics_exporter (first_heard_at, heard_at, address, domain, version, datagrams,
       flows, lost, sampling)
SELECT %s::timestamptz, %s::timestamptz, * FROM unnest(%s::inet[], %s::bigint[], %s::smallint[],
       %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
    ON CONFLICT (address, domain, version) DO UPDATE
   SET heard_at = EXCLUDED.heard_at,
       datagrams = statistics_exporter.datagrams + EXCLUDED.datagrams,
       flows = statistics_exporter.flows + EXCLUDED.flows,
       lost = statistics_exporter.lost + EXCLUDED.lost, sampling = EXCLUDED.sampling"""
REBOOT = "NAS-Reboot"  # as RADIUS's own dictionary names that cause
WORKERS_LOCK = 0x636F756E  # two counters of accounting would both add the same step


@transaction.atomic
def count_packets(*, packets: Sequence[Packet]) -> list[int]:
    """Count a batch of accounting packets; give the services that had traffic, by id.

    The same packets again add nothing, so a caller that died may bring them anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORKERS_LOCK])
    tally = Tally(Source.RADIUS, _zone())
    sessions = _Sessions(packets)
    for packet in packets:
        if packet.kind in ("Accounting-On", "Accounting-Off"):
            sessions.end_all(packet)
        if packet.kind not in ("Start", "Interim-Update", "Stop"):
            continue
        done = sessions.take(packet)
        tally.note(done.verdict, packet.received_at)
        if packet.clock_is_off:
            tally.note("clock_off", packet.received_at)
        _add(tally, sessions.service(packet), packet, done)
    write_tally(tally=tally)
    sessions.write()
    return sorted({service_id for service_id, _hour in tally.hours})


def _add(tally: Tally, service_id: int | None, packet: Packet, done: Step) -> None:
    if done.since is None or not (done.input or done.output):
        return
    if service_id is None:
        tally.note("unknown", packet.received_at)
    whose = packet.login or packet.framed_ip or ""
    for hour, sent in by_hour(done.since, done.after.at, done.input):
        tally.add(service_id, whose, hour, sent, 0)
    for hour, got in by_hour(done.since, done.after.at, done.output):
        tally.add(service_id, whose, hour, 0, got)


class _Sessions:
    """The sessions of one batch: what was known of them, and what is after it."""

    def __init__(self, packets: Sequence[Packet]):
        self.known = counters_of({packet.key for packet in packets})
        self.owners = owners_of({packet.login for packet in packets})
        self.rows: dict[tuple[str, str, str], AccountedSession] = {}

    def take(self, packet: Packet) -> Step:
        """Have the packet move its session's counters."""
        row = self.known.get(packet.key)
        done = step(_counters(row), packet)
        if row is None or done.verdict == "restarted":
            row = self._begun(packet, row)
        _put(row, done.after, packet)
        self.known[packet.key] = self.rows[packet.key] = row
        return done

    def end_all(self, packet: Packet) -> None:
        """End the sessions of an access server that starts or stops."""
        told = {"nas": packet.nas, "stopped_at": None, "counted_at__lte": packet.moment}
        AccountedSession.objects.filter(**told).update(stopped_at=packet.moment, cause=REBOOT)
        for row in self.known.values():
            ours = str(row.nas) == packet.nas and row.counted_at <= packet.moment
            if ours and row.stopped_at is None:
                row.stopped_at, row.cause = packet.moment, REBOOT

    def service(self, packet: Packet) -> int | None:
        """Give whose the session is."""
        return self.known[packet.key].service_id

    def write(self) -> None:
        """Write every session that moved."""
        names = ("nas", "session_id", "login", "service_id", "framed_ip", "began_at", "counted_at",
                 "seconds", "input", "output", "wide", "stopped_at", "cause")  # fmt: skip
        if self.rows:
            rows = self.rows.values()
            _execute(SESSIONS, [[getattr(row, name) for row in rows] for name in names])

    def _begun(self, packet: Packet, before: AccountedSession | None) -> AccountedSession:
        return AccountedSession(
            nas=packet.nas,
            session_id=packet.session_id,
            login=packet.login,
            began_at=packet.moment,
            service_id=self.owners.owner(packet.login, packet.moment)
            or (before.service_id if before else None)
            or self.owners.owner(packet.login, packet.received_at),  # a clock that is behind
        )


def _counters(row: AccountedSession | None) -> Counters | None:
    if row is None:
        return None
    stopped = row.stopped_at is not None
    return Counters(row.counted_at, row.seconds, int(row.input), int(row.output), row.wide, stopped)


def _put(row: AccountedSession, after: Counters, packet: Packet) -> None:
    row.counted_at, row.seconds, row.wide = after.at, after.seconds, after.wide
    row.input, row.output = after.input, after.output
    row.framed_ip = packet.framed_ip or row.framed_ip
    row.stopped_at = (row.stopped_at or after.at) if after.stopped else None
    row.cause = packet.cause[:60] if after.stopped and packet.kind == "Stop" else row.cause


def count_what_can_be(*, packets: Sequence[Packet]) -> list[int]:
    """Count a batch as `count_packets` does; a packet the database refuses stops no other.

    What it refuses are counters that no column holds: they are noted as unreadable.
    """
    try:
        return count_packets(packets=packets)
    except DataError:
        if len(packets) > 1:
            half = len(packets) // 2
            active = count_what_can_be(packets=packets[:half])
            return sorted({*active, *count_what_can_be(packets=packets[half:])})
    tally = Tally(Source.RADIUS, _zone())
    tally.note("unreadable", packets[0].received_at)
    write_tally(tally=tally)
    return []


@transaction.atomic
def count_flows(
    *, tally: Tally, heard: Sequence[Heard] = (), at: datetime | None = None
) -> list[int]:
    """Write a batch of flows that were attributed, and who sent them at which moment.

    Gives the services that had traffic, by id.
    """
    write_tally(tally=tally)
    if heard:
        columns = [list(column) for column in zip(*(one.row for one in heard), strict=True)]
        _execute(EXPORTERS, [at, at, *columns])
    return sorted({service_id for service_id, _hour in tally.hours})


def write_tally(*, tally: Tally) -> None:
    """Add a batch's sums to what was counted before, in the caller's transaction."""
    keep_partitions(moments=[hour for _service, hour in tally.hours])
    sums: list[tuple[str, dict[Any, list[int]]]]
    sums = [(HOURS, tally.hours), (DAYS, tally.days()), (UNKNOWN, tally.unknown)]
    for sql, rows in sums:
        if rows:
            first, second = zip(*sorted(rows), strict=True)  # one order of locks for all writers
            sent, got = zip(*(rows[key] for key in sorted(rows)), strict=True)
            sources = [tally.source] * len(first)
            _execute(sql, [list(first), list(second), sources, list(sent), list(got)])
    if tally.verdicts:
        days, verdicts = zip(*sorted(tally.verdicts), strict=True)
        counts = [tally.verdicts[key] for key in sorted(tally.verdicts)]
        sources = [tally.source] * len(days)
        _execute(VERDICTS, [list(days), list(verdicts), sources, counts])


def keep_partitions(*, moments: Iterable[datetime]) -> None:
    """Make the partitions that these moments need, where they are missing."""
    months = {moment.date().replace(day=1) for moment in moments}
    with connection.cursor() as cursor:
        for month in sorted(months):
            cursor.execute("SELECT statistics_keep_partition(%s)", [month])


def drop_partitions(*, hours_before: date, days_before: date) -> list[str]:
    """Drop the partitions of months that end before these days; give their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM statistics_drop_partitions(%s, %s)", [hours_before, days_before]
        )
        return [row[0] for row in cursor.fetchall()]


def forget_sessions(*, before: date) -> int:
    """Delete sessions last heard of, and traffic of nobody, before a day; count the rows."""
    sessions, _each = AccountedSession.objects.filter(counted_at__date__lt=before).delete()
    nobodys, _each = UnknownTraffic.objects.filter(day__lt=before).delete()
    return sessions + nobodys


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _execute(sql: str, columns: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
