"""The collector: takes flows from a UDP socket and counts them every few seconds."""

import logging
import socket
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from turnup.statistics.actions import count_flows
from turnup.statistics.flows import Holders, tallied
from turnup.statistics.netflow import Decoder, Flows, UnreadableError
from turnup.statistics.queries import holders_of_addresses

log = logging.getLogger(__name__)
RECEIVE_BUFFER = 64 << 20  # bytes the kernel may hold while sums are written
EVERY = 5.0  # seconds between writings
MOST = 500_000  # flows held in memory before they are written
HOLDERS_EVERY = 30.0  # seconds after which the address plan is read again


@dataclass
class Collector:
    """Flows that were read and not written yet, and how the reading went."""

    allowed: Collection[str] = ()
    decoder: Decoder = field(default_factory=Decoder)
    flows: list[Flows] = field(default_factory=list)
    held: int = 0
    unreadable: int = 0
    refused: int = 0
    without_template: int = 0
    _holders: Holders | None = None
    _read_at: float = 0.0

    def take(self, datagram: bytes, exporter: str) -> None:
        """Read a datagram; what cannot be read is counted, and stops nothing."""
        if self.allowed and exporter not in self.allowed:
            self.refused += 1
            return
        try:
            for one in self.decoder.read(datagram, exporter):
                self.flows.append(one)
                self.held += len(one.source)
        except UnreadableError as fault:
            self.unreadable += 1
            log.debug("%s sent what cannot be read: %s", exporter, fault)
        except Exception:  # anybody may send anything: a fault of ours must not end the counting
            self.unreadable += 1
            log.exception("%s sent what the reader stumbled over", exporter)

    def write(self, now: datetime) -> list[int]:
        """Write what is held; give the services that had traffic.

        Raises DatabaseError when the database is away: nothing is lost, the next call writes it.
        """
        waiting = max(0, self.decoder.without_template - self.without_template)
        tally = tallied(self.flows, self._current_holders(), now, ZoneInfo(settings.TIME_ZONE))
        for verdict, count in (("unreadable", self.unreadable), ("no_template", waiting)):
            if count:
                tally.note(verdict, now, count)
        heard = self.decoder.heard()
        if lost := sum(one.lost for one in heard):
            tally.note("lost", now, lost)
        active = count_flows(tally=tally, heard=heard, at=now)
        self.forget()
        return active

    def forget(self) -> None:
        """Begin anew: what is held was written, or can never be."""
        self.flows, self.held, self.unreadable = [], 0, 0
        self.decoder.forget_heard()
        self.without_template = self.decoder.without_template

    def _current_holders(self) -> Holders:
        if self._holders is None or time.monotonic() - self._read_at > HOLDERS_EVERY:
            self._holders, self._read_at = holders_of_addresses(), time.monotonic()
        return self._holders


def listen(host: str, port: int) -> socket.socket:
    """Open the socket, with as large a buffer as the kernel gives. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    for option in (33, socket.SO_RCVBUF):  # SO_RCVBUFFORCE is root's
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, option, RECEIVE_BUFFER)
            break
    sock.bind((host, port))
    sock.settimeout(0.5)
    return sock


def collect(
    sock: socket.socket,
    collector: Collector,
    *,
    ends: Callable[[], bool],
    written: Callable[[list[int]], None],
) -> None:
    """Take datagrams until `ends`; write every few seconds, and at the end."""
    due = time.monotonic() + EVERY
    while not ends():
        with suppress(TimeoutError):
            datagram, sender = sock.recvfrom(65535)
            collector.take(datagram, sender[0])
        if time.monotonic() >= due or collector.held >= MOST:
            _write(collector, written)
            due = time.monotonic() + EVERY
    _write(collector, written)


def _write(collector: Collector, written: Callable[[list[int]], None]) -> None:
    """Write; a database that is away is asked again, while memory lasts."""
    from django.db import DatabaseError, DataError, InterfaceError, connection

    try:
        written(collector.write(datetime.now(UTC)))
    except DataError:  # sums that no column holds are forged, and would be refused for ever
        log.exception("%s flows were dropped: the database refuses their sums", collector.held)
        collector.forget()
    except (DatabaseError, InterfaceError) as fault:
        log.warning("flows cannot be written now: %s", fault)
        connection.close()
        if collector.held > 20 * MOST:
            log.error("%s flows were dropped: the database is away too long", collector.held)
            collector.flows, collector.held = [], 0
