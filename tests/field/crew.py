"""A crew's phone in the hands of a test: it queues as the real one does and sends as it likes."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from PIL import Image

from tests.desk.readers import Office, Reader, open_office
from turnup.installation.models import Crew, CrewMember, Visit
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.people.actor import Actor
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import KitLine, Place, StockItem

PEN = "M40 120L52 96L66 131L81 90L97 128L120 101L150 118L182 99L210 120"
SET_UP: dict[str, Any] = {"address_set": True, "internet_works": True, "customer_shown": True}
ACT: dict[str, Any] = {
    "signatory_name": "Иванова Мария Сергеевна",
    "signatory_post": "директор",
    "works": "Проложен кабель\nНастроена линия",
    "customer_signature": PEN,
    "crew_signature": PEN,
}


@dataclass
class Phone:
    """A phone with a clock of its own: `lag` is how far it is behind the server's."""

    reader: Reader
    visit: Visit | None = None
    lag: timedelta = timedelta()
    id: UUID = field(default_factory=uuid4)

    def act(
        self, order: Order, step: str, ago: int = 0, kind: str = "step", **said: Any
    ) -> dict[str, Any]:
        """Queue an act that was done `ago` seconds before now, by the phone's clock."""
        seen: dict[str, Any] = {}
        if self.visit:
            seen = {"visit": self.visit.pk, "starts_at": self.visit.starts_at.isoformat()}
            seen["crew"] = self.visit.crew.name
        return {
            "id": str(uuid4()),
            "kind": kind,
            "order": str(order.id),
            "step": step,
            "said": said,
            "seen": seen,
            "at": (self.clock() - timedelta(seconds=ago)).isoformat(),
        }

    def clock(self) -> datetime:
        return timezone.now() - self.lag

    def send(self, *items: dict[str, Any], schema: int = 1, person: UUID | None = None) -> Any:
        body = {
            "schema": schema,
            "phone": str(self.id),
            "person": str(person or self.reader.actor.id),
            "sent_at": self.clock().isoformat(),
            "items": list(items),
        }
        return self.reader.client.post(
            "/field/queue", json.dumps(body), content_type="application/json"
        )

    def outcomes(self, *items: dict[str, Any]) -> dict[str, str]:
        """Send, and give the outcome of each item by its step."""
        answer = self.send(*items)
        assert answer.status_code == 200, answer.content.decode()
        told = {one["id"]: one["outcome"] for one in answer.json()["items"]}
        return {one["step"] or one["kind"]: told[one["id"]] for one in items}

    def photo(self, order: Order, content: bytes, photo_id: UUID | None = None) -> Any:
        at = self.clock().isoformat().replace("+", "%2B")
        query = f"order={order.id}&kind=place&at={at}&sent_at={at}"
        return self.reader.client.put(
            f"/field/photos/{photo_id or uuid4()}?{query}", content, content_type="image/jpeg"
        )


def picture(width: int = 40, height: int = 30) -> bytes:
    made = BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, "JPEG")
    return made.getvalue()


def office_with_a_crew() -> Office:
    """Open the office, with its installer in a crew of its own."""
    office = open_office()
    crew = Crew.objects.earliest("id")
    CrewMember.objects.create(
        crew=crew, person_id=office.staff["installer"].id, joined_at=timezone.now()
    )
    return office


def on_site(office: Office) -> tuple[Order, Phone]:
    """Give an order whose visit is agreed, and the phone of the crew that knows of it."""
    order = office.until_open(office.open_order(), "line_connected")
    visit = Visit.objects.get(order=order, released_at=None)
    return order, Phone(office["installer"], visit)


def agreed_soon(office: Office, hours: int = 0) -> Order:
    """Give an order whose agreed visit begins so many hours from now."""
    order = office.until_open(office.open_order(), "line_connected")
    soon = timezone.now() + timedelta(minutes=5, hours=hours)
    Visit.objects.filter(order=order).update(starts_at=soon, ends_at=soon + timedelta(hours=1))
    return order


def keep_stock() -> None:
    """Begin to keep stock of terminals, by their numbers, and of cable."""
    actions.open_place(kind="warehouse", name="Склад")
    actions.keep_item(code="ont", title="Терминал", unit="piece", serial_numbered=True)
    actions.keep_item(code="cable", title="Кабель", unit="metre", serial_numbered=False)
    goods = [Goods("ont", serials=("ONT-1", "ONT-2", "ONT-3")), Goods("cable", Decimal(500))]
    actions.receive_goods(actor=None, at=timezone.now(), goods=goods)


def carry(order: Order, crew: str) -> None:
    """Issue ONT-1 and 100 m of cable to the crew for the order, and ONT-2 to spare."""
    now = timezone.now()
    for code, much in (("ont", 1), ("cable", 100)):
        item = StockItem.objects.get(code=code)
        KitLine.objects.create(order=order, item=item, quantity=much, asked_at=now)
    actions.reserve_kit(order_id=order.id, at=now)
    about: dict[str, Any] = {"actor": None, "at": now, "target": actions.van_of(crew=crew)}
    about["source"] = Place.objects.get(name="Склад")
    for_it = [Goods(serials=("ONT-1",)), Goods("cable", Decimal(100))]
    actions.move_goods(goods=for_it, order_id=order.id, **about)
    actions.move_goods(goods=[Goods(serials=("ONT-2",))], **about)


def move(order: Order, actor: Actor, now: datetime) -> Move:
    return Move(order_id=order.id, actor=actor, now=now, at=now)
