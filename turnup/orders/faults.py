"""Faults of fields, in our own words: pydantic says what is wrong, this says it to a person.

A fault is what the value is, a mend is what to do about it; both are message ids with the error's
own context as parameters. `turnup.orders.problems` translates them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from turnup.standard.refusals import BadField

SHOWN: Final = 200  # characters of a path, however long the caller made it


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field's fault and its mend, as sentences; `field` is the path of the value in the data.

    Parts of a path are joined by dots: `lines.0.price`.
    """

    field: str
    fault: str
    mend: str

    def to_json(self) -> dict[str, str]:
        """Give the members of one of a problem document's `errors`."""
        return {"field": self.field, "fault": self.fault, "mend": self.mend}


_TEXT = (_("is not a text"), _("write a text in quotes"))
_WHOLE = (_("is not a whole number"), _("write a whole number such as 12"))
_NUMBER = (_("is not a number"), _("write a number such as 12.5"))
_DATE = (_("is not a date"), _("write a date such as 2026-02-16"))
_MOMENT = (_("is not a moment"), _("write a moment with its zone, such as 2026-02-16T09:30:00Z"))
_OBJECT = (_("is not an object"), _("write an object in braces, with named fields"))
_LIST = (_("is not a list"), _("write a list in square brackets"))
_YES_NO = (_("is neither yes nor no"), _("write true or false"))
_UUID = (_("is not an id"), _("write a UUID such as 0196f3a0-5b1c-7d51-9c3f-2f6d0a4c1e77"))
UNKEEPABLE: Final = (
    _("has characters that cannot be kept"),
    _("type it anew without invisible characters"),
)
_PARTS = (
    _("does not look as it should"),
    _("compare it with the step's schema and its example"),
)

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": (_("is missing"), _("fill it in")),
    "extra_forbidden": (_("is not known here"), _("take it out, or check its name")),
    "string_type": _TEXT,
    "string_unicode": UNKEEPABLE,
    "string_too_short": (_("is empty or too short"), _("write at least %(min_length)s characters")),
    "string_too_long": (
        _("is longer than %(max_length)s characters"),
        _("shorten it to %(max_length)s characters"),
    ),
    "string_pattern_mismatch": _PARTS,
    "literal_error": (_("is none of the values known here"), _("choose one of: %(choices)s")),
    "enum": (_("is none of the values known here"), _("choose one of: %(choices)s")),
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": (_("is far too large a number"), _("write a smaller number")),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_digits": (
        _("has more than %(max_digits)s digits"),
        _("write at most %(max_digits)s digits"),
    ),
    "decimal_max_places": (
        _("has more than %(decimal_places)s digits after the point"),
        _("round it to %(decimal_places)s digits after the point"),
    ),
    "decimal_whole_digits": (
        _("has more than %(whole_digits)s digits before the point"),
        _("write a smaller number"),
    ),
    "multiple_of": (_("is not a multiple of %(multiple_of)s"), _("round it")),
    "greater_than": (_("is not more than %(gt)s"), _("write more than %(gt)s")),
    "greater_than_equal": (_("is less than %(ge)s"), _("write at least %(ge)s")),
    "less_than": (_("is not less than %(lt)s"), _("write less than %(lt)s")),
    "less_than_equal": (_("is more than %(le)s"), _("write at most %(le)s")),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": (_("is a moment, not a day"), _("write the day alone")),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": (
        _("is a moment without a time zone"),
        _("write a moment with its zone, such as 2026-02-16T09:30:00Z"),
    ),
    "time_type": (_("is not a time of day"), _("write a time such as 09:30")),
    "time_parsing": (_("is not a time of day"), _("write a time such as 09:30")),
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": _UUID,
    "ip_v4_address": (_("is not an IPv4 address"), _("write an address such as 192.0.2.17")),
    "ip_any_address": (_("is not an IP address"), _("write an address such as 192.0.2.17")),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "too_short": (
        _("has fewer than %(min_length)s items"),
        _("give at least %(min_length)s"),
    ),
    "too_long": (_("has more than %(max_length)s items"), _("give at most %(max_length)s")),
    "none_required": (_("is not known here"), _("leave it out")),
}
RAISED: Final[Mapping[str, tuple[str, str]]] = {
    "nul": UNKEEPABLE,
    "surrogate": UNKEEPABLE,
    "not_text": _TEXT,
}
"""What our own validators raise as the text of a ValueError."""


def refuse_unkeepable(data: Mapping[str, Any]) -> None:
    """Raise BadField for a text, at any depth, that no database can hold: NUL, lone surrogates."""
    for path, text in _texts(data, ()):
        if "\x00" in text or not _encodable(text):
            raise BadField(path_of(path), *UNKEEPABLE)


def _texts(value: Any, path: tuple[int | str, ...]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Give every text in plain data with its path, the names of fields among them."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


def _encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def faults_of(error: ValidationError) -> list[FieldFault]:
    """Put each error of a validation into the active language."""
    said = [_said(one) for one in error.errors(include_url=False)]
    return list(dict.fromkeys(said))  # a union tells the same of each of its branches


def _said(error: Any) -> FieldFault:
    kind, context = error["type"], dict(error.get("ctx", {}))
    fault, mend = FAULTS.get(kind, _PARTS)
    if kind in ("value_error", "assertion_error"):
        raised = str(context.get("error", ""))
        fault, mend = RAISED.get(raised, (raised or _PARTS[0], ""))
    params = {key: _shown(value) for key, value in context.items()}
    params["choices"] = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    return field_fault(path_of(error["loc"]), fault, mend, params)


def field_fault(field: str, fault: str, mend: str, params: Mapping[str, Any]) -> FieldFault:
    """Translate a fault and its mend, and make sentences of them."""
    return FieldFault(_printable(field), sentence(fault, params), sentence(mend, params))


def sentence(text: str, params: Mapping[str, Any]) -> str:
    """Translate a message, fill it, and give it a capital and a full stop."""
    filled = (gettext(text) % params if text else "").strip()
    if not filled:
        return ""
    return filled[0].upper() + filled[1:] + ("" if filled[-1] in ".!?…" else ".")


def path_of(loc: Iterable[int | str]) -> str:
    """Write a path as `lines.0.price`, without the names pydantic gives to a union's branches."""
    return ".".join(str(part) for part in loc if not _is_branch(part))


def _is_branch(part: int | str) -> bool:
    return isinstance(part, str) and (part.endswith("]") and "[" in part)


def _printable(text: str) -> str:
    """Make a path fit to be sent back, whatever its caller put into it."""
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
        for char in shown
    )


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
