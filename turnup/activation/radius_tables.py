"""The tables of RADIUS's database."""

from pathlib import Path

import psycopg
from psycopg import sql

SCHEMA = Path(__file__).with_name("radius_schema.sql")
LOCK = 0x72616469  # PostgreSQL itself reads such numbers only from 16 on
GRANTS = (
    "GRANT SELECT ON radcheck, radreply TO {}",
    "GRANT SELECT, INSERT, UPDATE ON radacct TO {}",
    "GRANT INSERT ON acctpacket, radpostauth TO {}",
)


def make_tables(url: str, *, role: str = "") -> None:
    """Make what is missing, and let FreeRADIUS's own user `role` at it, with no more than it needs.

    Raises psycopg.Error when the database does not answer or refuses.
    """
    with psycopg.connect(url, connect_timeout=10) as database:
        database.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        database.execute(SCHEMA.read_text())
        for grant in GRANTS if role else ():
            database.execute(sql.SQL(grant).format(sql.Identifier(role)))
