"""A table as a CSV file that Russian Excel opens: UTF-8 with its mark, semicolons, comma sums."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import HttpResponse

from turnup.papers.answers import bytes_answer


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return the table to save. A text that a spreadsheet would compute is made plain text."""
    answer = bytes_answer(csv_bytes(head, rows), name, "text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def csv_bytes(
    head: Sequence[str], rows: Iterable[Sequence[Any]], charset: str = "utf-8-sig"
) -> bytes:
    """Return the table's bytes; letters that the charset lacks become question marks."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode(charset, "replace")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
