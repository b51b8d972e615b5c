"""Every environment variable Turnup reads, in one list; `turnup settings` prints it.

Nothing else in the program reads `os.environ` for settings, so the list is complete by
construction. No Django here: the command line reads it before Django is set up.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


class SettingError(Exception):
    """A variable holds what cannot be read; the text names it and says what would do."""


def text(raw: str) -> str:
    """Take the value as it stands."""
    return raw


def flag(raw: str) -> bool:
    """Read yes or no, in the usual spellings."""
    words = {"1": True, "yes": True, "true": True, "on": True}
    words |= {"0": False, "no": False, "false": False, "off": False, "": False}
    if raw.strip().lower() not in words:
        raise ValueError("say yes or no")
    return words[raw.strip().lower()]


def count(raw: str) -> int:
    """Read a whole number from one upwards."""
    if not raw.strip().isdecimal() or int(raw) < 1:
        raise ValueError("say a whole number, at least 1")
    return int(raw)


def amount(raw: str) -> int:
    """Read a whole number, nought included."""
    if not raw.strip().isdecimal():
        raise ValueError("say a whole number")
    return int(raw)


def words(raw: str) -> list[str]:
    """Read words divided by commas."""
    return [word.strip() for word in raw.split(",") if word.strip()]


def folder(raw: str) -> Path:
    """Read a folder's path; relative to where the command was called."""
    return Path(raw).expanduser().absolute()


def zone(raw: str) -> str:
    """Read the name of a time zone, such as Europe/Moscow."""
    try:
        ZoneInfo(raw)
    except (KeyError, ValueError, OSError):
        raise ValueError("say a time zone's name, such as Europe/Moscow") from None
    return raw


def choice(*allowed: str) -> Callable[[str], str]:
    """Make a reader that takes one of the words given."""

    def read_choice(raw: str) -> str:
        if raw not in allowed:
            raise ValueError("say one of " + ", ".join(allowed))
        return raw

    return read_choice


def url(*schemes: str) -> Callable[[str], str]:
    """Make a reader that takes an address with one of the schemes given."""

    def read_url(raw: str) -> str:
        if raw and urlsplit(raw).scheme not in schemes:
            raise ValueError("say an address that begins with " + " or ".join(schemes) + "://")
        return raw.rstrip("/") if "http" in schemes else raw

    return read_url


