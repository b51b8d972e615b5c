"""Goods as spreadsheets list them: comma or semicolon, UTF-8 or Windows-1251."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

MOST_ROWS: Final = 20_000
COLUMNS: Final = ("code", "serial", "quantity", "place", "supplier", "document")


class FaultyList(Exception):
    """A file that cannot be taken; `faults` name line and fault in the reader's language."""

    def __init__(self, faults: Sequence[str]):
        super().__init__("; ".join(faults[:3]))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One line of a list: a device by its serial number, or so much of a material."""

    line: int
    code: str
    serial: str
    quantity: Decimal
    place: str
    supplier: str
    document: str


def read_goods(content: bytes) -> list[GoodsLine]:
    """Read a list of goods; raises FaultyList that names every faulty line.

    Columns by their names in the first line, in any order: code (needed), serial or quantity,
    place (a warehouse or van by its name; blank: the first warehouse), supplier, document.
    """
    text = _text(content)
    first = text.partition("\n")[0]
    rows = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    unknown = [name for name in rows.fieldnames if name not in COLUMNS]
    if "code" not in rows.fieldnames or unknown:
        known = ", ".join(COLUMNS)
        raise FaultyList([_("Line 1: the columns are %(known)s.") % {"known": known}])
    found: list[GoodsLine] = []
    faults: list[str] = []
    try:
        for cells in rows:
            _read(cells, rows.line_num, found, faults)
            if len(found) > MOST_ROWS:
                raise FaultyList([_("At most %(most)s lines at once.") % {"most": MOST_ROWS}])
    except csv.Error as fault:
        faults.append(f"{rows.line_num}: {fault}")
    if faults or not found:
        raise FaultyList(faults or [_("There are no lines under the first one.")])
    return found


def _read(
    cells: dict[str | None, str | None], line: int, found: list[GoodsLine], faults: list[str]
) -> None:
    said = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    if not any(said.values()):
        return
    try:
        quantity = Decimal((said["quantity"] or "0").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        faults.append(
            _("Line %(line)s: “%(text)s” is no quantity.")
            % {"line": line, "text": said["quantity"][:20]}
        )
        return
    if not said["code"] or not (said["serial"] or quantity):
        faults.append(
            _("Line %(line)s: give the code, and a serial number or a quantity.") % {"line": line}
        )
        return
    found.append(
        GoodsLine(
            line,
            said["code"],
            said["serial"],
            quantity,
            said["place"],
            said["supplier"],
            said["document"],
        )
    )


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")
