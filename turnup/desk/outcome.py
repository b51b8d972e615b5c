"""What became of a request that was driven, as plain data for a table or for a program."""

from typing import Any

from django.utils.translation import gettext as _

from turnup.desk.connecting import Came
from turnup.desk.intake import Line
from turnup.desk.steps import OPENING
from turnup.desk.words import ENDS
from turnup.orders.problems import explain
from turnup.standard import missing, step_position


def faulty(line: Line) -> dict[str, Any]:
    """Tell of a line that could not be used."""
    return {"line": line.number, "end": "faulty", "faults": [one.to_json() for one in line.faults]}


def told(line: Line, came: Came, language: str) -> dict[str, Any]:
    """Tell how far a request came, what is open, what closed gates miss and who has to act.

    `end` is completed, cancelled, refused, held, waiting or faulty; `faults` say why a step that
    the file's facts allowed was refused, or whose role nobody holds.
    """
    assert line.request is not None, "only a request can be driven"
    name = {"line": line.number, "request": line.request.request}
    end = came.card.closed or ("held" if came.card.held else "waiting")
    faults = [*_faults(came, language), *_vacancies(came, language)]
    if came.order is None:
        return {**name, "end": "faulty", "faults": faults}
    return {
        **name,
        "order": came.order.number,
        "id": str(came.order.id),
        "customer": came.order.customer.name,
        "stage": came.card.stage,
        "stage_title": came.standard.stages[came.card.stage].title[language],
        "end": "faulty" if came.refused else end,
        "end_title": _(ENDS[end]) if end in ENDS else _("On hold") if end == "held" else "",
        "open": [_step(came, code, language) for code in came.card.open],
        "gates": _gates(came, language),
        "who": _who(came, language),
        "faults": faults,
    }


def _step(came: Came, code: str, language: str) -> dict[str, Any]:
    return {"step": code, "title": came.standard.steps[code].title[language]}


def _gates(came: Came, language: str) -> list[dict[str, Any]]:
    """List the closed gates that wait for nothing but open steps, each with what it misses."""
    standard, card = came.standard, came.card
    gates = []
    for code in standard.steps:
        if step_position(standard, card, code) != "waiting":
            continue
        lacks = missing(standard, card, code)
        if all(one.step in card.open for one in lacks):
            lacking = [_step(came, one.step, language) for one in lacks]
            gates.append({**_step(came, code, language), "missing": lacking})
    return gates


def _who(came: Came, language: str) -> list[dict[str, str]]:
    """List the roles that have to act; of an order on hold, those who may let it go on."""
    steps = came.standard.steps
    if came.card.held:
        asked = [step.code for step in steps.values() if step.effect == "resume"]
    else:
        asked = list(came.card.open)
    roles = dict.fromkeys(role for code in asked for role in steps[code].by)
    return [{"role": role, "title": came.standard.roles[role][language]} for role in roles]


def _faults(came: Came, language: str) -> list[dict[str, str]]:
    if came.refused is None:
        return []
    problem = explain(came.refused, language=language)
    if came.order is None and problem.errors:
        return [one.to_json() for one in problem.errors]
    title = came.standard.steps[came.refused_step or OPENING].title[language]
    return [{"field": "", "fault": f"{title}: {problem.detail}", "mend": ""}]


def _vacancies(came: Came, language: str) -> list[dict[str, str]]:
    """Name the open steps whose roles nobody holds."""
    vacant = []
    for code in came.nobody:
        step = came.standard.steps[code]
        roles = ", ".join(came.standard.roles[role][language] for role in step.by)
        fault = _("“%(step)s”: nobody holds the role: %(roles)s.")
        mend = _("Give somebody the role: turnup people role EMAIL ROLE.")
        said = fault % {"step": step.title[language], "roles": roles}
        vacant.append({"field": "", "fault": said, "mend": mend})
    return vacant
