"""What may be done with the catalogue. The only writers of this room.

Nothing is overwritten: a new price is a new row from a day on, and the old row ends there.
Every action raises BadField for data that cannot be right.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from turnup.catalog.models import Item, ItemKind, Tariff, Technology, Unit, VatKind
from turnup.catalog.money import LARGEST, roubles
from turnup.catalog.queries import rows_of
from turnup.people.actor import Actor
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField

Row = TypeVar("Row", Tariff, Item)


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
        valid_from=_not_past(actor, at, "valid_from", valid_from),
        written_by_id=actor.id if actor else None,
        written_at=at,
    )
    _end_before(tariff, actor, at)
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
        valid_from=_not_past(actor, at, "valid_from", valid_from),
        written_by_id=actor.id if actor else None,
        written_at=at,
    )
    _end_before(item, actor, at)
    item.save(force_insert=True)
    return item


@transaction.atomic
def withdraw(*, actor: Actor | None, at: datetime, row: Row, on: date) -> Row:
    """Take a tariff or an item off from a day on; what was sold before stays as it was."""
    row = _locked(row)
    if row.valid_until is not None and row.valid_until <= on:
        raise BadField(
            "on",
            _("It ends on %(day)s already."),
            _("Choose an earlier day."),
            day=row.valid_until.isoformat(),
        )
    if _not_past(actor, at, "on", on) <= row.valid_from:
        raise BadField("on", _("It would end before it begins."))
    return _end(row, on, actor, at)


@transaction.atomic
def take_back(*, actor: Actor | None, at: datetime, row: Row) -> Row:
    """Take back a row that has not begun yet; what it was to follow stays without an end.

    The row remains in the history, with who took it back and when; it holds on no day.
    """
    row = _locked(row)
    if row.valid_from <= timezone.localdate(at) or row.valid_until == row.valid_from:
        raise BadField("code", _("Only what has not begun yet can be taken back."))
    row = _end(row, row.valid_from, actor, at)
    followed = rows_of(row).filter(valid_until=row.valid_from, valid_from__lt=row.valid_from)
    followed.update(valid_until=None, ended_by=None, ended_at=None)
    return row


def _end(row: Row, day: date, actor: Actor | None, at: datetime) -> Row:
    row.valid_until = day
    row.ended_by_id = actor.id if actor else None
    row.ended_at = at
    row.save(update_fields=["valid_until", "ended_by", "ended_at"])
    return row


def _locked(row: Row) -> Row:
    return rows_of(row).select_for_update(of=("self",)).get(pk=row.pk)


def _end_before(new: Row, actor: Actor | None, at: datetime) -> None:
    """End the standing row of the code. Raises BadField when it begins on the day or later."""
    day = new.valid_from
    rows = rows_of(new).select_for_update(of=("self",)).exclude(valid_until=F("valid_from"))
    last = rows.order_by("valid_from").last()
    if last is None:
        return
    if last.valid_from >= day:
        raise BadField(
            "valid_from",
            _("“%(code)s” has a row from %(day)s on already."),
            _("Choose a later day."),
            code=new.code,
            day=last.valid_from.isoformat(),
        )
    if last.valid_until is None or last.valid_until > day:
        _end(last, day, actor, at)


def _not_past(actor: Actor | None, at: datetime, field: str, day: date) -> date:
    """Refuse a person a day that has passed: what was in force then is not rewritten.

    The program itself, which loads a price list into an empty catalogue, may.
    """
    if actor is not None and day < timezone.localdate(at):
        raise BadField(
            field,
            _("This day has passed: prices that were in force are not rewritten."),
            _("Choose today or a later day."),
        )
    return day


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
