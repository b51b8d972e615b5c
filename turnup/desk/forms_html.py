"""A step's form as HTML: the pydantic schema drawn by `ui`, and what was posted read back.

The schema is the one that REST publishes; here it only learns what the reader may choose from
(tariffs, engineers, crews …) and what is known already, so that nobody types it twice.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from babel import numbers
from django.http import QueryDict
from django.utils import timezone

from turnup.catalog.queries import items_on, tariffs_on
from turnup.desk.grounds import Asking, known_already
from turnup.desk.refusing import fault_texts
from turnup.desk.steps import form_of
from turnup.installation.models import AddressPool, Crew
from turnup.installation.queries import crews_for
from turnup.orders.problems import Problem
from turnup.people.queries import holders_of
from turnup.requests.queries import brief_items
from turnup.ui import moments, posted, schema
from turnup.ui.fields import Field, flat

HAPPENED: Final = "_happened_at"
VERSION: Final = "_version"
KEPT: Final = {"title", "description", "default"}
Choices = Mapping[str, str]


def schema_of(asked: Asking) -> dict[str, Any]:
    """Give the JSON Schema of the step's data, with the choices that this reader has."""
    made = form_of(asked.standard, asked.step.code).model_json_schema()
    for part in (made, *made.get("$defs", {}).values()):
        _offer(made, part, asked)
    _drop_constants(made)
    return made


def drawn(
    asked: Asking,
    data: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
) -> list[Field]:
    """Give the fields: blank with what is known already, or as typed with their faults."""
    made = schema_of(asked)
    known = {k: v for k, v in known_already(asked).items() if k in made.get("properties", {})}
    faults = fault_texts(problem)
    fields = schema.fields(made, known if data is None else data, faults)
    for one in flat(fields):
        as_people_write(one)
    return _with_lost_faults(fields, faults)


def as_people_write(field: Field) -> None:
    """Write sums as the reader does; do not call optional what has a value to begin with."""
    if field.kind == "money" and moments.locale().language == "ru":
        with suppress(InvalidOperation):
            amount = Decimal(str(field.value))
            field.value = numbers.format_decimal(amount, "#,##0.00", locale="ru")
    if field.kind == "select" and field.value:
        field.choices = [choice for choice in field.choices if choice[0]]
        field.required = True


def read(asked: Asking, given: QueryDict) -> dict[str, Any]:
    """Give the posted form as the plain data of the step."""
    return posted.read(schema_of(asked), given)


def meant(asked: Asking, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the reader said: rows that still are as they were drawn were left blank."""
    said = dict(data)
    for name, drawn_rows in known_already(asked).items():
        if _are_rows(said.get(name), drawn_rows):
            blank = [{key: str(one) for key, one in row.items()} for row in drawn_rows]
            said[name] = [row for row in said[name] if row not in blank]
    return said


def _are_rows(*lists: Any) -> bool:
    return all(isinstance(rows, list) and all(isinstance(r, dict) for r in rows) for rows in lists)


def happened_at(given: QueryDict, now: datetime) -> datetime:
    """Give when it happened by what was posted; left blank, it happens now."""
    typed = given.get(HAPPENED, "").strip()
    try:
        moment = datetime.fromisoformat(typed) if typed else now
    except ValueError:
        return now
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def version_seen(given: QueryDict) -> int | None:
    """Give the version of the order that the reader had before them."""
    typed = given.get(VERSION, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None


def _with_lost_faults(fields: list[Field], faults: Mapping[str, str]) -> list[Field]:
    """Put a fault of something deeper than any drawn field to the field it lies in."""
    drawn_names = {one.name for one in flat(fields)}
    by_name = {one.name: one for one in fields}
    for path, text in faults.items():
        top = by_name.get(path.split(".", 1)[0])
        if path not in drawn_names and top is not None and not top.error:
            top.error = text
    return fields


# ------------------------------------------------------------------ what may be chosen
def _offer(root: schema.Schema, part: dict[str, Any], asked: Asking) -> None:
    """Make free fields choices, where there is something to choose from."""
    properties = part.get("properties", {})
    for field in CHOICES.keys() & properties.keys():
        if "enum" in schema.resolved(root, properties[field]):
            continue
        if found := CHOICES[field](asked):
            kept = {key: properties[field][key] for key in KEPT & properties[field].keys()}
            choice = {"type": "string", "enum": list(found), "labels": dict(found)}
            properties[field] = {**kept, **choice, "widget": "select"}


def _tariffs(asked: Asking) -> Choices:
    technology = asked.order.technology
    found = tariffs_on(asked.today, None if technology == "any" else technology)
    return {tariff.code: str(tariff) for tariff in found}


def _items(asked: Asking) -> Choices:
    """What an "item" is depends on the step: one of the brief, or one of the catalogue."""
    if asked.step.code == "brief_answered":
        return {str(i.position): f"{i.position}. {i.text}" for i in brief_items(asked.order.id)}
    return {item.code: str(item) for item in items_on(asked.today)}


def _engineers(asked: Asking) -> Choices:
    found = holders_of("survey_engineer", asked.now)
    english = asked.language == "en"
    return {str(p.id): (p.name_en if english and p.name_en else p.name) for p in found}


def _crews(asked: Asking) -> Choices:
    crews: list[Crew] = list(crews_for(asked.order.technology))
    return {crew.name: crew.name for crew in crews}


def _pools(asked: Asking) -> Choices:
    return {pool.name: pool.name for pool in AddressPool.objects.order_by("name")}


def _gates(asked: Asking) -> Choices:
    codes = {gate for role in asked.actor.roles for gate in asked.standard.gates_waivable_by(role)}
    return {code: asked.standard.steps[code].title[asked.language] for code in sorted(codes)}


CHOICES: Final[Mapping[str, Callable[[Asking], Choices]]] = {
    "tariff": _tariffs,
    "item": _items,
    "engineer": _engineers,
    "crew": _crews,
    "pool": _pools,
    "gate": _gates,
}


def _drop_constants(made: dict[str, Any]) -> None:
    """What can only be said in one way, and is said by itself, need not be asked."""
    properties = made.get("properties", {})
    for name in [n for n, part in properties.items() if "const" in part and "default" in part]:
        del properties[name]
