"""FreeRADIUS itself as a child process, with the configuration in `deploy/freeradius/`.

For the workplace, the tests and the benchmarks; a server runs the package's own unit with the
same files (docs/radius.md).
"""

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "freeradius"
LIBRARIES = ("/usr/lib/freeradius", "/usr/lib64/freeradius", "/usr/local/lib")
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class NoFreeRadius(Exception):
    """FreeRADIUS is not installed, or will not start; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Client:
    """An access server as FreeRADIUS knows it."""

    name: str
    address: str
    secret: str

    def stanza(self) -> str:
        """Give its part of clients.conf."""
        name = "".join(char if char.isalnum() else "_" for char in self.name)
        return (
            f"client {name}_{self.address.replace(':', '_')} {{\n"
            f"\tipaddr = {self.address}\n"
            f'\tsecret = "{_quoted(self.secret)}"\n'
            "\trequire_message_authenticator = yes\n"
            "}\n"
        )


def clients_file(clients: Iterable[Client]) -> str:
    """Give clients.conf whole."""
    return "\n".join(client.stanza() for client in clients)


def start_freeradius(
    *,
    run: Path,
    database_url: str,
    auth_port: int,
    acct_port: int,
    clients: Iterable[Client],
    configuration: Path = DEPLOY,
) -> subprocess.Popen[bytes]:
    """Start FreeRADIUS on the loopback, and give its process; it ends with this one.

    `run` takes its pid, log and clients. Raises NoFreeRadius where it is not installed.
    """
    program, library = _program(), _library()
    run.mkdir(parents=True, exist_ok=True)
    with open(
        os.open(run / "clients.conf", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as f:
        f.write(clients_file(clients))
    environ = {
        "PATH": os.defpath,
        "RADIUS_CONF": str(configuration),
        "RADIUS_RUN": str(run),
        **_database(database_url),
        "RADIUS_ADDRESS": "127.0.0.1",
        "RADIUS_AUTH_PORT": str(auth_port),
        "RADIUS_ACCT_PORT": str(acct_port),
        "RADIUS_LIB": library,
    }
    command = [
        program,
        "-f",
        "-d",
        str(configuration),
        "-n",
        "radiusd",
        "-l",
        str(run / "radius.log"),
    ]
    return subprocess.Popen(
        command, env=environ, stdin=subprocess.DEVNULL, preexec_fn=_follow_parent
    )


def last_words(run: Path) -> str:
    """Give the end of its log."""
    log = run / "radius.log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def _program() -> str:
    for name in ("freeradius", "radiusd"):
        if found := shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
            return found
    raise NoFreeRadius(
        "FreeRADIUS is not installed. Debian, Ubuntu: "
        "sudo apt-get install freeradius freeradius-postgresql freeradius-utils"
    )


def _library() -> str:
    for folder in LIBRARIES:
        if (Path(folder) / "rlm_sql_postgresql.so").exists():
            return folder
    raise NoFreeRadius("FreeRADIUS lacks its PostgreSQL module: install freeradius-postgresql")


def _database(url: str) -> dict[str, str]:
    """Give the address as libpq's string; the password apart, for FreeRADIUS logs the string."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    password = str(parts.pop("password", ""))
    return {"RADIUS_DB": make_conninfo(**parts), "PGPASSWORD": password}


def _write_secretly(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _follow_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
