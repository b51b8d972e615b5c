"""What DIR/postgres.json keeps: where the embedded server's data lies, its port, its passwords."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from turnup.environment import read
from turnup.postgres.account import account_for
from turnup.postgres.address import address
from turnup.postgres.binaries import shared_place
from turnup.postgres.faults import DatabaseFault

DATABASE, RADIUS = "turnup", "radius"
SUPERUSER, OWNER, APPLICATION = "postgres", "turnup_owner", "turnup"

# A socket's path must fit into 107 bytes; the name takes `/.s.PGSQL.65535`.
_LONGEST_SOCKET_FOLDER = 90


@dataclass(frozen=True)
class Place:
    """One embedded server's lasting facts; the record is readable by its owner only."""

    data: Path
    name: str
    elsewhere: str
    port: int
    superuser_password: str
    owner_password: str
    application_password: str

    @property
    def folder(self) -> Path:
        """Return PostgreSQL's data folder; inside DIR unless the server cannot reach that."""
        return Path(self.elsewhere) if self.elsewhere else self.data / "postgres"

    @property
    def host(self) -> str:
        """Return the socket's folder or, where its path would be too long, the loopback."""
        folder = str(self.folder)
        return folder if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER else "127.0.0.1"

    def url(self, user: str, database: str = DATABASE) -> str:
        """Return the address of a database for one of the three users."""
        passwords = {
            SUPERUSER: self.superuser_password,
            OWNER: self.owner_password,
            APPLICATION: self.application_password,
        }
        return address(
            user=user,
            password=passwords[user],
            database=database,
            host=self.host,
            port=self.port,
        )

    def environment(self) -> dict[str, str]:
        """Return the variables by which the program finds this database.

        RADIUS's database lies beside it, unless one was set.
        """
        return {
            "DATABASE_URL": self.url(APPLICATION),
            "TURNUP_OWNER_DATABASE_URL": self.url(OWNER),
            "TURNUP_RADIUS_DATABASE_URL": read("TURNUP_RADIUS_DATABASE_URL")
            or self.url(APPLICATION, RADIUS),
        }

    def on_port(self, port: int) -> "Place":
        """Return the same place on another port, recorded."""
        place = replace(self, port=port)
        place.save()
        return place

    def save(self) -> None:
        """Write the record, whole or not at all."""
        facts = {key: value for key, value in asdict(self).items() if key != "data"}
        draft = record_path(self.data).with_suffix(f".{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(json.dumps(facts, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(record_path(self.data))


def record_path(data: Path) -> Path:
    """Return where the record of a data folder lies."""
    return data / "postgres.json"


def kept_place(data: Path) -> Place | None:
    """Return the recorded place; None when the data folder never had a server."""
    path = record_path(data)
    if not path.exists():
        return None
    try:
        return Place(data=data, **json.loads(path.read_text()))
    except PermissionError:
        raise DatabaseFault(f"{path} may be read by its owner only: run as that user.") from None
    except (ValueError, TypeError) as fault:
        raise DatabaseFault(f"{path} is damaged ({fault}); restore it from a backup.") from None


def new_place(data: Path) -> Place:
    """Choose and record a place for a server that does not exist yet."""
    name = f"turnup-{secrets.token_hex(4)}"
    inside = data / "postgres"
    if inside.exists() and any(inside.iterdir()):
        raise DatabaseFault(
            f"{inside} holds a database whose passwords are lost: {record_path(data)} is missing. "
            "Restore that file, or move the folder away to begin anew."
        )
    reachable = account_for(inside).reaches(data)
    place = Place(
        data=data,
        name=name,
        elsewhere="" if reachable else str(shared_place() / name),
        port=0,
        superuser_password=secrets.token_urlsafe(24),
        owner_password=secrets.token_urlsafe(24),
        application_password=secrets.token_urlsafe(24),
    )
    place.save()
    return place
