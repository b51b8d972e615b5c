"""FreeRADIUS's tables in a throw-away database, and an access server that answers CoA."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from pyrad.packet import CoAACK, CoANAK, DisconnectACK, DisconnectNAK
from pyrad.server import RemoteHost, Server, ServerPacketError

from turnup.activation.access_server import dictionary
from turnup.postgres.place import OWNER, Place

SECRET = "kaluga-test-secret"


def radius_database(postgres: Place, name: str = "radius") -> str:
    """Make an empty database for RADIUS, one a worker; give its address."""
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(postgres.url(OWNER, "postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    return postgres.url(OWNER, name)


def said(url: str, table: str = "radreply") -> list[tuple[str, str, str]]:
    with psycopg.connect(url) as database:
        return database.execute(
            f"SELECT username, attribute, value FROM {table} ORDER BY username, attribute, value"
        ).fetchall()


class AccessServerAtHand(Server):
    """An access server on the loopback: keeps what it was asked, answers as told."""

    def __init__(self, *, takes_coa: bool = True, takes_disconnect: bool = True, cause: int = 0):
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.takes_coa, self.takes_disconnect, self.cause = takes_coa, takes_disconnect, cause
        super().__init__(
            addresses=["127.0.0.1"],
            hosts={"127.0.0.1": RemoteHost("127.0.0.1", SECRET.encode(), "box")},
            dict=dictionary(),
            auth_enabled=False,
            acct_enabled=False,
            coa_enabled=True,
            coaport=0,
        )

    @property
    def port(self) -> int:
        return self.coafds[0].getsockname()[1]

    def HandleCoaPacket(self, pkt: Any) -> None:  # noqa: N802 - pyrad's name
        self._answer("coa", pkt, CoAACK if self.takes_coa else CoANAK)

    def HandleDisconnectPacket(self, pkt: Any) -> None:  # noqa: N802 - pyrad's name
        self._answer("disconnect", pkt, DisconnectACK if self.takes_disconnect else DisconnectNAK)

    def _answer(self, kind: str, pkt: Any, code: int) -> None:
        if not pkt.verify_message_authenticator():
            raise ServerPacketError("no valid Message-Authenticator")
        asked = {name: pkt[name][0] for name in pkt.keys()}  # noqa: SIM118 - a packet is no dict
        self.asked.append((kind, asked))
        answer = self.CreateReplyPacket(pkt)
        answer.code = code
        if self.cause:
            answer.AddAttribute("Error-Cause", self.cause)
        self.SendReplyPacket(pkt.fd, answer)


@contextmanager
def access_server(**how: Any) -> Iterator[AccessServerAtHand]:
    """Have an access server answer for the length of the block."""
    box = AccessServerAtHand(**how)
    threading.Thread(target=box.Run, daemon=True).start()
    yield box
