"""What an order still needs, and every question about its card.

The order of the day, from the standard's own rows: a step is *needed* unless its `when` fails; it
is *wanted* while it does not stand and something still waits for it; it is *open* once all its
`needs` stand and its `given` holds.
"""

from collections.abc import Iterator
from datetime import datetime

from turnup.standard.calendar import WorkCalendar
from turnup.standard.card import Card
from turnup.standard.model import Facts, Standard, Step
from turnup.standard.refusals import Missing


def needed(step: Step, facts: Facts) -> bool:
    """Tell whether the order's facts ask for the step at all."""
    return not step.when or all(condition.holds(facts) for condition in step.when)


def wanted(standard: Standard, card: Card, facts: Facts) -> set[str]:
    """Name the steps that do not stand and that something still waits for.

    A step whose every successor is done is not asked for again: nobody plans a second visit for
    a line that is connected, only because its money went back to the customer.
    """
    found: set[str] = set()
    done = set(card.standing)
    for step, dependents in standard.backwards:
        if step.code in card.standing or not needed(step, facts):
            continue
        if found.isdisjoint(dependents) and not done.isdisjoint(dependents):
            done.add(step.code)
        else:
            found.add(step.code)
    return found


def satisfied(standard: Standard, card: Card, code: str, facts: Facts) -> bool:
    """Tell whether a need is met: the step stands, or is not needed for this order."""
    return code in card.standing or not needed(standard.steps[code], facts)


def unmet(
    standard: Standard, card: Card, step: Step, facts: Facts, at: datetime | None
) -> Iterator[str]:
    """Name the steps that a gate still waits for; with `at`, waivers must hold at that moment."""
    waived = _waived(card, step, at)
    for need in step.needs:
        if need not in waived and not satisfied(standard, card, need, facts):
            yield need
        elif need in card.standing:
            yield from _expired(standard, card, need, facts, at)
    for condition in step.given:
        if not condition.holds(facts):
            yield from standard.setters(condition.fact)[-1:]


def _waived(card: Card, step: Step, at: datetime | None) -> tuple[str, ...]:
    """Name the needs of `step` that a recorded waiver stands in for."""
    if any(w.gate == step.code and (at is None or w.until >= at) for w in card.waivers):
        return step.waivable
    return ()


def _expired(
    standard: Standard, card: Card, need: str, facts: Facts, at: datetime | None
) -> Iterator[str]:
    """Name what a standing step rests on by a waiver whose end has passed."""
    waived = card.standing[need].waived
    if at is None or not waived:
        return
    if not any(w.gate == need and w.until >= at for w in card.waivers):
        yield from (w for w in waived if not satisfied(standard, card, w, facts))


def _setter_titles(standard: Standard, code: str) -> Missing:
    step = standard.steps[code]
    return Missing(code, step.title, step.by[0], step.by)


# ------------------------------------------------------------------ questions
def missing(standard: Standard, card: Card, code: str, at: datetime | None = None) -> list[Missing]:
    """List what the gate of a step still misses and who can give it; empty when it is open."""
    lacks = unmet(standard, card, standard.steps[code], card.facts, at)
    return [_setter_titles(standard, need) for need in dict.fromkeys(lacks)]


def open_steps(standard: Standard, card: Card) -> list[Step]:
    """List the open steps in the order of the standard."""
    return [standard.steps[code] for code in card.open]


def step_position(standard: Standard, card: Card, code: str) -> str:
    """Say where a step is on this card: standing, open, waiting or not_needed."""
    if code in card.standing:
        return "standing"
    if code in card.open:
        return "open"
    if card.closed or standard.steps[code].event or code not in wanted(standard, card, card.facts):
        return "not_needed"
    return "waiting"


def unfounded(standard: Standard, card: Card) -> list[str]:
    """Name the lasting steps that stand although their ground was withdrawn."""
    facts = card.facts
    return [
        code
        for code, standing in card.standing.items()
        if any(
            need not in standing.waived and not satisfied(standard, card, need, facts)
            for need in standard.steps[code].needs
        )
    ]


def due(standard: Standard, calendar: WorkCalendar, card: Card, code: str) -> datetime | None:
    """Compute until when a step is due: working days from the day after its starting step.

    Where that step does not stand (its payment was waived, say), days run from the opening.
    """
    rule = standard.steps[code].due
    if rule is None:
        return None
    ground = card.standing.get(rule.after)
    since = ground.at if ground else card.open.get(code)
    if since is None:
        return None
    days = standard.terms[rule.term].days_for(card.facts) if rule.term else rule.days
    return calendar.end_of(calendar.nth(calendar.local_date(since), days))
