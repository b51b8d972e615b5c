"""An order's card: what its journal says, folded. Plain data that fits into one JSON column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from turnup.standard.moments import moment_text, read_moment


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an order's journal, as the rules see it.

    `at` is when it happened, `recorded_at` when it arrived; `facts` are the public data that the
    standard declares (`sets`, or the fields of an effect), never personal data.
    """

    seq: int
    step: str
    at: datetime
    recorded_at: datetime
    actor: str
    role: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that stands: which entry made it so, when, by whom, and what it says."""

    seq: int
    at: datetime
    actor: str
    role: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    waived: tuple[str, ...] = ()  # needs that a waiver stood in for

    def to_json(self) -> list[Any]:
        """Give a short row for the card's JSON; `from_json` is its inverse."""
        row = [self.seq, moment_text(self.at), self.actor, self.role]
        return [*row, dict(self.facts), list(self.waived)] if self.facts or self.waived else row

    @classmethod
    def from_json(cls, row: list[Any]) -> Self:
        """Read what `to_json` gave."""
        seq, at, actor, role, *rest = row
        facts, waived = rest or ({}, ())
        return cls(seq, read_moment(at), actor, role, facts, tuple(waived))


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded exception: which gate, who, how much is at risk (decimal text), until when."""

    seq: int
    gate: str
    actor: str
    role: str
    at: datetime
    amount_at_risk: str
    until: datetime

    def to_json(self) -> list[Any]:
        """Give a short row for the card's JSON; `from_json` is its inverse."""
        return [
            self.seq,
            self.gate,
            self.actor,
            self.role,
            moment_text(self.at),
            self.amount_at_risk,
            moment_text(self.until),
        ]

    @classmethod
    def from_json(cls, row: list[Any]) -> Self:
        """Read what `to_json` gave."""
        seq, gate, actor, role, at, amount, until = row
        return cls(seq, gate, actor, role, read_moment(at), amount, read_moment(until))


@dataclass(frozen=True, slots=True)
class Card:
    """The fold of an order's journal under its own version of the standard.

    `stage` is the first stage in which something is still wanted; of a closed order, the one it
    ended in. `open` maps each open step to the moment it opened. `sides` and `held_for` count
    milliseconds: whose turn it was, and how long the order was on hold for which reason. `moment`
    is the latest moment the card knows of; it never runs backwards, even when an entry arrives
    late.
    """

    seq: int = 0
    lead: str = ""
    stage: str = ""
    opened_at: datetime | None = None
    moment: datetime | None = None
    standing: Mapping[str, Standing] = field(default_factory=dict)
    said: tuple[tuple[int, Mapping[str, Any]], ...] = ()  # (seq, facts) of events
    waivers: tuple[Waiver, ...] = ()
    held: str | None = None
    closed: str | None = None
    closed_at: datetime | None = None
    open: Mapping[str, datetime] = field(default_factory=dict)
    sides: Mapping[str, int] = field(default_factory=dict)
    held_for: Mapping[str, int] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """What is true of the order now: later entries win over earlier ones."""
        told = [(s.seq, s.facts) for s in self.standing.values() if s.facts]
        merged: dict[str, Any] = {}
        for _, facts in sorted([*told, *self.said], key=lambda pair: pair[0]):
            merged.update(facts)
        return merged

    def to_json(self) -> dict[str, Any]:
        """Give the card as plain JSON data; `from_json` is its inverse."""
        return {
            "seq": self.seq,
            "lead": self.lead,
            "stage": self.stage,
            "opened_at": moment_text(self.opened_at),
            "moment": moment_text(self.moment),
            "standing": {code: s.to_json() for code, s in self.standing.items()},
            "said": [[seq, dict(facts)] for seq, facts in self.said],
            "waivers": [w.to_json() for w in self.waivers],
            "held": self.held,
            "closed": self.closed,
            "closed_at": moment_text(self.closed_at),
            "open": {code: moment_text(since) for code, since in self.open.items()},
            "sides": dict(self.sides),
            "held_for": dict(self.held_for),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(
            seq=data["seq"],
            lead=data["lead"],
            stage=data["stage"],
            opened_at=read_moment(data["opened_at"]),
            moment=read_moment(data["moment"]),
            standing={code: Standing.from_json(row) for code, row in data["standing"].items()},
            said=tuple((seq, facts) for seq, facts in data["said"]),
            waivers=tuple(Waiver.from_json(row) for row in data["waivers"]),
            held=data["held"],
            closed=data["closed"],
            closed_at=read_moment(data["closed_at"]),
            open={code: read_moment(since) for code, since in data["open"].items()},
            sides=data["sides"],
            held_for=data["held_for"],
        )
