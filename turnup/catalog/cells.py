"""What the cells of a price list mean: columns of tariffs and of items, as CSV holds them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from turnup.catalog.models import Item, ItemKind, Tariff, Unit, VatKind
from turnup.standard.refusals import BadField

YES: Final = ("1", "yes", "true", "да", "истина")
NO: Final = ("", "0", "no", "false", "нет", "ложь")

RUSSIAN: Final = {
    "код": "code",
    "технология": "technology",
    "название": "title",
    "название по-английски": "title_en",
    "скорость вниз, кбит/с": "speed_down_kbit",
    "скорость вверх, кбит/с": "speed_up_kbit",
    "подключение, руб.": "connection_fee",
    "в месяц, руб.": "monthly_fee",
    "вид": "kind",
    "единица": "unit",
    "цена, руб.": "price",
    "ндс": "vat",
    "серийный номер": "serial_numbered",
    "действует с": "valid_from",
}
"""Headers that a person may write instead of the codes."""


def _whole(field: str, cell: str) -> int:
    digits = _number(cell)
    if not re.fullmatch(r"\d{1,12}", digits):
        raise BadField(field, _("“%(typed)s” is no whole number."), typed=cell[:40])
    return int(digits)


def _money(field: str, cell: str) -> Decimal:
    try:
        amount = Decimal(_number(cell))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise BadField(
            field,
            _("“%(typed)s” is no sum of money."),
            _("Roubles and kopecks, for example 8900.00."),
            typed=cell[:40],
        )
    return amount.quantize(Decimal("0.01"))


def _number(cell: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]", "", cell).replace(",", ".")[:40]


def _day(field: str, cell: str) -> date:
    try:
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", cell):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(cell)
    except ValueError:
        raise BadField(
            field,
            _("“%(typed)s” is no date."),
            _("Write it like 01.03.2026 or 2026-03-01."),
            typed=cell[:40],
        ) from None


def _yes_or_no(field: str, cell: str) -> bool:
    if cell.lower() not in (*YES, *NO):
        raise BadField(field, _("“%(typed)s” is neither yes nor no."), typed=cell[:40])
    return cell.lower() in YES


def _text(_field: str, cell: str) -> str:
    return cell


def _code_of(choices: Any) -> Callable[[str, str], str]:
    """Take a choice by its code or by its title in the active language."""

    def read(_field: str, cell: str) -> str:
        titles = {str(title).lower(): value for value, title in choices.choices}
        return str(titles.get(cell.lower(), cell))

    return read


Reader = Callable[[str, str], Any]
TARIFF: Final[Mapping[str, Reader]] = {
    "code": _text,
    "technology": _text,
    "title": _text,
    "title_en": _text,
    "speed_down_kbit": _whole,
    "speed_up_kbit": _whole,
    "connection_fee": _money,
    "monthly_fee": _money,
    "valid_from": _day,
}
ITEM: Final[Mapping[str, Reader]] = {
    "code": _text,
    "kind": _code_of(ItemKind),
    "title": _text,
    "title_en": _text,
    "unit": _code_of(Unit),
    "price": _money,
    "vat": _code_of(VatKind),
    "serial_numbered": _yes_or_no,
    "valid_from": _day,
}
MAY_MISS: Final = ("title_en", "vat", "serial_numbered", "valid_from")


def columns_of(reads: Mapping[str, Reader]) -> dict[str, str]:
    """Give the names a header may use, with the columns they mean."""
    codes = {code: code for code in reads}
    return codes | {name: code for name, code in RUSSIAN.items() if code in reads}


def meant(reads: Mapping[str, Reader], cells: Mapping[str, str], since: date) -> dict[str, Any]:
    """Give what the cells of one line say; without a day of its own it begins on `since`.

    Raises BadField for the first cell that cannot be read.
    """
    said = {
        code: reads[code](code, cell) for code, cell in cells.items() if cell or code == "title_en"
    }
    for code in reads:
        if code not in said and code not in MAY_MISS:
            raise BadField(code, _("This is empty."), _("Fill it in."))
    return {"valid_from": since, **said}


def written(reads: Mapping[str, Reader], row: Tariff | Item) -> list[str]:
    """Give the cells of a row, readable by `meant`."""
    columns = ("technology_id" if code == "technology" else code for code in reads)
    return [cell_of(getattr(row, column)) for column in columns]


def cell_of(value: Any) -> str:
    """Give a value as the text of a cell."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)
