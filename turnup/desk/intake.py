"""Reading a file of connection requests: JSON Lines or CSV, as people really save them.

UTF-8 with or without BOM, else cp1251; CSV by comma or semicolon with dotted headers. A line that
cannot be used is told by its number, its field and the reason; the others go on.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field, ValidationError

from turnup.orders.faults import FieldFault, faults_of, field_fault, refuse_unkeepable
from turnup.orders.forms import BusinessDate, Part, ShortText, Text
from turnup.standard import packaged
from turnup.standard.refusals import BadField

YES: Final = {"да": True, "yes": True, "true": True, "1": True, "истина": True}
NO: Final = {"нет": False, "no": False, "false": False, "0": False, "ложь": False}
STEPS: Final = tuple(code for code, step in packaged().steps.items() if not step.event)
Verdict = Literal["feasible", "feasible_with_build", "not_feasible"]
Technology = Literal["lan", "radio", "leased_line", "satellite"]
AfterStep = Literal[STEPS]  # type: ignore[valid-type]  # the standard's own codes


class Customer(Part):
    """Who asks; the opening step's form and action check the rest."""

    kind: Literal["company", "sole_trader", "person"]
    name: Annotated[Text, Field(min_length=1, max_length=300)]
    inn: Text = ""
    kpp: Text = ""
    ogrn: Text = ""
    phone: Text = ""
    email: Text = ""
    contact: Text = ""


class Site(Part):
    """Where."""

    address: Annotated[Text, Field(min_length=1, max_length=500)]
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    entrance: Text = ""
    floor: Text = ""
    room: Text = ""


class Brief(Part):
    """What the customer needs."""

    speed_mbit: float | None = Field(None, gt=0, le=400_000)
    static_addresses: int = Field(0, ge=0, le=256)
    wanted_by: BusinessDate | None = None
    wishes: Text = ""
    items: tuple[Annotated[Text, Field(min_length=1)], ...] = ()


class Finding(Part):
    """What a survey finds, by the names of the standard's facts."""

    verdict: Verdict | None = None
    technology: Technology | None = None
    outdoor: bool | None = None
    permits_needed: bool | None = None
    special_equipment: bool | None = None


class Facts(Finding):
    """What comes out on the way, by the names of the standard's facts."""

    urgent: bool | None = None
    terms_changed: bool | None = None
    nonstandard_terms: bool | None = None
    disputed: bool | None = None
    decision: Literal["build", "no"] | None = None
    temporary_connection: bool | None = None


class Stops(Part):
    """What the world outside does not give, and when it ends."""

    money: Literal["missing", "waived", "waived_then_paid"] | None = None
    customer_signature: Literal["missing"] | None = None
    permit: Literal["missing"] | None = None
    equipment: Literal["missing"] | None = None
    urgency_refused: bool = False
    missed_visits: int = Field(0, ge=0, le=20)
    held_after: AfterStep | None = None
    cancelled_after: AfterStep | None = None


class Request(Part):
    """One line of the file; examples/README.md explains every field."""

    request: Annotated[ShortText, Field(max_length=60)]
    customer: Customer
    site: Site
    technology: Literal["lan", "radio", "leased_line", "satellite", "any"]
    brief: Brief = Brief()
    facts: Facts = Facts()
    second_survey: Finding | None = None
    stops: Stops = Stops()


YES_OR_NO: Final = {
    "stops.urgency_refused",
    *(
        f"facts.{name}"
        for name, field in Facts.model_fields.items()
        if field.annotation == bool | None
    ),
    *(f"second_survey.{name}" for name in ("outdoor", "permits_needed", "special_equipment")),
}
"""Columns of a table that say yes or no; `decision` has a “no” of another kind."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number, and either its request or its faults."""

    number: int
    request: Request | None = None
    faults: tuple[FieldFault, ...] = ()


class NoRequests(Exception):
    """The file holds nothing that could be a request."""


