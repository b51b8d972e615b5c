"""What one accounting packet adds to what its session had: pure arithmetic of counters.

A NAS repeats packets that were not answered, sends them late, restarts its sessions under old
names, forgets gigawords, wraps its counters and lives in wrong years. Counters are cumulative, so
whatever is doubtful is left for the next packet to settle, and the same packet twice adds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

NARROW: Final = 1 << 32  # counters without gigawords (RFC 2866) wrap here
WIDE: Final = 1 << 64  # with Acct-*-Gigawords (RFC 2869) here
FASTEST: Final = 50_000_000_000  # bytes a second: 400 Gbit/s, faster than any line we sell
OLDEST: Final = timedelta(days=7)  # a NAS may keep packets so long while it cannot deliver them
SKEW: Final = timedelta(minutes=5)  # and its clock may be ahead by this
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Packet:
    """An accounting packet; octets as 64-bit counters, input from the subscriber.

    `wide`: it had gigawords, so that its counters have 64 bits and not 32.
    """

    kind: str
    event_at: datetime
    received_at: datetime
    session_id: str
    login: str
    nas: str
    framed_ip: str | None
    seconds: int | None
    input: int
    output: int
    wide: bool = False
    cause: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Name the session: servers number theirs each for itself."""
        return self.nas, self.session_id, self.login

    @property
    def clock_is_off(self) -> bool:
        """Tell whether its own moment cannot be believed."""
        return not self.received_at - OLDEST <= self.event_at <= self.received_at + SKEW

    @property
    def moment(self) -> datetime:
        """Give when it happened: by its own clock, or by ours where that is absurd."""
        return self.received_at if self.clock_is_off else min(self.event_at, self.received_at)


@dataclass(frozen=True, slots=True)
class Counters:
    """Where a session's counters stood, and when."""

    at: datetime
    seconds: int
    input: int
    output: int
    wide: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a packet did: the counters after it, the octets it adds, since when, and its verdict.

    Verdicts: counted, duplicate, late, restarted, wrapped, implausible.
    """

    after: Counters
    verdict: str
    input: int = 0
    output: int = 0
    since: datetime | None = None


def step(known: Counters | None, packet: Packet) -> Step:
    """Give what the packet adds to its session."""
    now = _counters(packet)
    if known is None:
        return _from_nought(packet, now, "counted")
    if now.at < known.at or (now.at == known.at and _behind(known, now)):
        return Step(known, "late")
    if packet.kind == "Start":
        return Step(known, "duplicate") if now.at == known.at else Step(now, "restarted")
    if _same(known, now):
        stopped = known.stopped or now.stopped
        return Step(replace(known, at=now.at, stopped=stopped), "duplicate")
    if packet.seconds is not None and _anew(known, now):
        return _from_nought(packet, now, "restarted")
    return _further(known, packet, now)


def _counters(packet: Packet) -> Counters:
    stopped = packet.kind == "Stop"
    seconds = packet.seconds or 0
    return Counters(
        packet.moment, seconds, packet.input % WIDE, packet.output % WIDE, packet.wide, stopped
    )


def _behind(known: Counters, now: Counters) -> bool:
    """Tell of two packets of one moment whether this one is the earlier: no counter wraps so soon.

    Networks change the order of packets that a NAS sends within a second.
    """
    if now.seconds != known.seconds:
        return now.seconds < known.seconds
    return now.input < known.input or now.output < known.output


def _anew(known: Counters, now: Counters) -> bool:
    """Tell whether the session began anew: it is younger, or began after the end of the last."""
    began_at = now.at - timedelta(seconds=now.seconds)
    return now.seconds < known.seconds or (known.stopped and began_at > known.at)


def _same(known: Counters, now: Counters) -> bool:
    told = (now.seconds, now.input, now.output)
    return told == (known.seconds, known.input, known.output)


def _from_nought(packet: Packet, now: Counters, verdict: str) -> Step:
    """Count a session whole of which nothing was known: its Start was lost, or it began anew."""
    since = now.at - timedelta(seconds=min(now.seconds, int(OLDEST.total_seconds())))
    if not _plausible(now.input, now.output, now.at - since):
        return Step(now, "implausible")
    return Step(now, verdict, now.input, now.output, since)


def _further(known: Counters, packet: Packet, now: Counters) -> Step:
    counted = [
        _difference(before, after, known.wide and packet.wide)
        for before, after in ((known.input, now.input), (known.output, now.output))
    ]
    (more_in, wrapped_in), (more_out, wrapped_out) = counted
    passed = max(now.at - known.at, timedelta(seconds=now.seconds - known.seconds))
    if not _plausible(more_in, more_out, passed):
        return Step(now, "implausible")
    verdict = "wrapped" if wrapped_in or wrapped_out else "counted"
    return Step(now, verdict, more_in, more_out, known.at)


def _difference(before: int, after: int, wide: bool) -> tuple[int, bool]:
    """Give how far a counter went, and whether it passed its end."""
    if after >= before:
        return after - before, False
    return (after - before) % (WIDE if wide else NARROW), True


def _plausible(more_in: int, more_out: int, passed: timedelta) -> bool:
    limit = FASTEST * (passed.total_seconds() + 60)
    return max(more_in, more_out) <= limit


def by_hour(since: datetime, until: datetime, octets: int) -> Iterator[tuple[datetime, int]]:
    """Spread octets evenly over the hours from `since` to `until`; the sum stays exact."""
    whole = (until - since).total_seconds()
    hour = since.replace(minute=0, second=0, microsecond=0)
    if whole <= 0 or until <= hour + HOUR:
        yield until.replace(minute=0, second=0, microsecond=0), octets
        return
    given = 0
    while hour < until:
        part = (min(hour + HOUR, until) - since).total_seconds() / whole
        upto = octets if hour + HOUR >= until else int(octets * part)
        if upto > given:
            yield hour, upto - given
        given, hour = upto, hour + HOUR
