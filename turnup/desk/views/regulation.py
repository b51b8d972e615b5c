"""The standard as a page, and its diagram."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.desk import rows
from turnup.desk.views.reader import reader
from turnup.desk.words import SIDES
from turnup.orders.models import PublishedStandard
from turnup.orders.office import standing_standard
from turnup.people.permissions import allows
from turnup.standard import Standard
from turnup.standard.diagram import draw
from turnup.standard.model import Condition, Step


@require_GET
@allows("standard.read")
def regulation(request: HttpRequest) -> HttpResponse:
    """Show the standing standard: stages, steps, who records each, what it needs, by when."""
    me = reader(request)
    standard = standing_standard()
    shown = {
        "now": me.now,
        "standard": standard,
        "title": standard.title[me.language],
        "stages": [_stage(standard, code, me.language) for code in standard.stages],
        "events": [_step(standard, s, me.language) for s in standard.steps.values() if s.event],
        "terms": [term_shown(standard, code, me.language) for code in standard.terms],
        "versions": PublishedStandard.objects.order_by("-version"),
        "mine": me.actor.roles,
    }
    return render(request, "desk/standard.html", shown)


@require_GET
@allows("standard.read")
def diagram(request: HttpRequest) -> HttpResponse:
    """Give the standing standard as a picture, in the language of the address or the reader."""
    asked = request.GET.get("language", "")
    language = asked if asked in ("ru", "en") else reader(request).language
    answer = HttpResponse(draw(standing_standard(), language), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def _stage(standard: Standard, code: str, language: str) -> dict[str, Any]:
    stage = standard.stages[code]
    return {
        "code": code,
        "title": stage.title[language],
        "result": stage.result[language],
        "responsible": standard.roles[stage.responsible][language],
        "control": standard.roles[stage.control][language] if stage.control else "",
        "steps": [
            _step(standard, step, language)
            for step in standard.steps.values()
            if step.stage == code and not step.event
        ],
    }


def _step(standard: Standard, step: Step, language: str) -> dict[str, Any]:
    def titles(codes: tuple[str, ...]) -> list[str]:
        return [standard.steps[code].title[language] for code in codes]

    return {
        "code": step.code,
        "title": step.title[language],
        "by": [(role, standard.roles[role][language]) for role in step.by],
        "needs": titles(step.needs),
        "undoes": titles(step.undoes),
        "when": [_condition(standard, one, language) for one in (*step.when, *step.given)],
        "due": _due(standard, step, language),
        "waivable": titles(step.waivable),
        "waivable_by": [standard.roles[role][language] for role in step.waivable_by],
        "side": {"title": _(SIDES[step.clock]), "series": rows.SERIES[step.clock]}
        if step.clock
        else None,
        "optional": step.optional,
    }


def _condition(standard: Standard, condition: Condition, language: str) -> str:
    fact = standard.facts[condition.fact]
    title = fact.title[language]
    if not fact.choices:
        return title if condition.equal else _("not: %(fact)s") % {"fact": title}
    chosen = fact.choices[condition.value][language]
    return f"{title} {'=' if condition.equal else '≠'} {chosen}"


def _due(standard: Standard, step: Step, language: str) -> str:
    if step.due is None:
        return ""
    after = standard.steps[step.due.after].title[language]
    if step.due.term:
        term = standard.terms[step.due.term].title[language]
        return _("%(term)s, from “%(after)s”") % {"term": term, "after": after}
    return _("%(days)s working d. after “%(after)s”") % {"days": step.due.days, "after": after}


def term_shown(standard: Standard, code: str, language: str) -> dict[str, Any]:
    """Give a guaranteed term: its title, and its days by the choice that they depend on."""
    term = standard.terms[code]
    if isinstance(term.days, int):
        return {"title": term.title[language], "rows": [("", term.days)]}
    choices = standard.facts[term.by or ""].choices
    rows_ = [(choices[one][language], days) for one, days in term.days.items()]
    return {"title": term.title[language], "rows": rows_}
