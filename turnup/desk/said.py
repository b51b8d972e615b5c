"""What a journal entry says, as terms and values in the reader's language.

Titles come from the step's own form, so the timeline reads like the form that was filled in.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from babel import numbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.desk.steps import form_of
from turnup.installation.readings import known_readings
from turnup.standard import Standard
from turnup.ui import moments, schema

Term = dict[str, Any]
NEVER: Final = frozenset(
    {
        "customer_id",
        "site_id",
        "departures",
        "details",
        "text_sha256",
        "customer_signature",  # drawn: the act shows them
        "crew_signature",
    }
)
TITLES: Final[Mapping[str, str]] = {
    "speed_down_kbit": gettext_noop("Download, Mbit/s"),
    "speed_up_kbit": gettext_noop("Upload, Mbit/s"),
    "number": gettext_noop("Number"),
    "signatory": gettext_noop("Who signed"),
    "crew": gettext_noop("Crew"),
    "starts_at": gettext_noop("Begins"),
    "ends_at": gettext_noop("Ends"),
    "ip_address": gettext_noop("IP address"),
    "serial": gettext_noop("Serial number"),
    "description": gettext_noop("What is ordered"),
    "promised_before": gettext_noop("Promised before"),
}


def details(
    standard: Standard, step: str, data: Mapping[str, Any] | None, names: Mapping[str, str]
) -> list[Term]:
    """Give what was said, in the order of the form; `names` are people's by id.

    Left out is what is blank, what was answered with no, and what only machines read.
    """
    if not data:
        return []
    root = form_of(standard, step).model_json_schema()
    if gate := standard.steps.get(str(data.get("gate", ""))):
        data = {**data, "gate": gate.title["en" if moments.locale().language == "en" else "ru"]}
    parts = root.get("properties", {})
    ordered = [key for key in parts if key in data] + [key for key in data if key not in parts]
    return [
        {"term": _title(root, parts, key), "value": text}
        for key in ordered
        if key not in NEVER and (text := _told(root, parts.get(key, {}), key, data[key], names))
    ]


def _title(root: schema.Schema, parts: Mapping[str, Any], key: str) -> str:
    title = schema.resolved(root, parts[key]).get("title") if key in parts else TITLES.get(key)
    return _(title) if title else key.replace("_", " ").capitalize()


def _measured(code: str) -> str:
    """Name what was measured, where it is a reading of a line."""
    reading = known_readings("any").get(code)
    return _(reading.title) if reading else code


def _told(
    root: schema.Schema, part: schema.Schema, key: str, value: Any, names: Mapping[str, str]
) -> str:
    """Put one value into words; an empty text for what need not be told."""
    part = schema.resolved(root, part)
    match value:
        case True:
            return _("yes")
        case False | None | "":
            return ""
        case list():
            return _told_list(root, part, value, names)
        case dict():
            return ", ".join(f"{_measured(name)}: {one}" for name, one in value.items())
    if str(value) in ("0", "0.00") and "default" in part:
        return ""
    if key.endswith("_kbit"):
        return f"{int(value) / 1000:g}"
    if part.get("widget") == "money" or key in ("amount", "amount_at_risk"):
        return _money(value)
    if str(value) in names:
        return names[str(value)]
    if labels := part.get("labels"):
        return _(labels[value]) if value in labels else str(value)
    return _moment(part, str(value))


def _told_list(
    root: schema.Schema, part: schema.Schema, rows: Iterable[Any], names: Mapping[str, str]
) -> str:
    inner = schema.resolved(root, part.get("items", {})).get("properties", {})
    told = []
    for row in rows:
        said = row if isinstance(row, Mapping) else {"": row}
        keys = [*(key for key in inner if key in said), *(key for key in said if key not in inner)]
        cells = (_told(root, inner.get(key, {}), key, said[key], names) for key in keys)
        told.append(" · ".join(cell for cell in cells if cell))
    return "\n".join(told)


def _money(value: Any) -> str:
    try:
        return moments.money(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def _moment(part: schema.Schema, text: str) -> str:
    """Write days and moments as people do; anything else stays as it was said."""
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-":
        return text
    try:
        return moments.absolute(
            date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        )
    except ValueError:
        return text


def decimal_text(value: Decimal | float) -> str:
    """Write a number in the reader's habit, with one place at most."""
    return numbers.format_decimal(value, "#,##0.#", locale=moments.locale())
