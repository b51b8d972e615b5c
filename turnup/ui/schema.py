"""Form fields from a JSON Schema.

The same schema that a program reads over the API draws the form here, so a new step needs no
template. `fields()` turns schema, values and errors into plain `Field`s; `posted.read()` turns the
posted form back into data for the schema's own model. Both know these shapes:

| schema | kind |
|---|---|
| string; with `maxLength` over 200 or `"widget": "textarea"` | `text`, `textarea` |
| string of format `date`, `date-time`, `time`, `email`, `uri` | `date`, `datetime`, … `url` |
| integer; number; a decimal (number or string) | `integer`, `number`, `decimal` |
| `"widget": "money"` | `money` |
| boolean | `checkbox` |
| enum | `radio` up to four when required, else `select` |
| array of strings | `strings` |
| array of enum | `choices` (checkboxes) |
| array of objects | `objects` (rows with "add" and "remove") |
| object with properties | `group` |
| object of free keys | `pairs` |

Read from each property besides: `title`, `description`, `default`, `example`/`examples`, `labels`
(enum value → title) and `widget` (any kind above, or `tel`, `hidden`: an object as JSON).
Titles are message ids. Names in HTML are dotted: `lines.0.price`; errors are keyed by them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.ui.fields import NUMBERS, Field

Schema = Mapping[str, Any]
RADIO_AT_MOST = 4
LONG_TEXT = 200
FORMATS = {
    "date": "date",
    "date-time": "datetime",
    "time": "time",
    "email": "email",
    "uri": "url",
}
ROW_MARK = "__row__"
KEY_TITLE, VALUE_TITLE = gettext_noop("Entry name"), gettext_noop("Value")


def fields(
    schema: Schema,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Field]:
    """Will return a field for each property of an object schema, filled and with its errors."""
    return _object_fields(schema, schema, values or {}, errors or {}, "")


def _object_fields(
    root: Schema, schema: Schema, values: Any, errors: Mapping[str, str], prefix: str
) -> list[Field]:
    required = set(schema.get("required", ()))
    values = values if isinstance(values, Mapping) else {}
    return [
        _field(root, part, prefix + name, name in required, values.get(name), errors)
        for name, part in schema.get("properties", {}).items()
    ]


def _field(
    root: Schema, part: Schema, name: str, required: bool, value: Any, errors: Mapping[str, str]
) -> Field:
    part = resolved(root, part)
    kind = kind_of(root, part, required)
    if value is None:
        value = part.get("default")
    made = Field(
        kind=kind,
        name=name,
        title=_(part["title"]) if part.get("title") else _spoken(name),
        help=_(part["description"]) if part.get("description") else "",
        required=required,
        value=_shown(kind, value),
        error=errors.get(name, ""),
        placeholder=_placeholder(kind, part),
        choices=_choices(root, part, kind, required),
        attributes=_attributes(kind, part),
        unit=part.get("unit", "₽" if kind == "money" else ""),
    )
    _fill(made, root, part, value, errors)
    return made


def _fill(made: Field, root: Schema, part: Schema, value: Any, errors: Mapping[str, str]) -> None:
    """Puts the fields inside a group or a list into it."""
    if made.kind == "group":
        made.fields = _object_fields(root, part, value, errors, made.name + ".")
    if made.kind in {"objects", "pairs"}:
        item = row_schema(root, part, made.kind)
        given = _pairs(value) if made.kind == "pairs" else _listed(value)
        blank: list[dict[str, Any]] = [{}] if made.required else []
        made.rows = [
            _object_fields(root, item, row, errors, f"{made.name}.{index}.")
            for index, row in enumerate(given or blank)
        ]
        made.fields = _object_fields(root, item, {}, {}, f"{made.name}.{ROW_MARK}.")
    if made.kind == "strings":
        faults = {index: errors.get(f"{made.name}.{index}", "") for index in range(len(made.value))}
        made.error = made.error or next((fault for fault in faults.values() if fault), "")


def resolved(root: Schema, part: Schema) -> dict[str, Any]:
    """Will follow `$ref`, and drop the "or null" of an optional property."""
    found = dict(part)
    for wrapper in ("anyOf", "oneOf", "allOf"):
        options = [one for one in found.get(wrapper, ()) if one.get("type") != "null"]
        if len(options) == 1:
            del found[wrapper]
            found = {**resolved(root, options[0]), **found}
    if "$ref" in found:
        target: Any = root
        for step in found.pop("$ref").removeprefix("#/").split("/"):
            target = target[step]
        own_title = {"title": found["title"]} if "title" in found else {"title": ""}
        found = {**resolved(root, target), **own_title, **found}
    return found


def kind_of(root: Schema, part: Schema, required: bool) -> str:
    """Will say which kind of field a resolved property wants."""
    if widget := part.get("widget"):
        return str(widget)
    if "enum" in part:
        return "radio" if required and len(part["enum"]) <= RADIO_AT_MOST else "select"
    if {one.get("type") for one in part.get("anyOf", ())} - {"null"} == {"number", "string"}:
        return "decimal"
    match part.get("type"):
        case "boolean":
            return "checkbox"
        case "integer" | "number" as kind:
            return str(kind)
        case "array":
            return _array_kind(resolved(root, part.get("items", {})))
        case "object":
            return "group" if part.get("properties") else "pairs"
    if part.get("maxLength", 0) > LONG_TEXT:
        return "textarea"
    return FORMATS.get(part.get("format", ""), "text")


def _array_kind(item: Schema) -> str:
    if "enum" in item:
        return "choices"
    return "objects" if item.get("properties") else "strings"


def row_schema(root: Schema, part: Schema, kind: str) -> Schema:
    """Will return the schema of one row of a list of objects, or of free keys."""
    if kind == "objects":
        return resolved(root, part.get("items", {}))
    free = part.get("additionalProperties")
    value = resolved(root, free) if isinstance(free, Mapping) else {"type": "string"}
    return {
        "properties": {
            "key": {"title": KEY_TITLE, "type": "string"},
            "value": {**value, "title": VALUE_TITLE},
        },
        "required": ["key", "value"],
    }


def _pairs(value: Any) -> list[dict[str, Any]]:
    given = value if isinstance(value, Mapping) else {}
    return [{"key": key, "value": one} for key, one in given.items()]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _choices(root: Schema, part: Schema, kind: str, required: bool) -> list[tuple[str, str]]:
    source = resolved(root, part.get("items", {})) if kind == "choices" else part
    labels = {**source.get("labels", {}), **part.get("labels", {})}
    found = [
        (str(one), _(labels[one]) if one in labels else _spoken(str(one)))
        for one in source.get("enum", ())
    ]
    return [("", _("Not chosen")), *found] if kind == "select" else found


def _attributes(kind: str, part: Schema) -> dict[str, Any]:
    names = {"maxLength": "maxlength", "minLength": "minlength"}
    if kind in {"date", "datetime", "time"}:
        names = {"formatMinimum": "min", "formatMaximum": "max"}
    if kind not in {"text", "textarea", "tel", "email", "url", "date", "datetime", "time"}:
        return {}
    return {ours: part[theirs] for theirs, ours in names.items() if part.get(theirs)}


def _placeholder(kind: str, part: Schema) -> str:
    example = part.get("example", next(iter(part.get("examples", ())), ""))
    plain = isinstance(example, str | int | float) and not isinstance(example, bool)
    if not plain or example == "" or kind not in {"text", "textarea", "tel", "email", *NUMBERS}:
        return ""
    return _("For example, %(example)s") % {"example": example}


def _shown(kind: str, value: Any) -> Any:
    if kind == "checkbox":
        return bool(value)
    if kind == "strings":
        return [str(one) for one in _listed(value) if one is not None] or [""]
    if kind == "choices":
        return [str(one) for one in _listed(value)]
    if value is None or kind in {"objects", "pairs", "group"}:
        return ""
    if kind == "hidden" and isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _local(value) if kind == "datetime" else str(value)


def _local(value: Any) -> str:
    """Will write a moment as `<input type=datetime-local>` wants it; bad text stays as typed."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return moment.strftime("%Y-%m-%dT%H:%M")


def _spoken(name: str) -> str:
    """Will make a title of a code nobody gave one."""
    return _(name.rsplit(".", 1)[-1].replace("_", " ").capitalize())
