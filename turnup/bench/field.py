"""`turnup bench field`: a day's queue of a crew's phone comes home, twice, beside bare uploads.

Ten visits of four acts and six photos. The phone sends as the real one does: acts in one batch,
photos one by one, over loopback. The floor is the same bytes, sent the same way to a server that
only writes them through to the disk.
"""

import io
import json
import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from turnup.bench import ground
from turnup.bench.orders import served

VISITS, PHOTOS_A_VISIT = 10, 6
PHOTO_BYTES = 300_000
AT_ONCE = 1
AIM_SECONDS = 20
PEN = "M40 120L52 96L66 131L81 90L97 128L120 101L150 118L182 99L210 120"
Figures = dict[str, Any]


def run() -> Figures:
    """Prepare ten agreed visits, replay their day twice, and tell seconds and what changed."""
    with ground.throw_away_database() as data:
        tokens = ground.found_company(data)
        orders = _agreed_orders()
        with served(data, tokens):
            phone = Phone(os.environ["TURNUP_BENCH_API"])
            acts = [act for order in orders for act in _acts(order)]
            photos = [(order, picture) for order in orders for picture in _pictures(order)]
            sent = [(f"/field/photos/{uuid4()}", order, body) for order, body in photos]
            first = phone.replay(acts, sent)
            before = _counts()
            second = phone.replay(acts, sent)
            after = _counts()
    floor = _floor(json.dumps(acts).encode(), [body for _path, _order, body in sent])
    return {
        "acts": len(acts),
        "photos": len(sent),
        "photo_kB": round(sum(len(body) for *_rest, body in sent) / len(sent) / 1000),
        "replay_s": round(first, 2),
        "again_s": round(second, 2),
        "changed_by_again": sum(after[key] - before[key] for key in before),
        **{f"recorded_{table}": count for table, count in before.items()},
        "floor_s": round(floor, 2),
        "aim_s": AIM_SECONDS,
    }


# ------------------------------------------------------------------ what there is to do
def _agreed_orders() -> list[str]:
    """Drive ten orders to the visit that is agreed, with the steps' own examples."""
    from turnup.desk.driving import staff_on
    from turnup.desk.steps import OPENING, STEPS, record_step
    from turnup.orders.models import OpenStep
    from turnup.orders.moves import Move
    from turnup.orders.office import standing_standard

    staff, standard, made = staff_on(datetime.now(UTC)), standing_standard(), []

    def take(order_id: Any, step: str) -> None:
        now = datetime.now(UTC)
        role = next(one for one in standard.steps[step].by if staff.holders(one))
        move = Move(order_id=order_id, actor=staff.holders(role)[0], now=now, at=now)
        record_step(move=move, step=step, data=STEPS[step].form.example())

    for _ in range(VISITS):
        order_id = uuid4()
        take(order_id, OPENING)
        opened = OpenStep.objects.filter(order_id=order_id).order_by("id")
        while "line_connected" not in (codes := list(opened.values_list("step", flat=True))):
            take(order_id, codes[0])
        made.append(str(order_id))
    return made


def _acts(order: str) -> list[Figures]:
    """Give a visit's acts, each a minute after the one before."""
    from turnup.installation.models import Visit

    visit = Visit.objects.select_related("crew").get(order_id=order, released_at=None)
    seen = {"visit": visit.pk, "starts_at": visit.starts_at.isoformat(), "crew": visit.crew.name}
    set_up = {"address_set": True, "internet_works": True, "customer_shown": True}
    act = {"signatory_name": "Иванова М. С.", "works": "Проложен кабель, настроена линия"}
    act |= {"customer_signature": PEN, "crew_signature": PEN}
    steps: list[tuple[str, str, Figures]] = [
        ("mark", "", {"mark": "arrived"}),
        ("step", "line_connected", {"port": "sw-4 / 12"}),
        ("step", "line_set_up", set_up),
        ("step", "act_signed", act),
    ]
    now = datetime.now(UTC)
    return [
        {
            "id": str(uuid4()),
            "kind": kind,
            "order": order,
            "step": step,
            "said": said,
            "seen": seen,
            "at": (now - timedelta(seconds=4 - place)).isoformat(),
        }
        for place, (kind, step, said) in enumerate(steps)
    ]


