"""The gate: whether a step may be recorded now, by whom, with which facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from turnup.standard import refusals
from turnup.standard.calendar import WorkCalendar
from turnup.standard.card import Card
from turnup.standard.model import EFFECT_FACTS, FINAL, Standard, Step
from turnup.standard.moments import read_moment
from turnup.standard.needs import missing, needed, wanted


def check(
    standard: Standard,
    card: Card,
    code: str,
    *,
    actor: str,
    roles: frozenset[str],
    at: datetime,
    facts: Mapping[str, Any],
    calendar: WorkCalendar,
) -> str:
    """Allow a step and give the role it is done in, or raise the `Refused` that says why not."""
    step = standard.steps.get(code)
    if step is None:
        raise refusals.UnknownStep(step=code)
    role = next((role for role in step.by if role in roles), None)
    if role is None:
        raise refusals.NotYourRole(step=code, roles=step.by)
    if code not in card.open:
        _check_still_possible(standard, card, step)
    may_be_closed = code not in card.open or _rests_on_waiver(card, step)
    if may_be_closed and (lacks := missing(standard, card, code, at)):
        raise refusals.GateClosed(code, lacks)
    _check_effect(card, step, actor, facts)
    _check_facts(standard, step, facts)
    _check_dates(card, step, at, calendar)
    if step.effect == "waive":
        _check_waiver(standard, role, at, facts)
    return role


def _rests_on_waiver(card: Card, step: Step) -> bool:
    """Tell whether an open step may have closed again because a waiver has ended meanwhile."""
    if not card.waivers:
        return False
    return bool(step.waivable) or any(
        need in card.standing and card.standing[need].waived for need in step.needs
    )


def _check_still_possible(standard: Standard, card: Card, step: Step) -> None:
    moves_work = step.effect or step.undoes or step.sets or step.until or not step.event
    if card.closed in FINAL and moves_work:
        raise refusals.OrderClosed(closed=card.closed)
    if standing := card.standing.get(step.code):
        raise refusals.AlreadyStands(
            step=step.code, actor=standing.actor, role=standing.role, at=standing.at
        )
    if step.until and step.until in card.standing:
        raise refusals.TooLate(step=step.code, until=step.until)
    if step.event:
        if card.closed and step.effect:
            raise refusals.OrderClosed(closed=card.closed)
        return
    facts = card.facts
    if not needed(step, facts):
        raise refusals.NotNeeded(step=step.code)
    if not step.optional and step.code not in wanted(standard, card, facts):
        raise refusals.NotNeeded(step=step.code)
    if card.closed:
        raise refusals.OrderClosed(closed=card.closed)


def _check_facts(standard: Standard, step: Step, facts: Mapping[str, Any]) -> None:
    """Refuse facts that the standard does not know, and the lack of those that it rests on.

    A choice that no other step makes must be made here; an event must say what it is about, yes
    or no; an optional step is taken only to make its fact true; an effect needs all it rests on.
    """
    for code in EFFECT_FACTS.get(step.effect or "", ()):
        if facts.get(code) is None:
            raise refusals.BadField(code, "is missing", "fill it in")
    for code in step.sets:
        said = facts.get(code)
        lone = bool(standard.facts[code].choices) and standard.setters(code) == (step.code,)
        if (said is None and (lone or step.event)) or (step.optional and said is not True):
            raise refusals.BadField(code, "is missing", "fill it in")
    for code in step.sets:
        if code in facts and not standard.facts[code].accepts(facts[code]):
            raise refusals.BadField(code, "is not one of the values that the standard knows")


def _check_dates(card: Card, step: Step, at: datetime, calendar: WorkCalendar) -> None:
    """Refuse a day before the day of anything the step rests on (I3: dated no later)."""
    for need in step.needs:
        ground = card.standing.get(need)
        if ground and calendar.local_date(at) < calendar.local_date(ground.at):
            raise refusals.OutOfOrder(step=step.code, at=at, earliest=ground.at, after=need)
    if step.event and card.opened_at and calendar.local_date(at) < calendar.local_date(
        card.opened_at
    ):  # fmt: skip
        raise refusals.OutOfOrder(step=step.code, at=at, earliest=card.opened_at, after="")


def _check_effect(card: Card, step: Step, actor: str, facts: Mapping[str, Any]) -> None:
    """Refuse an effect that no data could make right: of holds, and one's own order's waiver."""
    match step.effect:
        case "hold" if card.held:
            raise refusals.AlreadyHeld(reason=card.held)
        case "resume" if not card.held:
            raise refusals.NotHeld()
        case "waive" if actor == card.lead:
            raise refusals.OwnOrder(gate=facts.get("gate"))


def _check_waiver(standard: Standard, role: str, at: datetime, facts: Mapping[str, Any]) -> None:
    """Check a waiver's gate, authority and end (I5)."""
    gates = standard.gates_waivable_by(role)
    if facts["gate"] not in gates:
        raise refusals.BadField(
            "gate",
            "is not a gate that this role may open",
            "choose one of: %(gates)s",
            gates=", ".join(gates),
        )
    if read_moment(facts["until"]) < at:
        raise refusals.BadField("until", "lies in the past", "choose today or a later day")
