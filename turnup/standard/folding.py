"""Folding a journal into the card that it stands for. All functions are pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from turnup.standard.card import Card, Entry, Standing, Waiver
from turnup.standard.model import FINAL, Facts, Standard, Step
from turnup.standard.moments import read_moment
from turnup.standard.needs import needed, satisfied, unmet, wanted


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
    waived = tuple(n for n in step.waivable if not satisfied(standard, card, n, facts))
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
    asked = wanted(standard, card, facts)
    if not asked:
        last = [*standard.stages][-1]
        ended = card.closed_at or moment
        return replace(card, stage=last, open={}, closed="completed", closed_at=ended)
    now_open = {
        step.code: card.open.get(step.code, moment)
        for step in standard.steps.values()
        if step.code in asked and not _any_unmet(standard, card, step, facts)
    }
    for step in standard.asked_events:
        if needed(step, facts) and not _any_unmet(standard, card, step, facts):
            now_open[step.code] = card.open.get(step.code, moment)
    stage = next(code for code in standard.stages if code in _stages(standard, asked))
    return replace(card, stage=stage, open=now_open, closed=None, closed_at=None)


def _stages(standard: Standard, codes: Iterable[str]) -> set[str]:
    return {standard.steps[code].stage for code in codes}


def _any_unmet(standard: Standard, card: Card, step: Step, facts: Facts) -> bool:
    return next(unmet(standard, card, step, facts, None), None) is not None
