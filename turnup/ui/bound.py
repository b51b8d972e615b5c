"""Fields of Django's own forms, turned into the same plain `Field` the templates show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from turnup.ui.fields import Field

WIDGETS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "radio"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxInput, "checkbox"),
    (forms.PasswordInput, "password"),
    (forms.HiddenInput, "hidden"),
    (forms.FileInput, "file"),
]
FIELDS: list[tuple[type[forms.Field], str]] = [
    (forms.EmailField, "email"),
    (forms.URLField, "url"),
    (forms.DateTimeField, "datetime"),
    (forms.DateField, "date"),
    (forms.TimeField, "time"),
    (forms.DecimalField, "decimal"),
    (forms.FloatField, "number"),
    (forms.IntegerField, "integer"),
]
KEPT = {"autocomplete", "autofocus", "maxlength", "minlength", "rows", "accept", "multiple"}


def of_bound(bound: BoundField) -> Field:
    """Will describe a bound Django field as plain data."""
    kind = _kind(bound)
    value = bound.value()
    if kind in {"date", "datetime", "time"} and hasattr(value, "isoformat"):
        value = value.isoformat(*(["T", "minutes"] if kind == "datetime" else []))
    choices = getattr(bound.field, "choices", [])
    return Field(
        kind=kind,
        name=bound.html_name,
        title=str(bound.label),
        help=str(bound.help_text),
        required=bound.field.required,
        value=_value(kind, value),
        error=" ".join(str(error) for error in bound.errors),
        placeholder=str(bound.field.widget.attrs.get("placeholder", "")),
        choices=[(str(code), str(title)) for code, title in choices],
        attributes={k: v for k, v in bound.field.widget.attrs.items() if k in KEPT},
    )


def _kind(bound: BoundField) -> str:
    for widget, kind in WIDGETS:
        if isinstance(bound.field.widget, widget):
            return kind
    return next((kind for cls, kind in FIELDS if isinstance(bound.field, cls)), "text")


def _value(kind: str, value: Any) -> Any:
    if kind == "checkbox":
        return bool(value)
    if kind == "choices":
        return [str(one) for one in value or []]
    return "" if value is None or kind in {"password", "file"} else str(value)
