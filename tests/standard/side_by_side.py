"""One order moved in the real rules and in the naive model at once (see test_against_naive)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.standard.naive_model import ROLES, STEPS, WHO, WHO_TELLS, NaiveOrder
from tests.standard.naive_state import EVENTS, MISSES, MONEY_AND_CONTRACT, SIGNATURES
from turnup.standard import (
    Card,
    Entry,
    Standard,
    WorkCalendar,
    apply,
    check,
    fold,
    packaged,
    unfounded,
)
from turnup.standard.refusals import Refused

START = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
LEAD = "the lead"
SEED = st.integers(0, 2**32 - 1)
ENDINGS = ("order_cancelled", "order_refused")
OFTEN = (*MISSES, "payment_reversed", "clauses_disputed", "waiver_granted")
TROUBLE = (*OFTEN, *OFTEN, *(event for event in EVENTS if event not in ENDINGS))
NEVER_WAIVED = ("survey_done", "contract_signed_by_director", "service_activated")
GATES = (
    "estimate_made",
    "contract_drafted",
    *SIGNATURES,
    "installation_requested",
    "visit_planned",
    "service_activated",
)
SWEEPS = 8


@dataclass(frozen=True)
class Move:
    """One thing somebody tries to record."""

    step: str
    role: str
    actor: str
    at: datetime
    facts: Mapping[str, Any]


SELDOM = (False, False, True)
WORDS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "request_received": {"technology": ("lan", "radio", "leased_line", "satellite", "any")},
    "terms_proposed": {"nonstandard_terms": SELDOM},
    "survey_requested": {"urgent": SELDOM},
    "survey_urgency_refused": {"urgent": (False,)},
    "survey_done": {
        "verdict": ("feasible", "feasible", "feasible_with_build", "not_feasible"),
        "technology": ("lan", "radio", "leased_line", "satellite"),
        "outdoor": SELDOM,
        "permits_needed": SELDOM,
        "special_equipment": SELDOM,
    },
    "development_decided": {"decision": ("build", "build", "no")},
    "estimate_made": {"terms_changed": SELDOM},
    "terms_corrected": {"nonstandard_terms": SELDOM},
    "contract_drafted": {"disputed": SELDOM},
    "clauses_disputed": {"disputed": (True,)},
    "installation_requested": {
        "outdoor": SELDOM,
        "permits_needed": SELDOM,
        "special_equipment": SELDOM,
    },
    **{miss: {"missed_by": (miss.removeprefix("visit_missed_by_"),)} for miss in MISSES},
    "permit_lacking_found": {"permits_needed": (True,)},
    "equipment_lacking_found": {"special_equipment": (True,)},
    "temporary_connection_made": {"temporary_connection": (True,)},
    "order_held": {"reason": ("the customer is on leave",)},
    "waiver_granted": {"gate": ("installation_requested",), "amount_at_risk": ("12000.00",)},
}
ROLES_OF = {step: sorted(roles) for step, roles in {**WHO, **WHO_TELLS}.items()}


def role_of(step: str, dice: Random) -> str:
    """Give a role that may record a step, as far as the mission says."""
    return dice.choice(ROLES_OF.get(step, ["account_manager"]))


def plausible(step: str, at: datetime, dice: Random) -> dict[str, Any]:
    """Give the facts that a step tells, mostly of the kind that brings an order further."""
    facts = {name: dice.choice(choices) for name, choices in WORDS.get(step, {}).items()}
    if step == "waiver_granted":
        facts["until"] = at + timedelta(days=dice.choice((3, 30)))
    return facts


def as_written(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write moments as the journal does."""
    return {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in facts.items()
    }


