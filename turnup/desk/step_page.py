"""A step's form as its page shows it: what is asked, on what ground, and what would follow."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from turnup.customers.actions import note_read
from turnup.desk import forms_html, rows
from turnup.desk.grounds import Asking
from turnup.desk.refusing import refused
from turnup.desk.said import details
from turnup.desk.timeline import timeline
from turnup.orders.office import office_calendar
from turnup.orders.problems import Problem
from turnup.orders.queries import names_of, said_at
from turnup.standard import Entry, apply, check, fallen_by
from turnup.standard.refusals import BadField, OutOfOrder, Refused

Shown = dict[str, Any]


def blank(asked: Asking) -> Shown:
    """Give the form as it is first seen; where no data could help, the refusal instead."""
    problem = _hopeless(asked)
    return _page(asked, problem=problem, possible=problem is None)


def typed(
    asked: Asking, posted: QueryDict, data: Mapping[str, Any], problem: Problem, seen: int | None
) -> Shown:
    """Give the form again with all that was typed, and why it was not recorded.

    Of an order that moved on meanwhile it tells what happened since; the form then knows the new
    version, so that who has read it may record all the same.
    """
    hopeless = _hopeless(asked)
    shown = _page(asked, data=data, problem=problem, possible=hopeless is None)
    shown["happened_at"] = posted.get(forms_html.HAPPENED, "")
    if problem.code == "order.overtaken":
        shown["news"] = _since(asked, seen or 0)
        shown["hopeless"] = hopeless
    return shown


def _page(
    asked: Asking,
    *,
    data: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
    possible: bool = True,
) -> Shown:
    step = asked.step
    fields = forms_html.drawn(asked, data, problem)
    customer_id = asked.order.customer_id
    note_read(actor=asked.actor, customer_id=customer_id, what="step form", at=asked.now)
    return {
        "now": asked.now,
        "order": asked.order,
        "step": step.code,
        "title": step.title[asked.language],
        "who": ", ".join(asked.standard.roles[role][asked.language] for role in step.by),
        "url": rows.step_url(asked.order.number, step.code),
        "order_url": rows.order_url(asked.order.number),
        "technology": rows.technology_title(asked.order.technology, asked.language),
        "version": asked.order.version,
        "fields": fields,
        "problem": problem,
        "lone_errors": _lone_errors(problem, fields),
        "possible": possible,
        "grounds": _grounds(asked),
        "falls": _falls(asked),
        "grave": bool(step.undoes or step.effect in ("cancel", "refuse")),
        "latest": timezone.localtime(asked.now).strftime("%Y-%m-%dT%H:%M"),
        "happened_at": "",
        "holds": step.effect == "hold",
    }


def _lone_errors(problem: Problem | None, fields: list[Any]) -> list[Any]:
    """Give the faults that belong to no field of the form, such as the moment's."""
    if problem is None:
        return []
    names = {field.name for field in fields}
    return [one for one in problem.errors if one.field.split(".", 1)[0] not in names]


def _hopeless(asked: Asking) -> Problem | None:
    """Say what would be refused with any data: another's step, a closed gate, a closed order."""
    try:
        check(
            asked.standard,
            asked.card,
            asked.step.code,
            actor=str(asked.actor.id),
            roles=asked.actor.roles,
            at=asked.now,
            facts={"gate": None},
            calendar=office_calendar(asked.standard.country),
        )
    except (BadField, OutOfOrder):
        return None
    except Refused as fault:
        return refused(fault)
    return None


def _falls(asked: Asking) -> list[str]:
    """Name the steps that the record would take down."""
    if not asked.step.undoes:
        return []
    moment = max(asked.now, asked.card.moment or asked.now)
    actor = str(asked.actor.id)
    role = asked.step.by[0]
    entry = Entry(asked.card.seq + 1, asked.step.code, moment, moment, actor, role, {})
    after = apply(asked.standard, asked.card, entry)
    fallen = fallen_by(asked.card, after)
    return [asked.standard.steps[code].title[asked.language] for code in fallen]


def _grounds(asked: Asking) -> list[Shown]:
    """Tell what the steps said that this one rests on; the newest of them first."""
    standing = asked.card.standing
    seqs = {standing[need].seq: need for need in asked.step.needs if need in standing}
    said = said_at(asked.order.id, seqs)
    names = _names(said.values(), asked.language)
    made = []
    for seq in sorted(seqs, reverse=True):
        told = details(asked.standard, seqs[seq], _open_part(said.get(seq, {})), names)
        if told:
            title = asked.standard.steps[seqs[seq]].title[asked.language]
            made.append({"title": title, "details": told})
    return made


def _open_part(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what not every reader of the order may see."""
    return {key: value for key, value in data.items() if key not in ("payer", "bank_reference")}


def _names(said: Any, language: str) -> dict[str, str]:
    people = {str(one["engineer"]) for one in said if one.get("engineer")}
    return names_of(people, language) if people else {}


def _since(asked: Asking, seen: int) -> list[Shown]:
    """Tell what happened to the order since the reader saw it."""
    entries = timeline(
        asked.order, actor=asked.actor, at=asked.now, language=asked.language, with_data=False
    )
    return [
        {"title": e.title, "who": e.actor.name, "role": e.role.title, "at": e.recorded_at}
        for e in entries
        if e.seq > seen
    ]