def read_requests(content: bytes) -> Iterator[Line]:
    """Read a file's bytes line by line; faults are in the active language.

    Raises NoRequests for a file without a single line.
    """
    text = _decoded(content)
    if not text.strip():
        raise NoRequests
    rows = _csv_rows(text) if _has_header(text) else _json_rows(text)
    seen: dict[str, int] = {}
    for number, row in rows:
        line = _checked(number, row)
        name = line.request and line.request.request
        if name and (first := seen.setdefault(name, number)) != number:
            line = _faulty(number, "request", TWICE, line=first)
        yield line


TWICE: Final = (
    _("stands already in line %(line)s"),
    _("give every request a name of its own"),
)
NOT_JSON: Final = (
    _("is no JSON: %(fault)s, column %(column)s"),
    _("write one request a line, as an object in braces"),
)
NOT_OBJECT: Final = (
    _("is not an object"),
    _("write one request a line, as an object in braces"),
)
CELLS: Final = (
    _("has %(cells)s cells, the header has %(columns)s"),
    _("give every line as many cells as the header; an empty one says nothing"),
)
NOT_CSV: Final = (_("is no CSV: %(fault)s"), _("save the file anew"))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _has_header(text: str) -> bool:
    """Tell whether the first line is the header of a CSV file."""
    first = text.lstrip().split("\n", 1)[0]
    return not first.startswith(("{", "[")) and "request" in _cells(first)


def _cells(line: str) -> list[str]:
    divided = line.strip().split(_delimiter(line))
    return [cell.strip().strip('"') for cell in divided]


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _faulty(number: int, field: str, said: tuple[str, str], **params: Any) -> Line:
    return Line(number, None, (field_fault(field, *said, params),))


def _json_rows(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _parsed(number, line)


def _parsed(number: int, line: str) -> Any:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return _faulty(number, "", NOT_JSON, fault=error.msg, column=error.colno)
    except (ValueError, RecursionError):  # a number of thousands of digits, or braces in thousands
        return _faulty(number, "", NOT_JSON, fault="too large", column=1)
    return row if isinstance(row, dict) else _faulty(number, "", NOT_OBJECT)


def _csv_rows(text: str) -> Iterator[tuple[int, Any]]:
    """Give each row with the number of its last line."""
    header = text.lstrip().split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header), strict=True)
    columns: list[str] = []
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num, _faulty(rows.line_num, "", NOT_CSV, fault=error)
            continue
        if columns and any(cells):
            yield rows.line_num, _from_cells(rows.line_num, columns, cells)
        elif any(cells):
            columns = [name.strip() for name in cells]


def _from_cells(number: int, columns: list[str], cells: list[str]) -> Any:
    if len(cells) != len(columns):
        return _faulty(number, "", CELLS, cells=len(cells), columns=len(columns))
    said = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    return _nested({name: cell for name, cell in said.items() if cell})


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    """Turn dotted cells into nested data."""
    data: dict[str, Any] = {}
    for name, cell in cells.items():
        *parents, last = name.split(".")
        place = data
        for parent in parents:
            inner = place.get(parent)
            place[parent] = place = inner if isinstance(inner, dict) else {}
        place[last] = _value(name, cell)
    return data


def _value(name: str, cell: str) -> Any:
    """Read a cell as Excel saves it: decimal commas, Russian dates, yes and no, items by |."""
    if name == "brief.items":
        return [item.strip() for item in cell.split("|") if item.strip()]
    if name in ("site.lat", "site.lon", "brief.speed_mbit"):
        return cell.replace(",", ".")
    if name == "brief.wanted_by" and cell.count(".") == 2:
        return "-".join(reversed(cell.split(".")))
    if name in YES_OR_NO:
        return (YES | NO).get(cell.lower(), cell)
    return cell


def _checked(number: int, row: Any) -> Line:
    if isinstance(row, Line):
        return row
    try:
        refuse_unkeepable(row)
        return Line(number, Request.model_validate(row))
    except BadField as fault:
        params = dict(fault.params)
        field, wrong, mend = (params.pop(key) for key in ("field", "fault", "mend"))
        return Line(number, None, (field_fault(field, wrong, mend, params),))
    except ValidationError as error:
        return Line(number, None, tuple(faults_of(error)))
