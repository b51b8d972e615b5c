"""A page that shows every component with sample data, to be looked at and tested.

Routed only where `DEBUG` is on, and in tests.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from turnup.ui import samples
from turnup.ui.posted import read
from turnup.ui.samples import Plain, say
from turnup.ui.schema import fields


def gallery(request: HttpRequest) -> HttpResponse:
    """Will show every component; a posted form comes back with a fault and what was typed."""
    now = timezone.now()
    schema = repair_schema()
    values: Plain = read(schema, request.POST) if request.method == "POST" else {}
    errors = faults() if request.method == "POST" else {}
    if "toast" in request.GET:
        messages.success(request, say("Запись сохранена.", "The entry is saved."))
        messages.error(request, say("Мастер уже занят.", "The mechanic is taken."))
    context = {
        "now": now,
        "shell": samples.shell(),
        "stages": samples.stages(),
        "entries": samples.entries(now),
        "clocks": samples.clocks(now),
        "columns": samples.columns(),
        "rows": samples.rows(now),
        "facts": samples.facts(),
        "missing_items": samples.missing_items(),
        "fields": fields(schema, values, errors),
        "posted": values,
        "views": samples.views(),
        "pages": {"next_url": "?page=2", "text": "1 / 3"},
        **samples.figures(),
    }
    return render(request, "ui/gallery.html", context, status=422 if errors else 200)


def _line() -> Plain:
    """One line of the estimate within the schema."""
    return {
        "type": "object",
        "required": ["title", "quantity", "price"],
        "properties": {
            "title": {"type": "string", "title": say("Что", "What")},
            "quantity": {"type": "integer", "title": say("Сколько", "How many"), "default": 1},
            "price": {"widget": "money", "title": say("Цена", "Price")},
        },
    }


def _kinds() -> dict[str, str]:
    """What is repaired."""
    kinds = {"city": say("Городской", "City"), "road": say("Шоссейный", "Road")}
    kinds |= {"mountain": say("Горный", "Mountain"), "electric": say("Электрический", "Electric")}
    kinds |= {"child": say("Детский", "Child's")}
    return kinds


def repair_schema() -> Plain:
    """A schema with a field of every kind."""
    verdicts = {
        "sound": say("Исправен", "Sound"),
        "repairable": say("Чинится", "Repairable"),
        "scrap": say("В утиль", "Scrap"),
    }
    kinds = _kinds()
    return {
        "$defs": {"Line": _line()},
        "required": ["owner", "verdict", "inspected_at", "lines", "deposit"],
        "properties": {
            "owner": {
                "type": "string",
                "title": say("Владелец", "Owner"),
                "example": say("Иванов Пётр", "Peter Ivanov"),
            },
            "verdict": {
                "enum": list(verdicts),
                "labels": verdicts,
                "title": say("Вывод", "Verdict"),
            },
            "kind": {
                "anyOf": [{"enum": list(kinds), "labels": kinds}, {"type": "null"}],
                "title": say("Вид", "Kind"),
            },
            "inspected_at": {
                "type": "string",
                "format": "date-time",
                "title": say("Когда осмотрен", "Inspected at"),
            },
            "ready_date": {"type": "string", "format": "date", "title": say("Готов к", "Ready by")},
            "deposit": {
                "widget": "money",
                "title": say("Предоплата", "Deposit"),
                "description": say("Без неё ремонт не начинают.", "No repair begins without it."),
            },
            "lines": {
                "type": "array",
                "items": {"$ref": "#/$defs/Line"},
                "title": say("Строки сметы", "Lines of the estimate"),
            },
            "wishes": {
                "type": "array",
                "items": {"type": "string"},
                "title": say("Пожелания", "Wishes"),
            },
            "readings": {
                "type": "object",
                "additionalProperties": {"type": "number"},
                "title": say("Замеры", "Readings"),
            },
            "note": {"type": "string", "maxLength": 2000, "title": say("Примечание", "Note")},
            "warned": {
                "type": "boolean",
                "title": say("Клиент предупреждён о сроках", "The customer knows the terms"),
            },
        },
    }


def faults() -> dict[str, str]:
    """Faults at a plain field, a group and inside a row."""
    text = say("Заполните это поле.", "Fill this in.")
    return {
        "owner": text,
        "verdict": say("Выберите вывод.", "Choose a verdict."),
        "lines.0.price": text,
    }
