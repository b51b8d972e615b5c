"""FreeRADIUS 3's tables: what its PostgreSQL module reads to let a line in.

A login in use has its password in `radcheck` and its address in `radreply`; any other has neither,
and is rejected. Writing the same again changes nothing.
"""

import psycopg

FORGET = ("DELETE FROM radcheck WHERE username = %s", "DELETE FROM radreply WHERE username = %s")
CHECK = "INSERT INTO radcheck (username, attribute, op, value) VALUES (%s, %s, %s, %s)"
REPLY = "INSERT INTO radreply (username, attribute, op, value) VALUES (%s, %s, %s, %s)"
PATIENCE = 5  # seconds for a connection; a job that fails is tried again


def write_account(*, url: str, login: str, password: str, ip_address: str) -> None:
    """Let the login in, at this address. Raises psycopg.Error when RADIUS's database is away."""
    with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
        _forget(connection, login)
        connection.execute(CHECK, [login, "Cleartext-Password", ":=", password])
        connection.execute(REPLY, [login, "Framed-IP-Address", ":=", ip_address])


def remove_account(*, url: str, login: str) -> None:
    """Let the login in no more. Raises psycopg.Error when RADIUS's database is away."""
    with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
        _forget(connection, login)


def _forget(connection: psycopg.Connection, login: str) -> None:
    for statement in FORGET:
        connection.execute(statement, [login])
