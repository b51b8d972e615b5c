"""Tables as spreadsheets write and read them: comma or semicolon, UTF-8 or Windows-1251. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField

MOST_LINES: Final = 5000
ENCODINGS: Final = ("utf-8", "cp1251")
DELIMITERS: Final = (";", ",")
_FORMULA: Final = ("=", "+", "-", "@", "\t")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the header: its number in the file, and its cells by column, or its fault."""

    number: int
    cells: Mapping[str, str]
    fault: BadField | None = None


def read_table(content: bytes, columns: Mapping[str, str], needed: Sequence[str]) -> list[Line]:
    """Read the lines of a table whose header names columns, as `columns` maps names to codes.

    A cell is text without its outer spaces. Raises BadField(`file`) where nothing can be read.
    """
    text = decoded(content)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header = _header(next(_read(lines), (1, []))[1], columns, needed)
    found = [_line(number, header, row) for number, row in _read(lines) if row]
    if not found:
        raise BadField("file", _("There are no lines below the header."))
    if len(found) > MOST_LINES:
        raise BadField("file", _("The file has more than %(most)s lines."), most=MOST_LINES)
    return found


def decoded(content: bytes) -> str:
    """Give the text: UTF-8 with or without its mark, UTF-16 with it, else Windows-1251."""
    if b"\x00" in content and not content.startswith(_UTF16):
        raise BadField("file", _("This is no text."), _("Save the table as CSV."))
    try:
        return content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", "replace")
        return re.sub(r"&#(\d{2,5});", lambda found: chr(int(found[1])), text)


def write_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ";",
) -> bytes:
    """Write a table for a spreadsheet; a cell that it would take for a formula gets a quote mark.

    UTF-8 gets its mark, by which Excel knows it. A character that Windows-1251 lacks is written
    by its number (`&#215;`), which `decoded` turns back.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode(
        "utf-8-sig" if encoding == "utf-8" else encoding, "xmlcharrefreplace"
    )


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _read(lines: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | None]]:
    """Give each line that is not blank with its number; a torn one is None."""
    while True:
        try:
            row = next(lines)
        except StopIteration:
            return
        except csv.Error:
            yield lines.line_num, None  # type: ignore[attr-defined]  # csv.reader has it
            return
        if any(cell.strip() for cell in row):
            yield lines.line_num, row  # type: ignore[attr-defined]  # csv.reader has it


def _header(row: list[str] | None, columns: Mapping[str, str], needed: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in row or ()]
    unknown = next((name for name in names if name not in columns), None)
    if unknown is not None:
        raise BadField(
            "file",
            _("Line 1: there is no column “%(name)s”."),
            _("Columns are: %(columns)s."),
            name=unknown[:40],
            columns=", ".join(dict.fromkeys(columns.values())),
        )
    codes = [columns[name] for name in names]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise BadField("file", _("Line 1: the column “%(name)s” comes twice."), name=twice)
    lacks = [code for code in needed if code not in codes]
    if lacks:
        raise BadField(
            "file",
            _("Line 1 lacks the columns: %(columns)s."),
            _("Save what the page exports and edit that."),
            columns=", ".join(lacks),
        )
    return codes


def _line(number: int, header: Sequence[str], row: list[str] | None) -> Line:
    if row is None:
        return Line(number, {}, BadField("", _("This is no CSV: a quotation mark stays open.")))
    if len(row) != len(header):
        fault = BadField(
            "",
            _("The line has %(cells)s cells, the header has %(columns)s."),
            cells=len(row),
            columns=len(header),
        )
        return Line(number, {}, fault)
    return Line(number, dict(zip(header, map(_plain, row), strict=True)))
