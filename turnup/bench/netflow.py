"""`turnup bench netflow`: flows a second from bytes to committed sums, and through the socket.

Flows of ten thousand services and as many foreign hosts, NetFlow v9, thirty a datagram. First from
memory, as fast as it goes; then a process of its own sends them over the loopback at a steady
pace, and what arrived is counted.
"""

import struct
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from turnup.bench.ground import throw_away_database

AIM: Final = 50_000
A_DATAGRAM: Final = 30
Figures = dict[str, Any]
SENDER: Final = """
import socket, sys, time, pickle
port, pace, path = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
datagrams = pickle.load(open(path, "rb"))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
began = time.perf_counter()
for number, datagram in enumerate(datagrams):
    late = began + number * 30 / pace - time.perf_counter()
    if late > 0.001:
        time.sleep(late)
    sock.sendto(datagram, ("127.0.0.1", port))
print(time.perf_counter() - began)
"""


def run(flows: int, services: int, pace: int) -> Figures:
    """Measure both ways."""
    with throw_away_database() as data:
        from turnup.statistics.collector import Collector

        datagrams = _datagrams(flows, services)
        memory = Collector()
        memory._holders, memory._read_at = _holders(services), time.monotonic() + 3600
        began, worked = time.perf_counter(), time.process_time()
        for datagram in datagrams:
            memory.take(datagram, "127.0.0.1")
            if memory.held >= 100_000:
                memory.write(datetime.now(UTC))
        memory.write(datetime.now(UTC))
        took, worked = time.perf_counter() - began, time.process_time() - worked
        arrived, sending = _through_socket(data, datagrams, services, pace)
        return {
            "flows": len(datagrams) * A_DATAGRAM,
            "services": services,
            "from_memory_per_second": round(len(datagrams) * A_DATAGRAM / took),
            "per_second_of_our_cpu": round(len(datagrams) * A_DATAGRAM / worked),
            "aim": AIM,
            "sent_per_second": round(len(datagrams) * A_DATAGRAM / sending),
            "arrived_of_sent": round(arrived / (len(datagrams) * A_DATAGRAM), 4),
        }


def _through_socket(
    data: Path, datagrams: list[bytes], services: int, pace: int
) -> tuple[int, float]:
    import pickle

    from turnup.statistics.collector import Collector, collect, listen
    from turnup.statistics.models import DayOfCounting

    before = _counted(DayOfCounting)
    path = data / "datagrams"
    path.write_bytes(pickle.dumps(datagrams))
    sock, stop = listen("127.0.0.1", 0), threading.Event()
    collector = Collector()
    collector._holders, collector._read_at = _holders(services), time.monotonic() + 3600
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(sock.getsockname()[1]), str(pace), str(path)],
        stdout=subprocess.PIPE,
        text=True,
    )

    def end_after_it() -> None:
        sender.wait()
        time.sleep(1)
        stop.set()

    ended = threading.Thread(target=end_after_it)
    ended.start()
    collect(sock, collector, ends=stop.is_set, written=lambda _active: None)
    ended.join()
    assert sender.stdout is not None
    return _counted(DayOfCounting) - before, float(sender.stdout.read())


def _counted(table: Any) -> int:
    return sum(table.objects.filter(verdict="counted").values_list("packets", flat=True))


def _holders(services: int) -> Any:
    from turnup.statistics.flows import Holders

    holders = Holders()
    since = datetime.now(UTC) - timedelta(days=365)
    for one in range(services):
        holders.add(f"10.{one >> 16}.{one >> 8 & 255}.{one & 255}/32", since, None, one + 1)
    return holders


def _datagrams(flows: int, services: int) -> list[bytes]:
    rng = Random(1)  # noqa: S311 - chance for a load, not for a secret
    now = int(time.time())
    fields = ((8, 4), (12, 4), (1, 4), (2, 4), (21, 4), (22, 4), (7, 2), (11, 2), (4, 1), (61, 1))
    laid = b"".join(struct.pack(">HH", *one) for one in fields)
    template = struct.pack(">HHHH", 0, 8 + len(laid), 256, len(fields)) + laid
    row = struct.Struct(">IIIIIIHHBB")
    made = []
    for number in range(flows // A_DATAGRAM):
        rows = b"".join(_row(rng, row, services) for _ in range(A_DATAGRAM))
        content = struct.pack(">HH", 256, 4 + len(rows)) + rows
        sets = template + content if number % 100 == 0 else content
        made.append(struct.pack(">HHIIII", 9, A_DATAGRAM, 10_000_000, now, number, 1) + sets)
    return made


def _row(rng: Random, row: struct.Struct, services: int) -> bytes:
    ours = 0x0A000000 + rng.randrange(services)
    other = 0x08000000 + rng.randrange(services)
    pair = (ours, other) if rng.random() < 0.4 else (other, ours)
    octets = rng.randrange(60, 2_000_000)
    return row.pack(*pair, octets, octets // 700 + 1, 9_999_000, 9_990_000, 443, 50_000, 6, 0)
