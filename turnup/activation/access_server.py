"""Dynamic authorization (RFC 5176): telling an access server to change or cut a session."""

import time
from collections.abc import Mapping
from pathlib import Path

from pyrad.client import Client, Timeout
from pyrad.dictionary import Dictionary
from pyrad.packet import CoAACK, DisconnectACK, DisconnectRequest, Packet

PATIENCE, TRIES = 2, 2  # seconds for an answer, and how often it is asked within one job
QUIET = 10.0  # seconds that a server which did not answer is let be: others wait their turn
SESSION_GONE = 503  # Error-Cause, RFC 5176, 3.5: Session Context Not Found
_quiet: dict[str, float] = {}  # until when (monotonic) a server of this address is let be


class NotAnswered(Exception):
    """The access server did not answer, or refused."""


def tell_server(
    *,
    address: str,
    port: int,
    secret: str,
    login: str,
    session_id: str,
    changes: Mapping[str, str] | None,
) -> str:
    """Change a session by CoA or, where `changes` is None or the server refuses, cut it.

    Gives `changed`, `cut` or `gone`. Raises NotAnswered when the server is silent, was so a
    moment ago, or will not.
    """
    if time.monotonic() < _quiet.get(address, 0.0):
        raise NotAnswered(f"{address} did not answer a moment ago")
    client = Client(server=address, coaport=port, secret=secret.encode(), dict=dictionary())
    client.timeout, client.retries = PATIENCE, TRIES
    whom = {"User_Name": login, "Acct_Session_Id": session_id}
    if changes:
        said = {name.replace("-", "_"): value for name, value in changes.items()}
        if _sent(client, client.CreateCoAPacket(**whom, **said)).code == CoAACK:
            return "changed"
    answer = _sent(client, client.CreateCoAPacket(code=DisconnectRequest, **whom))
    if answer.code == DisconnectACK:
        return "cut"
    cause = answer["Error-Cause"][0] if "Error-Cause" in answer else 0
    if cause == SESSION_GONE:
        return "gone"
    raise NotAnswered(f"{address} refuses to cut {session_id}: Error-Cause {cause}")


def dictionary() -> Dictionary:
    """Read the attributes that these requests and their answers use."""
    return Dictionary(str(Path(__file__).with_name("dictionary")))


def _sent(client: Client, packet: Packet) -> Packet:
    packet.add_message_authenticator()
    try:
        return client.SendPacket(packet)
    except (Timeout, OSError) as fault:
        _quiet[client.server] = time.monotonic() + QUIET
        raise NotAnswered(f"{client.server} does not answer: {fault}") from fault