def _pictures(order: str) -> list[bytes]:
    """Make photos of about 300 kB, no two the same: noise, as a camera sees a dark cellar."""
    from PIL import Image

    found = []
    for _ in range(PHOTOS_A_VISIT):
        noise = Image.effect_noise((1600, 1200), 24).convert("RGB")
        made, quality = io.BytesIO(), 62
        noise.save(made, "JPEG", quality=quality)
        while made.tell() > PHOTO_BYTES * 1.1 and quality > 8:
            made, quality = io.BytesIO(), quality - 6
            noise.save(made, "JPEG", quality=quality)
        found.append(made.getvalue())
    return found


def _counts() -> dict[str, int]:
    """Count what the replay may have made."""
    from turnup.field.models import Item, SitePhoto, VisitMark
    from turnup.installation.models import CompletionAct
    from turnup.orders.models import JournalEntry

    tables = (Item, SitePhoto, VisitMark, CompletionAct, JournalEntry)
    return {table.__name__: table.objects.count() for table in tables}


# ------------------------------------------------------------------ the phone
class Phone:
    """A signed-in phone: a session, the token that sending needs, and its own id."""

    def __init__(self, address: str):
        from turnup.demo.company import PASSWORD

        place = urlsplit(address)
        self.host, self.port = place.hostname or "", place.port
        self.cookies: dict[str, str] = {}
        self._ask("GET", "/sign-in")
        said = {"username": "installer@rusnet.example", "password": PASSWORD}
        said["csrfmiddlewaretoken"] = self.cookies["csrftoken"]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", "/sign-in", urlencode(said).encode(), form)
        self.me = json.loads(self._ask("GET", "/field/hello"))
        self.id = str(uuid4())

    def replay(self, acts: list[Figures], photos: list[tuple[str, str, bytes]]) -> float:
        """Send all of it, and return how many seconds that took."""
        began = perf_counter()
        now = datetime.now(UTC).isoformat()
        body = {"schema": self.me["schema"], "phone": self.id, "person": self.me["person"]}
        body |= {"sent_at": now, "items": acts}
        kind = {"Content-Type": "application/json", "X-CSRFToken": self.me["csrf"]}
        told = json.loads(self._ask("POST", "/field/queue", json.dumps(body).encode(), kind))
        wrong = [one for one in told["items"] if one["outcome"] != "done"]
        if wrong:
            raise RuntimeError(f"not recorded: {wrong[0]}")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._photo, photos))
        return perf_counter() - began

    def _photo(self, photo: tuple[str, str, bytes]) -> None:
        path, order, body = photo
        now = datetime.now(UTC).isoformat()
        query = urlencode({"order": order, "kind": "finished", "at": now, "sent_at": now})
        kind = {"Content-Type": "image/jpeg", "X-CSRFToken": self.me["csrf"]}
        self._ask("PUT", f"{path}?{query}", body, kind)

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> bytes:
        connection = HTTPConnection(self.host, self.port, timeout=120)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Cookie": cookie, "Accept": "application/json, text/html", **(headers or {})}
        connection.request(method, path, body or None, given)
        answer = connection.getresponse()
        told = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {told.decode()[:400]}")
        return told


# ------------------------------------------------------------------ the floor
def _floor(acts: bytes, photos: list[bytes]) -> float:
    """Send the same bytes the same way to a server that only writes them through to the disk."""
    with tempfile.TemporaryDirectory(prefix="turnup-floor-") as folder:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _writer(Path(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]

        def put(body: bytes) -> None:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("PUT", "/", body)
            connection.getresponse().read()
            connection.close()

        began = perf_counter()
        put(acts)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(put, photos))
        took = perf_counter() - began
        server.shutdown()
        return took


def _writer(folder: Path) -> type[BaseHTTPRequestHandler]:
    class Writer(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with (folder / str(uuid4())).open("xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
            return

    return Writer
