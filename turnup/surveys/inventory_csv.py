"""Reading the inventory as spreadsheets write it: comma or semicolon, UTF-8 or Windows-1251."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from turnup.orders.faults import faults_of
from turnup.surveys.inventory_forms import BY_COLUMN, Row

MOST_ROWS: Final = 100_000


class FaultyInventory(Exception):
    """A file that cannot be taken; `faults` name line, column and what is wrong."""

    def __init__(self, faults: Sequence[str]):
        super().__init__("; ".join(faults[:3]))
        self.faults = tuple(faults)


def read_inventory(content: bytes) -> list[Row]:
    """Read all rows of a file of sectors, served buildings or satellites. Raises FaultyInventory.

    The kind is known by its columns: `sector`, `ports` or `satellite`. Decimals may have a comma
    where the columns are parted by semicolons.
    """
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="")
    columns = [name.strip().lower() for name in rows.fieldnames or ()]
    kind = next((form for column, form in BY_COLUMN.items() if column in columns), None)
    if kind is None:
        raise FaultyInventory(
            [f"line 1: one of the columns {', '.join(BY_COLUMN)} says what the file lists"]
        )
    rows.fieldnames = columns
    found: list[Row] = []
    faults: list[str] = []
    try:
        for cells in rows:
            try:
                found.append(kind.model_validate(_cells(cells, delimiter)))
            except ValidationError as fault:
                told = [f"{one.field}: {one.fault}" for one in faults_of(fault)]
                faults.append(f"line {rows.line_num}: {'; '.join(told)}")
            if len(found) > MOST_ROWS:
                faults.append(f"line {rows.line_num}: at most {MOST_ROWS} rows at once")
                break
    except csv.Error as fault:
        faults.append(f"line {rows.line_num}: {fault}")
    if faults or not found:
        raise FaultyInventory(faults or ["there are no rows under the first line"])
    return found


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _cells(cells: dict[Any, Any], delimiter: str) -> dict[str, Any]:
    """Leave out empty cells, so that defaults count; make commas in numbers points."""
    kept: dict[str, Any] = {}
    for name, value in cells.items():
        text = value.strip() if isinstance(value, str) else value
        if text in ("", None, []) and (name or not text):
            continue
        if delimiter == ";" and isinstance(text, str) and _is_number(text.replace(",", ".")):
            text = text.replace(",", ".")
        kept[name or "after the last column"] = text
    return kept


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
