"""The rules: folding a journal into a card, and every question about a card.

All functions are pure. The order of the day, from the standard's own rows: a step is *needed*
unless its `when` fails; it is *wanted* while it does not stand and something still waits for it;
it is *open* once all its `needs` stand and its `given` holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from turnup.standard import refusals
from turnup.standard.calendar import WorkCalendar
from turnup.standard.card import Card, Entry, Standing, Waiver
from turnup.standard.model import EFFECT_FACTS, Facts, Standard, Step
from turnup.standard.moments import read_moment
from turnup.standard.refusals import Missing

FINAL = ("cancelled", "refused")


# ------------------------------------------------------------------ folding
def fold(standard: Standard, entries: Iterable[Entry]) -> Card:
    """Fold a whole journal, in the order of its sequence, into the card it stands for."""
    card = Card()
    for entry in entries:
        card = apply(standard, card, entry)
    return card


def apply(standard: Standard, card: Card, entry: Entry) -> Card:
    """Give the card after one more entry; the entry is taken as allowed (see `check`)."""
    step = standard.steps[entry.step]
    moment = max(entry.at, card.moment or entry.at)
    card = _run_clocks(standard, card, moment)
    card = replace(
        card,
        seq=entry.seq,
        moment=moment,
        opened_at=card.opened_at or entry.at,
        lead=card.lead or entry.actor,
    )
    card = _event(card, step, entry) if step.event else _stand(standard, card, step, entry)
    card = _fall(standard, card, step.undoes)
    return _settle(standard, card, moment)


def fallen_by(before: Card, after: Card) -> tuple[str, ...]:
    """Name the steps that stood before and no longer stand after."""
    return tuple(code for code in before.standing if code not in after.standing)


def _run_clocks(standard: Standard, card: Card, moment: datetime) -> Card:
    """Share the time since the last entry among the sides whose steps are open, in equal parts."""
    if card.moment is None or card.closed:
        return card
    elapsed = int((moment - card.moment).total_seconds() * 1000)
    if card.held:
        return replace(card, held_for=_added(card.held_for, {card.held: elapsed}))
    sides = {clock for code in card.open if (clock := standard.steps[code].clock)}
    shares = {side: elapsed // len(sides) for side in sides}
    return replace(card, sides=_added(card.sides, shares))


def _added(sums: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {key: sums.get(key, 0) + more.get(key, 0) for key in sorted({*sums, *more})}


def _event(card: Card, step: Step, entry: Entry) -> Card:
    facts = {key: entry.facts[key] for key in step.sets if key in entry.facts}
    if facts:
        card = replace(card, said=(*card.said, (entry.seq, facts)))
    match step.effect:
        case "hold":
            return replace(card, held=str(entry.facts["reason"]))
        case "resume":
            return replace(card, held=None)
        case "cancel":
            return replace(card, closed="cancelled", held=None)
        case "refuse":
            return replace(card, closed="refused", held=None)
        case "waive":
            return replace(card, waivers=(*card.waivers, _waiver(entry)))
    return card


def _waiver(entry: Entry) -> Waiver:
    return Waiver(
        entry.seq,
        entry.facts["gate"],
        entry.actor,
        entry.role,
        entry.at,
        entry.facts["amount_at_risk"],
        read_moment(entry.facts["until"]),
    )


def _stand(standard: Standard, card: Card, step: Step, entry: Entry) -> Card:
    facts = card.facts
    waived = tuple(n for n in step.waivable if not _satisfied(standard, card, n, facts))
    standing = Standing(entry.seq, entry.at, entry.actor, entry.role, entry.facts, waived)
    return replace(card, standing={**card.standing, step.code: standing})


def _fall(standard: Standard, card: Card, codes: Iterable[str]) -> Card:
    """Take down the named steps, and with them whatever rests on them and is not lasting."""
    standing = dict(card.standing)
    falling = [code for code in codes if code in standing]
    while falling:
        code = falling.pop()
        standing.pop(code, None)
        for dependent in standard.dependents[code]:
            if dependent not in standing or standard.steps[dependent].lasting:
                continue
            if _waiver_for(standard, card, dependent, code):
                held = standing[dependent]
                standing[dependent] = replace(held, waived=(*held.waived, code))
            else:
                falling.append(dependent)
    return replace(card, standing=standing)


def _waiver_for(standard: Standard, card: Card, gate: str, need: str) -> Waiver | None:
    """Find a waiver that lets `gate` stand without `need` at the card's own moment."""
    if need not in standard.steps[gate].waivable or card.moment is None:
        return None
    moment = card.moment
    return next((w for w in card.waivers if w.gate == gate and w.until >= moment), None)