def tiles(raw: str) -> str:
    """Take the address of a tile server, or nothing."""
    parts = urlsplit(raw)
    if raw and (parts.scheme not in ("http", "https") or not parts.hostname or "{z}" not in raw):
        raise ValueError("give https://host/{z}/{x}/{y}.png")
    return raw


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what it means, its default and how it is read."""

    name: str
    meaning: str
    default: str
    read: Callable[[str], Any] = text
    secret: bool = False

    def value(self, environ: Mapping[str, str] | None = None) -> Any:
        """Read it from the environment; raise SettingError when it cannot be read."""
        raw = (os.environ if environ is None else environ).get(self.name, self.default)
        try:
            return self.read(raw)
        except ValueError as fault:
            raise SettingError(f"{self.name}={self.shown(environ)}: {fault}") from None

    def shown(self, environ: Mapping[str, str] | None = None) -> str:
        """Return the current value fit for a screen: secrets and passwords are masked."""
        raw = (os.environ if environ is None else environ).get(self.name, self.default)
        if self.secret and raw:
            return "***"
        return re.sub(r"(://[^:/@]*):.*@", r"\1:***@", raw)


POSTGRES = url("postgres", "postgresql")

VARIABLES = (
    Variable("DATABASE_URL", "PostgreSQL to use instead of the embedded one", "", POSTGRES),
    Variable(
        "TURNUP_OWNER_DATABASE_URL",
        "the same database as the user that owns the tables; migrations run as it",
        "",
        POSTGRES,
    ),
    Variable(
        "TURNUP_DATABASE_AS",
        "application, or owner for the process that migrates",
        "application",
        choice("application", "owner"),
    ),
    Variable("TURNUP_DATA", "data folder: database, files, secrets, pids", "./data", folder),
    Variable("TURNUP_PRODUCTION", "yes: demands a secret key, refuses the demo", "no", flag),
    Variable("TURNUP_DEBUG", "yes: error pages show the program's inside", "no", flag),
    Variable(
        "TURNUP_PUBLIC_URL",
        "address at which people reach Turnup; https makes cookies secure",
        "http://localhost:8000",
        url("http", "https"),
    ),
    Variable(
        "TURNUP_MAP_TILES",
        "tile server of maps, as https://host/{z}/{x}/{y}.png; without it maps are plain grids",
        "",
        tiles,
    ),
    Variable("TURNUP_MAP_CREDIT", "whose tiles they are, shown on the map", ""),
    Variable("TURNUP_ALLOWED_HOSTS", "further host names, divided by commas", "", words),
    Variable("TURNUP_HOST", "address the web server listens on", "127.0.0.1"),
    Variable("TURNUP_PORT", "port the web server listens on", "8000", count),
    Variable(
        "TURNUP_BEHIND_PROXY",
        "yes: trust X-Forwarded-For and X-Forwarded-Proto of the proxy in front",
        "no",
        flag,
    ),
    Variable(
        "TURNUP_SECRET_KEY",
        "signs sessions; made and kept in the data folder outside production",
        "",
        secret=True,
    ),
    Variable(
        "TURNUP_LANGUAGE", "language of whoever chose none: ru or en", "ru", choice("ru", "en")
    ),
    Variable("TURNUP_TIME_ZONE", "the office's time zone", "Europe/Moscow", zone),
    Variable(
        "TURNUP_SMTP_URL",
        "mail server, smtp[s]://user:password@host:port",
        "",
        url("smtp", "smtps"),
    ),
    Variable(
        "TURNUP_STATEMENTS_DIR",
        "folder whose bank statements are imported every minute, then moved to done or failed",
        "",
    ),
    Variable("TURNUP_RADIUS_DATABASE_URL", "FreeRADIUS's PostgreSQL database", "", POSTGRES),
    Variable(
        "TURNUP_TRAFFIC_HOURS_MONTHS", "how many past months keep traffic by hour", "13", count
    ),
    Variable("TURNUP_TRAFFIC_DAYS_MONTHS", "how many past months keep it by day", "40", count),
    Variable(
        "TURNUP_RADIUS_VENDOR",
        "whose attributes limit speed and redirect: mikrotik, cisco or accel",
        "mikrotik",
        choice("mikrotik", "cisco", "accel"),
    ),
    Variable(
        "TURNUP_RADIUS_QUARANTINE",
        "address list, service or pool on the access servers that redirects the suspended",
        "suspended",
    ),
    Variable(
        "TURNUP_SEAL_FILE",
        "PKCS#12 file of the certificate that seals signed papers; outside production one is made",
        "",
    ),
    Variable("TURNUP_SEAL_PASSPHRASE", "passphrase of that file", "", secret=True),
    Variable(
        "TURNUP_DATABASE_POOL",
        "connections each process may keep open; `serve` gives its web processes one per thread",
        "0",
        amount,
    ),
    Variable("TURNUP_WEB_PROCESSES", "web server processes", "2", count),
    Variable("TURNUP_WEB_THREADS", "threads in each web server process", "8", count),
    Variable("TURNUP_WORKER_JOBS", "jobs the worker runs at the same time", "4", count),
    Variable("TURNUP_DRAIN_SECONDS", "how long a stop waits for work in hand", "30", count),
    Variable("TURNUP_BODY_LIMIT", "largest request body, bytes", "5242880", count),
    Variable("TURNUP_SIGN_IN_TRIES", "failed sign-ins before a pause", "10", count),
    Variable("TURNUP_SIGN_IN_PAUSE", "that pause, minutes", "15", count),
    Variable(
        "TURNUP_LOG_LEVEL",
        "least severe message that is logged",
        "INFO",
        choice("DEBUG", "INFO", "WARNING", "ERROR"),
    ),
    Variable(
        "TURNUP_LOG_FORMAT", "text for people, json for machines", "text", choice("text", "json")
    ),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}


def read(name: str) -> Any:
    """Read one variable of the list; raise SettingError when its value cannot be read."""
    return _BY_NAME[name].value()
