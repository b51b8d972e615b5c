"""Run by a test as root: becomes an ordinary user, then lives through a server's life as such.

Everything is imported before, for that user may not reach the Python it runs in.
"""

import encodings.idna  # noqa: F401 - psycopg loads it when it first connects
import os
import pwd
import signal
import sys
from pathlib import Path

import psycopg

from turnup.postgres.account import Account
from turnup.postgres.binaries import install_for
from turnup.postgres.embedded import embedded_postgres
from turnup.postgres.place import APPLICATION
from turnup.postgres.process import postmaster


def become_nobody() -> None:
    """Give up root for good; root sees to it that the programs can be reached."""
    nobody = pwd.getpwnam("nobody")
    install_for(Account(nobody.pw_uid, nobody.pw_gid))
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def live_through(data: Path) -> None:
    """Start, crash, start again, stop."""
    with embedded_postgres(data) as place:
        with psycopg.connect(place.url(APPLICATION)) as connection:
            print("as", os.geteuid(), connection.info.user)
        server = postmaster(place)
        assert server is not None
        assert os.stat(f"/proc/{server}").st_uid == os.geteuid()
        os.kill(server, signal.SIGKILL)
    with embedded_postgres(data) as place:
        psycopg.connect(place.url(APPLICATION)).close()
        print("came back")
    print("running" if postmaster(place) else "stopped")


if __name__ == "__main__":
    become_nobody()
    live_through(Path(sys.argv[1]))