def _settle(standard: Standard, card: Card, moment: datetime) -> Card:
    """Find the stage, what is open now and since when, and whether the order is complete."""
    if card.closed in FINAL:
        return replace(card, open={}, closed_at=card.closed_at or moment)
    facts = card.facts
    wanted = _wanted(standard, card, facts)
    if not wanted:
        last = [*standard.stages][-1]
        ended = card.closed_at or moment
        return replace(card, stage=last, open={}, closed="completed", closed_at=ended)
    now_open = {
        step.code: card.open.get(step.code, moment)
        for step in standard.steps.values()
        if step.code in wanted and not _any_unmet(standard, card, step, facts)
    }
    for step in standard.asked_events:
        if _needed(step, facts) and not _any_unmet(standard, card, step, facts):
            now_open[step.code] = card.open.get(step.code, moment)
    stage = next(code for code in standard.stages if code in _stages(standard, wanted))
    return replace(card, stage=stage, open=now_open, closed=None, closed_at=None)


def _stages(standard: Standard, codes: Iterable[str]) -> set[str]:
    return {standard.steps[code].stage for code in codes}


def _any_unmet(standard: Standard, card: Card, step: Step, facts: Facts) -> bool:
    return next(_unmet(standard, card, step, facts, None), None) is not None


# ------------------------------------------------------------------ what is needed
def _needed(step: Step, facts: Facts) -> bool:
    return not step.when or all(condition.holds(facts) for condition in step.when)


def _wanted(standard: Standard, card: Card, facts: Facts) -> set[str]:
    """Name the steps that do not stand and that something still waits for.

    A step whose every successor is done is not asked for again: nobody plans a second visit for
    a line that is connected, only because its money went back to the customer.
    """
    wanted: set[str] = set()
    done = set(card.standing)
    for step, dependents in standard.backwards:
        if step.code in card.standing or not _needed(step, facts):
            continue
        if wanted.isdisjoint(dependents) and not done.isdisjoint(dependents):
            done.add(step.code)
        else:
            wanted.add(step.code)
    return wanted


def _satisfied(standard: Standard, card: Card, code: str, facts: Facts) -> bool:
    """Tell whether a need is met: the step stands, or is not needed for this order."""
    return code in card.standing or not _needed(standard.steps[code], facts)


def _unmet(
    standard: Standard, card: Card, step: Step, facts: Facts, at: datetime | None
) -> Iterator[str]:
    """Name the steps that a gate still waits for; with `at`, waivers must hold at that moment."""
    waived = _waived(card, step, at)
    for need in step.needs:
        if need not in waived and not _satisfied(standard, card, need, facts):
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
        yield from (w for w in waived if not _satisfied(standard, card, w, facts))


def _setter_titles(standard: Standard, code: str) -> Missing:
    step = standard.steps[code]
    return Missing(code, step.title, step.by[0], step.by)


# ------------------------------------------------------------------ questions
def missing(standard: Standard, card: Card, code: str, at: datetime | None = None) -> list[Missing]:
    """List what the gate of a step still misses and who can give it; empty when it is open."""
    unmet = _unmet(standard, card, standard.steps[code], card.facts, at)
    return [_setter_titles(standard, need) for need in dict.fromkeys(unmet)]


def open_steps(standard: Standard, card: Card) -> list[Step]:
    """List the open steps in the order of the standard."""
    return [standard.steps[code] for code in card.open]


def step_position(standard: Standard, card: Card, code: str) -> str:
    """Say where a step is on this card: standing, open, waiting or not_needed."""
    if code in card.standing:
        return "standing"
    if code in card.open:
        return "open"
    if card.closed or standard.steps[code].event or code not in _wanted(standard, card, card.facts):
        return "not_needed"
    return "waiting"


def unfounded(standard: Standard, card: Card) -> list[str]:
    """Name the lasting steps that stand although their ground was withdrawn."""
    facts = card.facts
    return [
        code
        for code, standing in card.standing.items()
        if any(
            need not in standing.waived and not _satisfied(standard, card, need, facts)
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


# ------------------------------------------------------------------ the gate
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
    if card.closed in FINAL and (step.effect or step.undoes or step.sets or not step.event):
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
    if not _needed(step, facts):
        raise refusals.NotNeeded(step=step.code)
    if not step.optional and step.code not in _wanted(standard, card, facts):
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
