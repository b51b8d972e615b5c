"""The standing standard as a program reads it: every step with the JSON Schema of its data.

With the schemas and the examples alone a program can drive an order from request to service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext

from turnup.desk.steps import form_of
from turnup.orders.forms import StepForm
from turnup.rest.shapes import Named
from turnup.standard import Standard
from turnup.standard.model import Due, Fact, Stage, Step, Term

TEXTS: Final = ("title", "description")
ROUTES: Final = {
    "open": "POST /api/v1/orders",
    "record": "POST /api/v1/orders/{id}/steps/{step}",
    "card": "GET /api/v1/orders/{id}",
    "tasks": "GET /api/v1/tasks",
}


@dataclass(frozen=True, slots=True)
class FactRead:
    """Something that may be true of an order: yes or no where there are no `choices`."""

    code: str
    title: str
    choices: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class TermRead:
    """A guaranteed term in working days: one number, or one for each choice of the fact `by`."""

    code: str
    title: str
    by: str | None
    days: int | dict[str, int]


@dataclass(frozen=True, slots=True)
class DueRead:
    """Working days, or a term that names them, from the day after the step `after`."""

    after: str
    days: int
    term: str | None


@dataclass(frozen=True, slots=True)
class StageRead:
    """A stage: its result, who is responsible and who controls."""

    code: str
    title: str
    result: str
    responsible: str
    control: str | None


@dataclass(frozen=True, slots=True)
class StepRead:
    """A step: who may record it (`by`), what must stand (`needs`) and hold (`given`) before.

    It is needed only while its conditions `when` hold. `schema` is the JSON Schema of what is
    posted as `data`; `example` is accepted as it stands. Of an `event`, which may be recorded
    repeatedly, `undoes` names the steps that fall.
    """

    code: str
    stage: str
    title: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    given: tuple[str, ...]
    when: tuple[str, ...]
    due: DueRead | None
    clock: str | None
    sets: tuple[str, ...]
    undoes: tuple[str, ...]
    until: str | None
    effect: str | None
    optional: bool
    event: bool
    lasting: bool
    waivable: tuple[str, ...]
    waivable_by: tuple[str, ...]
    tells: tuple[str, ...]
    schema: dict[str, Any]
    example: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StandardRead:
    """The standing standard. `opening` is the step that POST /orders records."""

    code: str
    version: int
    title: str
    in_force_from: date
    country: str
    survey_weekdays: tuple[int, ...]
    opening: str
    routes: dict[str, str]
    roles: tuple[Named, ...]
    facts: tuple[FactRead, ...]
    terms: tuple[TermRead, ...]
    stages: tuple[StageRead, ...]
    steps: tuple[StepRead, ...]


def standard_read(standard: Standard, language: str) -> StandardRead:
    """Give a whole standard as plain data in one language."""
    with translation.override(language):
        return StandardRead(
            code=standard.code,
            version=standard.version,
            title=standard.title[language],
            in_force_from=standard.in_force_from,
            country=standard.country,
            survey_weekdays=standard.survey_weekdays,
            opening=standard.opening.code,
            routes=ROUTES,
            roles=_titled(standard.roles, language),
            facts=tuple(_fact(fact, language) for fact in standard.facts.values()),
            terms=tuple(_term(term, language) for term in standard.terms.values()),
            stages=tuple(_stage(stage, language) for stage in standard.stages.values()),
            steps=tuple(_step(standard, step, language) for step in standard.steps.values()),
        )


def _titled(titles: Mapping[str, Mapping[str, str]], language: str) -> tuple[Named, ...]:
    return tuple(Named(code, title[language]) for code, title in titles.items())


def _fact(fact: Fact, language: str) -> FactRead:
    return FactRead(fact.code, fact.title[language], _titled(fact.choices, language))


def _term(term: Term, language: str) -> TermRead:
    days = term.days if isinstance(term.days, int) else dict(term.days)
    return TermRead(term.code, term.title[language], term.by, days)


def _stage(stage: Stage, language: str) -> StageRead:
    return StageRead(
        stage.code, stage.title[language], stage.result[language], stage.responsible, stage.control
    )


def _due(due: Due) -> DueRead:
    return DueRead(due.after, due.days, due.term)


def _step(standard: Standard, step: Step, language: str) -> StepRead:
    form = form_of(standard, step.code)
    return StepRead(
        code=step.code,
        stage=step.stage,
        title=step.title[language],
        by=step.by,
        needs=step.needs,
        given=tuple(map(str, step.given)),
        when=tuple(map(str, step.when)),
        due=_due(step.due) if step.due else None,
        clock=step.clock,
        sets=step.sets,
        undoes=step.undoes,
        until=step.until,
        effect=step.effect,
        optional=step.optional,
        event=step.event,
        lasting=step.lasting,
        waivable=step.waivable,
        waivable_by=step.waivable_by,
        tells=step.tells,
        schema=schema_of(form, language),
        example=form.example(),
    )


@cache
def schema_of(form: type[StepForm], language: str) -> dict[str, Any]:
    """Give the JSON Schema of a form with its titles in a language."""
    with translation.override(language):
        return _translated(form.model_json_schema())


def _translated(schema: Any) -> Any:
    """Translate the titles, descriptions and labels of a schema, wherever they are in it."""
    if isinstance(schema, list):
        return [_translated(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _translated_member(key, value) for key, value in schema.items()}


def _translated_member(key: str, value: Any) -> Any:
    if key in TEXTS and isinstance(value, str) and value:
        return gettext(value)
    if key == "labels":
        return {code: gettext(title) for code, title in value.items()}
    if key in ("example", "examples", "default", "enum", "const"):
        return value
    return _translated(value)