class SideBySide(RuleBasedStateMachine):
    """The real card and the naive order under the same moves."""

    standard: ClassVar[Standard] = packaged()
    calendar: ClassVar[WorkCalendar] = WorkCalendar()
    counts: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.moves = 0
        self.open_an_order()

    def open_an_order(self) -> None:
        self.naive = NaiveOrder()
        self.recorded = True
        self.entries: list[Entry] = []
        self.card: Card = fold(self.standard, [])
        self.now = START
        self.ground_lost_at = START
        self.story: list[str] = []

    def __str__(self) -> str:
        return "after\n  " + "\n  ".join(self.story)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    # Moves

    @rule(seed=SEED)
    def go_on(self, seed: int) -> None:
        """Record something that is due now: the way to the far end of the standard."""
        self._go_on(self._dice(seed))

    @rule(seed=SEED)
    def go_on_again(self, seed: int) -> None:
        self._go_on(self._dice(seed))

    @rule(seed=SEED)
    def go_further_on(self, seed: int) -> None:
        self._go_on(self._dice(seed))

    @rule(seed=SEED)
    def trouble(self, seed: int) -> None:
        """Withdraw a ground, waive, hold, or now and then end the order."""
        dice = self._dice(seed)
        events = dice.sample(ENDINGS if dice.random() < 0.04 else TROUBLE, 2)
        moves = [self._move(event, role_of(event, dice), dice) for event in events]
        self._try(next((move for move in moves if self._opinion(move)[0]), moves[0]))

    @rule(seed=SEED)
    def anything(self, seed: int) -> None:
        """Try any step in any role, today or back in time, or waive what nobody may waive."""
        dice = self._dice(seed)
        step = dice.choice(STEPS + EVENTS)
        role = dice.choice(ROLES) if dice.random() < 0.5 else role_of(step, dice)
        move = self._move(step, role, dice)
        facts = dict(move.facts)
        if step == "waiver_granted" and dice.random() < 0.4:
            facts["gate"] = dice.choice(NEVER_WAIVED)
        if step == "waiver_granted" and dice.random() < 0.2:
            facts["until"] = move.at - timedelta(days=2)
        back = timedelta(days=dice.choice((0, 0, 0, 1, 9)))
        actor = LEAD if dice.random() < 0.2 else move.actor
        self._try(Move(step, role, actor, move.at - back, facts))

    def _dice(self, seed: int) -> Random:
        return Random(seed * 1_000 + self.moves)

    def _go_on(self, dice: Random) -> None:
        """Record a step that is due; where an order is over, mostly go on with the next one."""
        hours = timedelta(hours=5)
        if self.naive.held and dice.random() < 0.5:
            return self._try(self._move("order_resumed", "account_manager", dice))
        for step in dice.sample(STEPS, len(STEPS)):
            move = self._move(step, role_of(step, dice), dice, later=hours)
            if self._opinion(move)[0]:
                return self._try(move)
        if (self.naive.final or self.naive.completed) and dice.random() < 0.7:
            self._close_the_book()
            self.open_an_order()
        return self._try(self._move("note_added", "account_manager", dice))

    def _move(self, step: str, role: str, dice: Random, *, later: timedelta | None = None) -> Move:
        if later is None:
            later = timedelta(hours=dice.choice((0, 1, 30, 200)))
        at = self.now + later
        actor = LEAD if step == "request_received" else f"some {role}"
        return Move(step, role, actor, at, plausible(step, at, dice))

    # The comparison

    def _opinion(self, move: Move) -> tuple[bool | None, str]:
        leads = bool(self.card.lead) and move.actor == self.card.lead
        return self.naive.may(move.step, move.role, move.facts, move.at, leads=leads)

    def _refusal(self, move: Move) -> Refused | None:
        try:
            check(
                self.standard,
                self.card,
                move.step,
                actor=move.actor,
                roles=frozenset({move.role}),
                at=move.at,
                facts=as_written(move.facts),
                calendar=self.calendar,
            )
        except Refused as refused:
            return refused
        return None

    def _compare(self, move: Move) -> bool:
        may, reason = self._opinion(move)
        refusal = self._refusal(move)
        said = f"the rules say {refusal!r}; the naive model says {may}: {reason}; {self}"
        assert may is None or may == (refusal is None), f"{move}: {said}"
        return refusal is None

    def _try(self, move: Move) -> None:
        self.moves += 1
        self._count("moves")
        self.recorded = self._compare(move)
        if self.recorded:
            self._record(move)

    def _record(self, move: Move) -> None:
        self._count("recorded")
        self._count(move.step)
        self.now = max(self.now, move.at)
        entry = Entry(
            seq=self.card.seq + 1,
            step=move.step,
            at=move.at,
            recorded_at=self.now,
            actor=move.actor,
            role=move.role,
            facts=as_written(move.facts),
        )
        self.entries.append(entry)
        before = set(self.card.standing)
        self.card = apply(self.standard, self.card, entry)
        if set(MONEY_AND_CONTRACT) & (before - set(self.card.standing)):
            self.ground_lost_at = move.at
        self.naive.do(move.step, move.facts, move.at)
        self.story.append(f"{move.at:%d.%m %H:%M} {move.step} by {move.role} {dict(move.facts)}")
        self._take_the_rules_word()
        if self.naive.completed:
            self._count("completed")

    def _take_the_rules_word(self) -> None:
        asked: set[str] = set()
        while self.naive.doubts - asked:
            for step in sorted(self.naive.doubts):
                asked.add(step)
                self.naive.learn(step, step in self.card.standing)
            self.naive.settle()

    # What must hold after every move

    @invariant()
    def everything_holds(self) -> None:
        self.the_same_steps_stand()
        self.an_order_closes_when_and_only_when_its_work_is_done()
        self.i3_no_signature_without_a_positive_survey()
        self.i4_no_visit_without_money_and_contract_or_a_waiver()
        self.i6_no_service_without_contract_money_and_act()
        self.i7_a_closed_order_holds_nothing()
        self.i8_what_lost_its_ground_is_flagged()
        if self.recorded:
            self.the_same_steps_may_be_recorded()

    def the_same_steps_stand(self) -> None:
        real, naive = set(self.card.standing), set(self.naive.at)
        assert real == naive, f"only rules {real - naive}, only naive {naive - real}; {self}"

    def the_same_steps_may_be_recorded(self) -> None:
        """Ask for the gates and a changing eighth of all steps, by one that may and by others."""
        dice = Random(self.moves)
        part = (STEPS + EVENTS)[len(self.entries) % SWEEPS :: SWEEPS]
        for step in dict.fromkeys(GATES + part):
            move = self._move(step, role_of(step, dice), dice, later=timedelta(hours=2))
            if self._compare(move):
                for role in dice.sample(ROLES, 5):
                    self._compare(replace(move, role=role))

    def i3_no_signature_without_a_positive_survey(self) -> None:
        standing = self.card.standing
        for signature in set(SIGNATURES) & set(standing):
            survey = standing.get("survey_done")
            assert survey, f"{signature} without a survey; {self}"
            assert survey.facts["verdict"] in ("feasible", "feasible_with_build"), self
            assert self._day(survey.at) <= self._day(standing[signature].at), self

    def i4_no_visit_without_money_and_contract_or_a_waiver(self) -> None:
        standing = self.card.standing
        if "visit_planned" not in standing:
            return
        if {"money_received", "contract_signed_by_customer"} <= set(standing):
            return
        assert "installation_requested" in standing, self
        used = [standing[step].at for step in ("installation_requested", "visit_planned")]
        used.append(self.ground_lost_at)
        given = [(waiver.at, waiver.until) for waiver in self.card.waivers]
        assert any(start <= at <= end for at in used for start, end in given), self

    def i6_no_service_without_contract_money_and_act(self) -> None:
        grounds = {*SIGNATURES, "money_received", "act_signed", "act_handed_over"}
        if "service_activated" in self.card.standing:
            assert grounds <= set(self.card.standing), self

    def i7_a_closed_order_holds_nothing(self) -> None:
        if self.card.closed is None:
            return
        assert not self.naive.modem_out, f"a modem is still lent; {self}"
        if self.card.closed in ("cancelled", "refused"):
            held = {"visit_planned", "visit_agreed", "service_activated"} & set(self.card.standing)
            assert not held, f"{held} on a dead order; {self}"

    def i8_what_lost_its_ground_is_flagged(self) -> None:
        """Physical facts stay when their ground goes, but never in silence."""
        standing, flagged = set(self.card.standing), unfounded(self.standard, self.card)
        if "line_connected" in standing and "visit_agreed" not in standing:
            assert "line_connected" in flagged, self
        if "money_received" in standing and "contract_drafted" not in standing:
            assert "money_received" in flagged, self

    def an_order_closes_when_and_only_when_its_work_is_done(self) -> None:
        assert (self.card.closed == "completed") == self.naive.completed, self

    def teardown(self) -> None:
        self._close_the_book()

    def _close_the_book(self) -> None:
        assert fold(self.standard, self.entries) == self.card

    def _day(self, moment: datetime) -> Any:
        return self.calendar.local_date(moment)
