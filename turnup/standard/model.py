"""What a standard consists of: stages, steps, facts and terms, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

Title = Mapping[str, str]  # {"ru": …, "en": …}
Facts = Mapping[str, Any]  # what is true of an order: fact code -> bool or choice code

SIDES = ("sales", "technical", "customer", "third_party")
FINAL = ("cancelled", "refused")  # ends after which nothing is open
EFFECTS = ("hold", "resume", "cancel", "refuse", "waive")
EFFECT_FACTS = {"waive": ("gate", "amount_at_risk", "until"), "hold": ("reason",)}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison over the facts: `urgent`, `not urgent`, `verdict = x`, `verdict != x`."""

    fact: str
    equal: bool
    value: Any

    def holds(self, facts: Facts) -> bool:
        """Tell whether the facts satisfy it; an unknown choice satisfies neither = nor !=."""
        known = facts.get(self.fact)
        if known is None:
            return self.value is True and not self.equal
        return (known == self.value) is self.equal

    def __str__(self) -> str:
        if self.value is True:
            return self.fact if self.equal else f"not {self.fact}"
        return f"{self.fact} {'=' if self.equal else '!='} {self.value}"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that may be true of an order: yes or no, or one of `choices`."""

    code: str
    title: Title
    choices: Mapping[str, Title] = field(default_factory=dict)

    def accepts(self, value: object) -> bool:
        """Tell whether `value` is one that this fact can have."""
        return value in self.choices if self.choices else isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Term:
    """A guaranteed term in working days: one number, or one for each choice of the fact `by`."""

    code: str
    title: Title
    days: int | Mapping[str, int]
    by: str | None = None

    def days_for(self, facts: Facts) -> int:
        """Give the days that hold for these facts; where the choice is open, the longest."""
        if isinstance(self.days, int):
            return self.days
        known = facts.get(self.by or "")
        return self.days.get(str(known), max(self.days.values()))


@dataclass(frozen=True, slots=True)
class Due:
    """Working days (or a term that names them) after another step stands."""

    after: str
    days: int = 0
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: its result, who is responsible for it and who controls it."""

    code: str
    title: Title
    result: Title
    responsible: str
    control: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the standard; docs/standard.md explains every key."""

    code: str
    stage: str
    title: Title
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    given: tuple[Condition, ...] = ()
    when: tuple[Condition, ...] = ()
    due: Due | None = None
    undoes: tuple[str, ...] = ()
    waivable: tuple[str, ...] = ()
    waivable_by: tuple[str, ...] = ()
    clock: str | None = None
    tells: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    until: str | None = None
    effect: str | None = None
    optional: bool = False
    event: bool = False
    lasting: bool = False

    @property
    def noun(self) -> str:
        """The thing the step is about: `survey` of `survey_done`; gates are named by it."""
        return self.code.split("_", 1)[0]


@dataclass(frozen=True)
class Standard:
    """A whole standard. Orders keep the `version` they began under."""

    code: str
    version: int
    in_force_from: date
    title: Title
    country: str
    holiday_surveys: str
    survey_weekdays: tuple[int, ...]  # Monday is 0
    roles: Mapping[str, Title]
    facts: Mapping[str, Fact]
    terms: Mapping[str, Term]
    stages: Mapping[str, Stage]
    steps: Mapping[str, Step]
    text: str = field(repr=False, default="")

    @cached_property
    def dependents(self) -> Mapping[str, tuple[str, ...]]:
        """For each step, the steps (no events) that name it in their `needs`."""
        return {
            code: tuple(s.code for s in self.steps.values() if code in s.needs and not s.event)
            for code in self.steps
        }

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The steps that stand (no events), each after everything it needs."""
        ordered: list[str] = []

        def visit(code: str) -> None:
            if code in ordered or self.steps[code].event:
                return
            for need in self.steps[code].needs:
                visit(need)
            ordered.append(code)

        for code in self.steps:
            visit(code)
        return tuple(ordered)

    @cached_property
    def backwards(self) -> tuple[tuple[Step, tuple[str, ...]], ...]:
        """The steps that are ever asked for, last first, each with its dependents."""
        steps = (self.steps[code] for code in reversed(self.order))
        return tuple((s, self.dependents[s.code]) for s in steps if not s.optional)

    @cached_property
    def asked_events(self) -> tuple[Step, ...]:
        """The events that become a task when their condition holds."""
        return tuple(s for s in self.steps.values() if s.event and s.when)

    @cached_property
    def opening(self) -> Step:
        """The one step that needs nothing: it opens an order."""
        return next(s for s in self.steps.values() if not s.needs and not s.event)

    def setters(self, fact: str) -> tuple[str, ...]:
        """Name the steps whose data can set the fact."""
        return tuple(s.code for s in self.steps.values() if fact in s.sets)

    def gates_waivable_by(self, role: str) -> tuple[str, ...]:
        """Name the gates for which this role may grant a waiver."""
        return tuple(s.code for s in self.steps.values() if role in s.waivable_by)
