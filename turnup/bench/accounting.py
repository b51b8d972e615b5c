"""`turnup bench accounting`: RADIUS accounting through real FreeRADIUS, beside its stock schema.

Two FreeRADIUS run on one throw-away PostgreSQL: ours with its own queries and tables, the other
with the package's `queries.conf` and `schema.sql`; all else of the configuration is the same. The
same packets go to each in turn, by `radclient`: sessions of a Start, interim updates and a Stop.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from turnup.bench.ground import throw_away_database

STOCK: Final = Path("/etc/freeradius/3.0/mods-config/sql/main/postgresql")
SECRET: Final = "bench-on-the-loopback"  # noqa: S105 - of the loopback only
AIM: Final = 0.9
STOCK_NAMES: Final = """
acct_table1 = radacct
acct_table2 = radacct
authcheck_table = radcheck
authreply_table = radreply
groupcheck_table = radgroupcheck
groupreply_table = radgroupreply
usergroup_table = radusergroup
postauth_table = radpostauth
client_table = nas
group_attribute = SQL-Group
"""
Figures = dict[str, Any]


def run(sessions: int, interims: int, rounds: int) -> Figures:
    """Measure packets a second of each, `rounds` times in turn; medians are told."""
    with throw_away_database() as data:
        return _measured(data, sessions, interims, rounds)


def _measured(data: Path, sessions: int, interims: int, rounds: int) -> Figures:
    from turnup.activation.freeradius import DEPLOY
    from turnup.postgres.embedded import kept_place

    place = kept_place(data)
    assert place is not None, "the throw-away server has its record"
    ours, stock = (_database(place, name) for name in ("ours", "stock"))
    _make_tables(ours, stock)
    speeds: dict[str, list[float]] = {"ours": [], "stock": []}
    with (
        _freeradius(data / "ours", ours, DEPLOY) as our_port,
        _freeradius(data / "stock", stock, _stock_configuration(data / "conf")) as stock_port,
    ):
        for number in range(rounds + 1):
            phases = _packets(data, number, sessions, interims)
            for name, port in (("ours", our_port), ("stock", stock_port)):
                took = sum(_sent(phase, port) for phase in phases)
                if number:  # the first round warms both up
                    speeds[name].append(sessions * (interims + 2) / took)
    kept = {name: _count(url) for name, url in (("ours", ours), ("stock", stock))}
    rates = {name: median(rows) for name, rows in speeds.items()}
    return {
        "packets_a_round": sessions * (interims + 2),
        "rounds": rounds,
        "ours_packets_per_second": round(rates["ours"]),
        "stock_packets_per_second": round(rates["stock"]),
        "of_stock": round(rates["ours"] / rates["stock"], 3),
        "aim": AIM,
        "lost": (rounds + 1) * sessions * (interims + 2) - kept["ours"],
    }


def _database(place: Any, name: str) -> str:
    import psycopg

    from turnup.postgres.place import SUPERUSER

    with psycopg.connect(place.url(SUPERUSER, "postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return str(place.url(SUPERUSER, name))


def _make_tables(ours: str, stock: str) -> None:
    import psycopg

    from turnup.activation.radius_tables import make_tables

    make_tables(ours)
    with psycopg.connect(stock) as database:
        database.execute((STOCK / "schema.sql").read_text())


def _stock_configuration(folder: Path) -> Path:
    """Give our configuration with the package's own queries in place of ours."""
    from turnup.activation.freeradius import DEPLOY

    shutil.copytree(DEPLOY, folder)
    queries = (STOCK / "queries.conf").read_text()
    (folder / "queries.conf").write_text(STOCK_NAMES + queries)
    return folder


@contextmanager
def _freeradius(run: Path, url: str, configuration: Path) -> Iterator[int]:
    from turnup.activation.freeradius import Client, last_words, start_freeradius

    auth, acct = _free_port(), _free_port()
    child = start_freeradius(
        run=run,
        database_url=url,
        auth_port=auth,
        acct_port=acct,
        clients=[Client("bench", "127.0.0.1", SECRET)],
        configuration=configuration,
    )
    try:
        for _ in range(100):
            if "Ready to process" in last_words(run):
                break
            if child.poll() is not None:
                raise RuntimeError(last_words(run))
            time.sleep(0.1)
        yield acct
    finally:
        child.terminate()
        child.wait(10)


def _packets(data: Path, number: int, sessions: int, interims: int) -> list[Path]:
    """Write the packets of a round, a file a phase: every session moves on together."""
    phases = []
    for phase in range(interims + 2):
        kind = "Start" if phase == 0 else "Stop" if phase > interims else "Interim-Update"
        path = data / f"round-{number}-{phase}.txt"
        path.write_text("\n".join(_packet(number, kind, phase, one) for one in range(sessions)))
        phases.append(path)
    return phases


def _packet(number: int, kind: str, phase: int, one: int) -> str:
    counted = "" if kind == "Start" else (
        f"Acct-Session-Time = {phase * 300}\nAcct-Input-Octets = {phase * 70_001}\n"
        f"Acct-Output-Octets = {phase * 900_001}\nAcct-Output-Gigawords = {phase // 4}\n"
    )  # fmt: skip
    return (
        f'Acct-Status-Type = {kind}\nUser-Name = "2026-{one}"\n'
        f'Acct-Session-Id = "{number:04x}{one:06x}"\nNAS-IP-Address = 10.0.0.1\n'
        f"Framed-IP-Address = 10.{one >> 16 & 255}.{one >> 8 & 255}.{one & 255}\n"
        f'NAS-Port = {one}\nCalling-Station-Id = "00:16:3e:00:00:01"\n{counted}'
    )


def _sent(path: Path, port: int) -> float:
    """Send a phase by radclient, 64 at a time; give the seconds it took."""
    words = ["radclient", "-q", "-r", "3", "-t", "10", "-p", "64", "-f", str(path)]
    began = time.perf_counter()
    subprocess.run(
        [*words, f"127.0.0.1:{port}", "acct", SECRET],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _count(url: str) -> int:
    """Count the packets that reached our table; of the stock schema, which keeps none, nothing."""
    import psycopg

    with psycopg.connect(url) as database:
        if database.execute("SELECT to_regclass('acctpacket')").fetchone() == (None,):
            return 0
        row = database.execute("SELECT count(*) FROM acctpacket").fetchone()
    return int(row[0]) if row else 0


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
