"""FreeRADIUS 3's tables: what its PostgreSQL module reads to let a line in.

A login in use has its password in `radcheck` and its address in `radreply`; any other has neither,
and is rejected. Writing the same again changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from turnup.activation.profile import Account, Row

PATIENCE = 5  # seconds for a connection; a job that fails is tried again
WAITS = "-c lock_timeout=10s -c statement_timeout=60s"
LIFE_SIGNS: Final[dict[str, Any]] = {  # a silent way is given up after 20 seconds
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
TABLES = ("radcheck", "radreply")
READ = "SELECT attribute, op, value FROM {} WHERE username = %s"
FORGET = "DELETE FROM {} WHERE username = %s"
WRITE = "INSERT INTO {} (username, attribute, op, value) VALUES (%s, %s, %s, %s)"
DIGESTS = """
SELECT username, md5(string_agg(side || attribute || op || value, chr(10)
                                ORDER BY (side || attribute || op || value) COLLATE "C"))
  FROM (SELECT username, 'c' AS side, attribute, op, value FROM radcheck
        UNION ALL SELECT username, 'r', attribute, op, value FROM radreply) AS said
 GROUP BY username"""
LIVE_SESSIONS = """
SELECT acctsessionid, host(nasipaddress), host(framedipaddress) FROM radacct
 WHERE username = %s AND acctstoptime IS NULL"""
OLD = (  # kept for whoever looks for a fault; a refused router asks again every few seconds
    "DELETE FROM radpostauth WHERE id IN (SELECT id FROM radpostauth"
    " WHERE authdate < now() - interval '30 days' LIMIT 20000)",
    "DELETE FROM radacct WHERE radacctid IN (SELECT radacctid FROM radacct"
    " WHERE acctstoptime < now() - interval '90 days' LIMIT 20000)",
)
EMPTY = Account(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Session:
    """A subscriber's session on an access server, as accounting told of it."""

    session_id: str
    server: str
    ip_address: str | None


def connected(url: str) -> psycopg.Connection:
    """Open RADIUS's database. Raises psycopg.OperationalError when it is away.

    So does a later word on the connection when the way breaks down or somebody holds the tables:
    else the reconciling would hang as long, and nobody would see it.
    """
    options = f"{conninfo_to_dict(url).get('options') or ''} {WAITS}".strip()
    return psycopg.connect(
        url, connect_timeout=PATIENCE, application_name="turnup", options=options, **LIFE_SIGNS
    )


def write_account(radius: psycopg.Connection, login: str, account: Account) -> Account:
    """Let the login in as its account says (an empty one: no more); give what stood before.

    It writes in the caller's transaction, one writer of a login at a time.
    """
    radius.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [login])
    before = read_account(radius, login)
    for table, old, new in zip(
        TABLES, (before.check, before.reply), (account.check, account.reply), strict=True
    ):
        if old != new:
            radius.execute(FORGET.format(table), [login])
            with radius.cursor() as cursor:
                cursor.executemany(WRITE.format(table), [(login, *row) for row in sorted(new)])
    return before


def read_account(radius: psycopg.Connection, login: str) -> Account:
    """Give what RADIUS says of a login; an empty account where it knows none."""
    check, reply = (
        frozenset[Row](radius.execute(READ.format(table), [login]).fetchall()) for table in TABLES
    )
    return Account(check, reply)


def differing(radius: psycopg.Connection, ours: Iterable[tuple[str, Account]]) -> Mapping[str, str]:
    """Compare every account: give the logins that differ, each with `missing`, `stray` or `other`.

    Each side makes a digest an account, so that a hundred thousand compare in a second or two.
    """
    theirs: dict[str, str] = dict(radius.execute(DIGESTS).fetchall())
    found = {}
    for login, account in ours:
        digest = theirs.pop(login, None)
        if digest != _digest(account):
            found[login] = "missing" if digest is None else "other"
    return found | dict.fromkeys(theirs, "stray")


def _digest(account: Account) -> str:
    lines = ["c" + "".join(row) for row in account.check]
    lines += ["r" + "".join(row) for row in account.reply]
    said = "\n".join(sorted(lines, key=str.encode)).encode()
    return md5(said, usedforsecurity=False).hexdigest()


def live_sessions(radius: psycopg.Connection, login: str) -> list[Session]:
    """Give the sessions of a login that accounting has seen begin and not end."""
    if radius.execute("SELECT to_regclass('radacct')").fetchone() == (None,):
        return []
    return [Session(*row) for row in radius.execute(LIVE_SESSIONS, [login])]


def forget_old(radius: psycopg.Connection) -> int:
    """Delete refusals of over 30 days ago and sessions that ended over 90 days ago; count them."""
    gone = 0
    for statement in OLD:
        while deleted := radius.execute(statement).rowcount:
            gone += deleted
            radius.commit()
    return gone
