"""The two users of the database: the owner migrates, the application only reads and writes.

So the journal can be kept from the application itself: migrations take UPDATE, DELETE and
TRUNCATE on append-only tables from the application's user.
"""

import psycopg
from psycopg import sql

from turnup.postgres.place import APPLICATION, DATABASE, OWNER, RADIUS, SUPERUSER, Place


def ensure_database(place: Place) -> None:
    """Make users and database of an embedded server where they are missing."""
    with psycopg.connect(place.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        _ensure_role(connection, OWNER, place.owner_password)
        _ensure_role(connection, APPLICATION, place.application_password)
        _ensure_database(connection, DATABASE, OWNER)
        _ensure_database(connection, RADIUS, APPLICATION)


def grant_application(owner_url: str, application: str) -> None:
    """Let the application's user work on every table that the owner makes from now on."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        owner = connection.info.user
        if owner == application:
            return
        names = {"owner": sql.Identifier(owner), "application": sql.Identifier(application)}
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {application}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} "
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application}",
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} "
            "GRANT USAGE, SELECT ON SEQUENCES TO {application}",
        ):
            connection.execute(sql.SQL(statement).format(**names))


def _ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    """Make a database that belongs to the user; RADIUS's tables are the application's own."""
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if found.fetchone() is None:
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(owner)))


def _ensure_role(connection: psycopg.Connection, name: str, password: str) -> None:
    """Make a user who may sign in with the password recorded for the place."""
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if found.fetchone() is None:
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(create.format(sql.Identifier(name), sql.Literal(password)))
