"""Customers who come by a link, in a browser without scripts."""

import io
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from tests.contracts.test_texts import WHOLE
from tests.desk.readers import Office
from turnup.contracts.queries import latest_text, standing_contract
from turnup.contracts.text_actions import fill_contract
from turnup.orders.models import Order
from turnup.portal.actions import make_link
from turnup.portal.keys import code_of, token_of
from turnup.portal.models import CustomerLink, SigningCode


@dataclass
class Visitor:
    """Somebody who has a link."""

    client: Client
    link: CustomerLink
    token: str

    def get(self, path: str = "", **headers: str) -> Any:
        return self.client.get(f"/c/{self.token}{path}", headers=headers)

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(f"/c/{self.token}{path}", data)

    def page(self) -> str:
        answer = self.get()
        assert answer.status_code == 200
        text: str = answer.content.decode()
        return text

    def sign(self, **changes: Any) -> Any:
        """Ask for the code and sign, with what is changed."""
        self.post("/code")
        given = {
            "signatory": "Воронцова Ольга Николаевна",
            "ground": "charter",
            "code": self.code(),
            "drawing": drawing(),
            **changes,
        }
        return self.post("/signature", **given)

    def code(self) -> str:
        latest = SigningCode.objects.order_by("-made_at").first()
        return code_of(latest.id) if latest else ""


@dataclass
class Guests:
    """The provider and its customers."""

    office: Office

    def visitor(self, order: Order, at: datetime | None = None) -> Visitor:
        lead = self.office.staff["account_manager"]
        link = make_link(order=order, actor=lead, at=at or timezone.now())
        return Visitor(Client(), link, token_of("link", bytes(link.nonce)))

    def until(self, step: str, steps: Mapping[str, Any] | None = None, **said: Any) -> Order:
        """Open an order and record what is open, with what `steps` say, until the step is."""
        order = self.office.open_order(**said)
        while step not in (opened := self.office.opened(order)):
            self.office.record(order, opened[0], **(steps or {}).get(opened[0], {}))
        order.refresh_from_db()
        return order

    def to_sign(self) -> Order:
        """Give an order whose contract is whole and waits for the customer's signature."""
        order = self.until("duties_explained")
        fill_contract(
            order_id=order.id,
            actor=self.office.staff["lawyer"],
            at=timezone.now(),
            details=WHOLE,
        )
        contract = standing_contract(order.id)
        assert contract
        text = latest_text(contract)
        assert text
        assert text.missing == []
        return order


def drawing(ink: bool = True, size: tuple[int, int] = (600, 200)) -> str:
    """Give a drawn signature as the browser sends it."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    if ink:
        pen = ImageDraw.Draw(picture)
        pen.line([(40, 120), (160, 40), (220, 150), (400, 60), (560, 120)], fill="navy", width=5)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return "data:image/png;base64," + b64encode(written.getvalue()).decode()
