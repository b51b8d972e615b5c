"""Database addresses: `postgresql://…` taken apart for Django and put together for libpq."""

from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit


def address(*, user: str, password: str, database: str, host: str, port: int) -> str:
    """Put an address together; a `host` that begins with / is a socket's folder."""
    who = f"{quote(user, safe='')}:{quote(password, safe='')}"
    if host.startswith("/"):
        query = urlencode({"host": host, "port": port})
        return f"postgresql://{who}@/{quote(database)}?{query}"
    return f"postgresql://{who}@{host}:{port}/{quote(database)}"


def user_of(url: str) -> str:
    """Return the user that an address names, or an empty string."""
    return unquote(urlsplit(url).username or "")


def django_database(url: str, *, pool_size: int) -> dict[str, Any]:
    """Return Django's entry for DATABASES; an empty `url` leaves all to libpq's defaults.

    Parameters are bound by the server and statements prepared, which the hot path needs; a pool
    of up to `pool_size` connections (0: none) spares a new one per request. What the query part
    holds goes to libpq.
    """
    pool = {"pool": {"min_size": 1, "max_size": pool_size, "timeout": 10}} if pool_size else {}
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "turnup",
        "USER": user_of(url),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": str(query.pop("port", "") or parts.port or ""),
        "OPTIONS": {
            **query,
            **pool,
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    }
