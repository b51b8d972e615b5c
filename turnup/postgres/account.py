"""The account that the server runs under: PostgreSQL refuses to run as root.

An ordinary user runs it himself. Root hands it to the account that owns the data already or,
for new data, to the first account of ACCOUNTS that the machine has.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from turnup.postgres.faults import DatabaseFault

ACCOUNTS = ("turnup", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the machine, by number, with the group it signs in with."""

    uid: int
    gid: int

    @property
    def foreign(self) -> bool:
        """Say whether this process must change its user to become the account."""
        return self.uid != os.geteuid()

    def run(
        self,
        command: Sequence[str | Path],
        *,
        environ: Mapping[str, str],
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, in `/`, and return what it printed.

        A command that the account may not even start ends with code 126, as in a shell.
        """
        try:
            return self._run(command, environ)
        except OSError as fault:
            return subprocess.CompletedProcess([], 126, "", f"{fault.strerror}: {fault.filename}")

    def _run(
        self, command: Sequence[str | Path], environ: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account; the user is changed between fork and exec."""
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=dict(environ),
            check=False,
            user=self.uid if self.foreign else None,
            group=self.gid if self.foreign else None,
            extra_groups=[] if self.foreign else None,
        )

    def reaches(self, folder: Path) -> bool:
        """Say whether the account may go into `folder`, asked as that account."""
        asked = self.run(["test", "-x", folder], environ={"PATH": os.defpath})
        return asked.returncode == 0


def account_for(folder: Path) -> Account:
    """Return the account to run a server on `folder`; raise DatabaseFault when there is none."""
    if os.geteuid() != 0:
        return _self_for(folder)
    if folder.exists() and folder.stat().st_uid != 0:
        return Account(folder.stat().st_uid, folder.stat().st_gid)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise DatabaseFault(
        "PostgreSQL does not run as root, and this machine has none of the accounts "
        f"{', '.join(ACCOUNTS)}. Create one (useradd --system turnup) or set DATABASE_URL."
    )


def _self_for(folder: Path) -> Account:
    """Return the current user's account, which must own the data."""
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise DatabaseFault(
            f"The database in {folder} belongs to user number {folder.stat().st_uid}, and this "
            f"is user number {os.geteuid()}. Run Turnup as that user, as root, or with another "
            "data folder (--data)."
        )
    return Account(os.geteuid(), os.getegid())
