"""FreeRADIUS on a throw-away database, and an access server that answers CoA."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from pyrad.packet import CoAACK, CoANAK, DisconnectACK, DisconnectNAK
from pyrad.server import RemoteHost, Server, ServerPacketError

from turnup.activation.access_server import dictionary
from turnup.activation.freeradius import Client, last_words, start_freeradius
from turnup.activation.radius_tables import make_tables
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


@dataclass(frozen=True)
class FreeRadius:
    """FreeRADIUS that runs on the loopback, and its database."""

    url: str
    auth_port: int
    acct_port: int

    def ask(self, login: str, password: str, **more: str) -> tuple[str, str]:
        """Send an Access-Request by radclient; give the answer's code and all that was printed."""
        lines = [
            f'User-Name = "{login}"',
            f'User-Password = "{password}"',
            "Message-Authenticator = 0x00",
        ]
        lines += [f"{name.replace('_', '-')} = {value}" for name, value in more.items()]
        return self._send(self.auth_port, "auth", "\n".join(lines))

    def account(self, kind: str, **said: object) -> str:
        """Send an Accounting-Request by radclient; give the answer's code."""
        told = {
            "Acct-Session-Id": "81c00017",
            "NAS-IP-Address": "127.0.0.1",
            **{name.replace("_", "-"): value for name, value in said.items()},
        }
        lines = [
            f"Acct-Status-Type = {kind}",
            *(f"{name} = {value}" for name, value in told.items()),
        ]
        return self._send(self.acct_port, "acct", "\n".join(lines))[0]

    def packets(self) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as database:
            return database.execute(
                "SELECT kind, username, session_seconds, input_octets, output_octets, wide"
                " FROM acctpacket ORDER BY id"
            ).fetchall()

    def _send(self, port: int, kind: str, lines: str, patience: str = "10") -> tuple[str, str]:
        done = subprocess.run(
            ["radclient", "-x", "-r", "1", "-t", patience, f"127.0.0.1:{port}", kind, SECRET],
            input=lines,
            capture_output=True,
            text=True,
            check=False,
        )
        received = re.findall(r"Received (\S+)", done.stdout)
        return (received[-1] if received else "nothing", done.stdout + done.stderr)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_freeradius(url: str, run: Path) -> Iterator[FreeRadius]:
    """Have FreeRADIUS run on the database for the length of the block."""
    make_tables(url)
    box = FreeRadius(url, free_port(), free_port())
    child = start_freeradius(
        run=run,
        database_url=url,
        auth_port=box.auth_port,
        acct_port=box.acct_port,
        clients=[Client("box", "127.0.0.1", SECRET)],
    )
    try:
        for _ in range(100):
            if child.poll() is not None:
                raise AssertionError(last_words(run))
            if "Ready to process requests" in last_words(run):
                break
            time.sleep(0.1)
        yield box
    finally:
        child.terminate()
        child.wait(10)
