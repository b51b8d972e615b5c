"""The provider of the stock's tests: what it keeps, and orders whose estimate asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.orders.company import MONDAY
from tests.walk import Provider, provider
from turnup.catalog.models import Item
from turnup.catalog.rusnet import load_price_list
from turnup.orders.models import Order
from turnup.people.actor import Actor
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import Balance, Movement, Place, PlaceKind, Reservation
from turnup.stock.queries import NOTHING
from turnup.surveys.models import Estimate, EstimateLine

KIT = (("router", 1), ("utp-indoor", 40))


@dataclass
class Store(Provider):
    """A provider with stock."""

    @property
    def keeper(self) -> Actor:
        return self.staff["chief_engineer"]

    @property
    def warehouse(self) -> Place:
        return Place.objects.get(kind=PlaceKind.WAREHOUSE, name="Склад")

    @property
    def van(self) -> Place:
        return actions.van_of(crew="Бригада 1")

    def receive(self, code: str, quantity: Any = 0, serials: Sequence[str] = ()) -> list[Movement]:
        goods = Goods(code, Decimal(quantity), tuple(serials))
        return actions.receive_goods(
            actor=self.keeper, at=self.now, goods=[goods], supplier="ООО «Связь»"
        )

    def order_with_kit(self, kit: Sequence[tuple[str, Any]] = KIT) -> Order:
        """Bring an order to the request of its installation, with this estimate."""
        order = self.take_until(self.open_order(), "estimate_made")
        receipt = self.do(order, "estimate_made", {"terms_changed": False})
        self.estimate(order, receipt.journal_seq, kit)
        return self.take_until(order, "installation_requested")

    def estimate(self, order: Order, seq: int, kit: Sequence[tuple[str, Any]]) -> None:
        made = Estimate.objects.create(order=order, seq=seq, planned_cost=1)
        for position, (code, quantity) in enumerate(kit, start=1):
            item = Item.objects.get(code=code)
            EstimateLine.objects.create(
                estimate=made,
                position=position,
                item=item,
                title=item.title,
                quantity=quantity,
                unit=item.unit,
                price=1,
                amount=1,
            )

    def requested(self, kit: Sequence[tuple[str, Any]] = KIT) -> Order:
        order = self.order_with_kit(kit)
        self.take(order, "installation_requested")
        order.refresh_from_db()
        return order


def store() -> Store:
    """Found the provider: a warehouse, stock of a router, a modem and two materials."""
    company = Store(staff=provider().staff)
    load_price_list(at=MONDAY, since=date(2025, 1, 1))
    actions.open_place(kind="warehouse", name="Склад")
    for code in ("router", "lte-router", "utp-indoor", "socket"):
        actions.keep_item(code=code)
    return company


def held(order: Order) -> dict[tuple[str, str], Decimal]:
    """Give what waits for an order, by place and item."""
    rows = Reservation.objects.filter(order=order)
    return {(row.place.name, row.item.code): row.quantity for row in rows}


def there(place: Place, code: str) -> tuple[Decimal, Decimal]:
    """Give how much of an item lies at a place, and how much of it is reserved."""
    row = Balance.objects.filter(place=place, item__code=code).first()
    return (row.quantity, row.reserved) if row else (NOTHING, NOTHING)
