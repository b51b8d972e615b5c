"""Driving a card through the pure core, as a journal would: for tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from turnup.standard import Card, Entry, Standard, WorkCalendar, apply, check, packaged
from turnup.standard.validate import ground_of

STANDARD = packaged()
CALENDAR = WorkCalendar()
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
PLANNING = ("readiness_confirmed", "obstacle_removed", "visit_planned")
SUNNY: dict[str, Any] = {"technology": "radio", "verdict": "feasible"}


@dataclass
class Story:
    """One order's journal in the making. Each step takes an hour unless told otherwise."""

    standard: Standard = STANDARD
    facts: dict[str, Any] = field(default_factory=lambda: dict(SUNNY))
    now: datetime = MONDAY
    card: Card = field(default_factory=Card)
    entries: list[Entry] = field(default_factory=list)
    missed: bool = False

    def do(self, code: str, role: str | None = None, **facts: Any) -> Card:
        """Record one step, an hour after the one before; its facts default to the story's."""
        self.now += timedelta(hours=1)
        step = self.standard.steps[code]
        said = {key: self.facts[key] for key in step.sets if key in self.facts} | facts
        role = role or step.by[0]
        role = check(
            self.standard,
            self.card,
            code,
            actor=actor(role),
            roles=frozenset([role]),
            at=self.now,
            facts=said,
            calendar=CALENDAR,
        )
        number = len(self.entries) + 1
        entry = Entry(number, code, self.now, self.now, actor(role), role, said)
        self.entries.append(entry)
        self.card = apply(self.standard, self.card, entry)
        return self.card

    def do_all(self, *codes: str) -> "Story":
        for code in codes:
            self.do(code)
        return self

    def until_open(self, code: str) -> "Story":
        """Record what the step rests on until it is open itself.

        Where the story's facts tell of a missed visit, that visit is planned and missed first.
        """
        if (missed_by := self.facts.get("missed_by")) and code in PLANNING and not self.missed:
            self._walk("visit_agreed").do(f"visit_missed_by_{missed_by}")
            self.missed = True
        return self._walk(code)

    def _walk(self, code: str) -> "Story":
        ground = ground_of(self.standard, code)
        if not self.entries:
            self.do(self.standard.opening.code)
        while code not in self.card.open:
            ready = [c for c in self.card.open if c in ground]
            optional = [c for c in ground if self.standard.steps[c].optional]
            ready += [c for c in optional if c not in self.card.standing and not ready]
            if not ready:
                return self
            self.do(ready[0])
        return self

    def to_service(self) -> "Story":
        while self.card.open:
            self.do(next(iter(self.card.open)))
        return self


def actor(role: str) -> str:
    return f"the-{role}"


def facts_for(code: str) -> dict[str, Any]:
    """Give facts under which the step, and all it rests on, is needed."""
    wanted = dict(SUNNY)
    for name in (*ground_of(STANDARD, code), code):
        for condition in STANDARD.steps[name].when:
            if condition.equal and name == code:
                wanted[condition.fact] = condition.value
    if code == "development_decided":
        wanted |= {"decision": "build"}
    if code == "network_built":
        wanted |= {"verdict": "not_feasible", "decision": "build"}
    if code == "corrected_terms_accepted":
        wanted |= {"terms_changed": True}
    if code.startswith("temporary_connection"):
        wanted |= {"temporary_connection": True}
    return wanted
