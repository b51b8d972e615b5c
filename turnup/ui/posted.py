"""What a posted form says, as data for the model whose schema drew the form."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from turnup.ui.fields import NUMBERS
from turnup.ui.schema import Schema, kind_of, resolved, row_schema


def read(schema: Schema, posted: QueryDict) -> dict[str, Any]:
    """Will return the posted form as data for the schema's model.

    What was left blank is left out, so that the model says itself what it misses. Numbers lose
    their spaces and get a point for a comma; moments get the office's time zone.
    """
    return _read_object(schema, schema, posted, "")


def _read_object(root: Schema, schema: Schema, posted: QueryDict, prefix: str) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    data = {}
    for name, part in schema.get("properties", {}).items():
        value = _read_one(root, resolved(root, part), prefix + name, name in required, posted)
        if value is not None:
            data[name] = value
    return data


def _read_one(root: Schema, part: Schema, name: str, required: bool, posted: QueryDict) -> Any:
    kind = kind_of(root, part, required)
    match kind:
        case "checkbox":
            return name in posted
        case "strings" | "choices":
            return [text.strip() for text in posted.getlist(name) if text.strip()] or None
        case "objects" | "pairs":
            return _read_rows(root, part, name, kind, posted)
        case "group":
            return _read_object(root, part, posted, name + ".") or None
    text = posted.get(name, "").strip()
    if not text:
        return None
    if kind == "hidden" and part.get("type") in ("object", "array"):
        return _carried(text)
    if kind in NUMBERS:
        return re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    return _moment(text) if kind == "datetime" else text


def _read_rows(root: Schema, part: Schema, name: str, kind: str, posted: QueryDict) -> Any:
    item = row_schema(root, part, kind)
    found = re.compile(re.escape(name) + r"\.(\d{1,4})\.")
    indices = sorted({int(hit[1]) for key in posted if (hit := found.match(key))})
    rows = [_read_object(root, item, posted, f"{name}.{index}.") for index in indices]
    kept = [row for row in rows if any(value is not False for value in row.values())]
    if kind == "pairs":
        return {row.get("key", ""): row.get("value", "") for row in kept} or None
    return kept or None


def _carried(text: str) -> Any:
    """Read what a hidden field carries as JSON; what is none stays text, for the model."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (timezone.make_aware(moment) if timezone.is_naive(moment) else moment).isoformat()
