"""The demo's stock: a warehouse, a van for every crew, goods for the months and to spare."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID

from turnup.installation.models import Crew, Visit
from turnup.orders.models import OpenStep
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.models import Device, Place, PlaceKind, Reservation

WAREHOUSE: Final = "Склад на Московской"
SUPPLIERS: Final = ("ООО «Радиосвязь»", "ООО «Кабель-Центр»", "АО «Спутник-Сервис»")
DEVICES: Final = (
    # item, first letters of its numbers, how many to begin with, how many more for each order
    ("radio-cpe", "RC", 12, 0.75),
    ("radio-antenna", "RA", 12, 0.75),
    ("shdsl-modem", "SH", 10, 0.4),
    ("sat-modem", "SM", 6, 0.25),
    ("sat-dish", "SD", 6, 0.25),
    ("lte-router", "LTE", 4, 0.0),
    ("ont", "ONT", 6, 0.0),
)
MATERIALS: Final = (
    # item, how much to begin with, what is to be kept at least
    ("utp-indoor", "24400", "610"),
    ("ftp-outdoor", "9150", "305"),
    ("fibre-drop", "6000", "500"),
    ("coax-rg6", "3050", "200"),
    ("trunking", "1800", "100"),
    ("socket", "1500", "40"),
    ("patch-cord", "900", "60"),
    ("connector-f", "600", "50"),
    ("bracket", "80", "10"),
    ("mast-3", "160", "4"),
    ("surge", "90", "10"),
)
SPECIALS: Final = (
    "Радиомост 5 ГГц, пара, с грозозащитой",
    "Источник бесперебойного питания на 2 часа",
)
LOADED: Final = (("utp-indoor", "305"), ("socket", "20"), ("patch-cord", "12"))
"""What every van carries for whatever comes."""


def stock_up(*, at: datetime, orders: int) -> None:
    """Open the places, and take in what `orders` installations will need, and some more."""
    actions.open_place(kind=PlaceKind.WAREHOUSE, name=WAREHOUSE)
    warehouse = Place.objects.get(name=WAREHOUSE)
    for code, *_ in DEVICES:
        actions.keep_item(code=code, least=Decimal(2))
    for code, _much, least in MATERIALS:
        actions.keep_item(code=code, least=Decimal(least))
    goods = [
        Goods(code, serials=_serials(letters, int(few + share * orders)))
        for code, letters, few, share in DEVICES
    ]
    _receive(goods, SUPPLIERS[0], at)
    _receive([Goods(code, Decimal(much)) for code, much, _ in MATERIALS], SUPPLIERS[1], at)
    for name in Crew.objects.order_by("id").values_list("name", flat=True):
        actions.move_goods(
            actor=None,
            at=at + timedelta(days=1),
            source=warehouse,
            target=actions.van_of(crew=name),
            goods=[Goods(code, Decimal(much)) for code, much in LOADED],
            note="Запас в машине",
        )


def _serials(letters: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letters}-{1000 + number}" for number in range(count))


def _receive(goods: Sequence[Goods], supplier: str, at: datetime) -> None:
    actions.receive_goods(
        actor=None, at=at, goods=goods, supplier=supplier, document=f"УПД от {at:%d.%m.%Y}"
    )


def named_devices(order_id: Any) -> list[dict[str, str]]:
    """Give the act's rows: for each device that waits for the order one that lies there."""
    rows = []
    waiting = Reservation.objects.filter(order_id=order_id, item__serial_numbered=True)
    for row in waiting.select_related("item").order_by("item_id"):
        there = Device.objects.filter(item=row.item, place_id=row.place_id).order_by("id")
        for device in there[: int(row.quantity)]:
            rows.append({"name": row.item.title, "serial": device.serial})
    return rows


def free_modem() -> str:
    """Give the number of a temporary modem that lies at the warehouse; blank when all are out."""
    there = Device.objects.filter(item__code="lte-router", place__kind=PlaceKind.WAREHOUSE)
    return there.order_by("id").values_list("serial", flat=True).first() or ""


def issue_for_today(*, actor: Actor, at: datetime) -> None:
    """Issue the kits of a few orders whose visits are planned: their crews carry them."""
    planned = OpenStep.objects.filter(step__in=("visit_agreed", "line_connected"))
    for order_id in planned.order_by("order_id").values_list("order_id", flat=True)[:4]:
        held = list(Reservation.objects.filter(order_id=order_id).select_related("item", "place"))
        van = actions.van_of(crew=Crew.objects.order_by("id").values_list("name", flat=True)[0])
        for row in held:
            actions.move_goods(
                actor=actor,
                at=at,
                source=row.place,
                target=van,
                goods=[_goods(row)],
                order_id=order_id,
            )


def _goods(row: Reservation) -> Goods:
    if not row.item.serial_numbered:
        return Goods(row.item.code, row.quantity)
    there = Device.objects.filter(item=row.item, place_id=row.place_id).order_by("id")
    return Goods(serials=tuple(one.serial for one in there[: int(row.quantity)]))


def order_specials(*, rng: Random, actor: Actor, at: datetime) -> None:
    """Order something more for two coming visits; the first delivery slips and moves its visit."""
    coming = Visit.objects.filter(released_at=None, done_at=None, starts_at__gt=at)
    last = coming.order_by("-starts_at", "id").select_related("order")
    for index, visit in enumerate(last[:2]):
        then = visit.order.moved_at + timedelta(minutes=10)
        day = office_calendar().local_date(visit.starts_at)
        actions.order_equipment(
            move=_move(visit.order_id, actor, then),
            description=SPECIALS[index],
            supplier=rng.choice(SUPPLIERS),
            document=f"счёт № {rng.randint(100, 900)}",
            promised_date=day,
        )
        if index == 0:
            actions.promise_delivery(
                move=_move(visit.order_id, actor, then + timedelta(minutes=50)),
                promised_date=day + timedelta(days=2),
                reason="Поставщик ждёт партию с завода",
            )


def _move(order_id: UUID, actor: Actor, at: datetime) -> Move:
    return Move(order_id=order_id, actor=actor, now=at, at=at, door="demo")
