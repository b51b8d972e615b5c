"""What may be done with the catalogue. The only writers of this room.

Nothing is overwritten: a new price is a new row from a day on, and the old row ends there.
Every action raises BadField for data that cannot be right.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.catalog.models import Item, ItemKind, Tariff, Technology, Unit, VatKind
from turnup.catalog.money import LARGEST, roubles
from turnup.people.actor import Actor
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField


@transaction.atomic
def set_tariff(
    *,
    actor: Actor | None,
    at: datetime,
    code: str,
    technology: str,
    title: str,
    speed_down_kbit: int,
    speed_up_kbit: int,
    connection_fee: Decimal,
    monthly_fee: Decimal,
    valid_from: date,
    title_en: str = "",
) -> Tariff:
    """Put a tariff on sale from a day on; what the code meant before ends on that day."""
    if not Technology.objects.filter(code=technology).exists():
        raise BadField("technology", _("There is no such technology."))
    tariff = Tariff(
        code=_code(code),
        technology_id=technology,
        title=filled(Tariff, "title", title),
        title_en=fitting(Tariff, "title_en", title_en),
        speed_down_kbit=_speed("speed_down_kbit", speed_down_kbit),
        speed_up_kbit=_speed("speed_up_kbit", speed_up_kbit),
        connection_fee=_price("connection_fee", connection_fee),
        monthly_fee=_price("monthly_fee", monthly_fee),
        valid_from=valid_from,
        written_by_id=actor.id if actor else None,
        written_at=at,
    )
    _end_before(Tariff, tariff.code, valid_from)
    tariff.save(force_insert=True)
    return tariff


@transaction.atomic
def set_item(
    *,
    actor: Actor | None,
    at: datetime,
    code: str,
    kind: str,
    title: str,
    unit: str,
    price: Decimal,
    valid_from: date,
    title_en: str = "",
    vat: str = VatKind.BASE,
    serial_numbered: bool = False,
) -> Item:
    """Put a work, device or material into the price list from a day on."""
    for field, given, choices in (
        ("kind", kind, ItemKind),
        ("unit", unit, Unit),
        ("vat", vat, VatKind),
    ):
        if given not in choices.values:
            raise BadField(
                field,
                _("“%(typed)s” is none of the choices."),
                _("Choose one of: %(choices)s."),
                typed=given[:40],
                choices=", ".join(choices.values),
            )
    if serial_numbered and kind != ItemKind.EQUIPMENT:
        raise BadField("serial_numbered", _("Only equipment has serial numbers."))
    item = Item(
        code=_code(code),
        kind=kind,
        title=filled(Item, "title", title),
        title_en=fitting(Item, "title_en", title_en),
        unit=unit,
        price=_price("price", price),
        vat=vat,
        serial_numbered=serial_numbered,
        valid_from=valid_from,
        written_by_id=actor.id if actor else None,
        written_at=at,
    )
    _end_before(Item, item.code, valid_from)
    item.save(force_insert=True)
    return item


@transaction.atomic
def withdraw(*, row: Tariff | Item, on: date) -> Tariff | Item:
    """Take a tariff or an item off from a day on; what was sold before stays as it was."""
    if on <= row.valid_from:
        raise BadField("on", _("It would end before it begins."))
    row.valid_until = on
    row.save(update_fields=["valid_until"])
    return row


def _end_before(model: type[Tariff] | type[Item], code: str, day: date) -> None:
    """End the standing row of the code. Raises BadField when it begins on the day or later."""
    rows = model._default_manager.select_for_update().filter(code=code)
    last = rows.order_by("valid_from").last()
    if last is None:
        return
    if last.valid_from >= day:
        raise BadField(
            "valid_from",
            _("“%(code)s” has a row from %(day)s on already."),
            _("Choose a later day."),
            code=code,
            day=last.valid_from.isoformat(),
        )
    if last.valid_until is None or last.valid_until > day:
        last.valid_until = day
        last.save(update_fields=["valid_until"])


def _code(typed: str) -> str:
    code = fitting(Tariff, "code", typed)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        raise BadField(
            "code",
            _("“%(typed)s” is no code."),
            _("Small Latin letters and digits with hyphens between, for example radio-30."),
            typed=code,
        )
    return code


def _speed(field: str, kbit: int) -> int:
    if not 0 < kbit <= 400_000_000:
        raise BadField(field, _("Give the speed in kbit/s, above 0 and at most 400 Gbit/s."))
    return kbit


def _price(field: str, amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise BadField(field, _("A price is 0 roubles or more, and fits the column."))
    return roubles(amount)
