"""What must be done before the web server starts: tables brought up to date, static files laid out.

`turnup serve` runs this module as a process of its own, as the owner of the tables, so that
the server's processes never hold the owner's rights.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from turnup import environment
from turnup.postgres.roles import grant_application
from turnup.serving.queries import missing_migrations
from turnup.serving.quick_states import draw_what_changes

# Any number does, as long as every Turnup uses the same.
_MIGRATION_LOCK = 0x7475726E


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Run the migrations that are missing; a second process waits, then finds nothing to do."""
    owner_url = environment.read("TURNUP_OWNER_DATABASE_URL") or environment.read("DATABASE_URL")
    with _one_at_a_time(owner_url):
        grant_application(owner_url, settings.APPLICATION_ROLE)
        if verbosity or missing_migrations():
            draw_what_changes()
            call_command("migrate", interactive=False, verbosity=verbosity)
    connection.close()


def collect_static() -> None:
    """Lay out static files under hashed names, compressed; only when they changed."""
    stamp = settings.DATA / "static.stamp"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    hashed = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": hashed}
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Return a hash over names, sizes and times of all static files of the program."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            total.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return total.hexdigest()


@contextmanager
def _one_at_a_time(owner_url: str) -> Iterator[None]:
    """Hold the database's migration lock; the server lets go of it when the connection ends."""
    with psycopg.connect(owner_url, autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        yield


if __name__ == "__main__":
    import django

    django.setup()
    bring_up_to_date()
    collect_static()
