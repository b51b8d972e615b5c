"""An order's card as a reader sees it: the pages and REST show the same."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext as _

from turnup.customers.actions import note_read
from turnup.desk.shapes import (
    CardShown,
    ClockShown,
    Closed,
    Named,
    StageShown,
    StandardShown,
    StandingShown,
    StepPosition,
    StepShown,
    WaiverShown,
)
from turnup.desk.whom import customer_shown, site_shown
from turnup.desk.words import ENDS, MS_IN_HOUR, SIDES, Words, may_read_personal
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.orders.queries import names_of, recorded_moments, said_at
from turnup.people.actor import Actor
from turnup.standard import Card, check, due, missing, step_position
from turnup.standard import unfounded as unfounded_steps
from turnup.standard.model import Stage, Step
from turnup.standard.refusals import BadField, Refused


def describe(
    order: Order, *, actor: Actor, at: datetime, language: str, personal: bool = False
) -> CardShown:
    """Describe an order's card to a reader at a moment, in a language.

    With `personal`, customer and site carry what is personal, if the reader may read it, and the
    read leaves an access record (invariant I23). `order` comes from `orders.queries`.
    """
    with translation.override(language):
        return _Describer(order, actor, at, language).card(personal)


class _Describer(Words):
    """One order's card, told to one reader at a moment."""

    def __init__(self, order: Order, actor: Actor, at: datetime, language: str):
        super().__init__(order, actor, language)
        self.at = at
        self.calendar = office_calendar(self.standard.country)
        self.recorded: Mapping[int, datetime] = {}
        self.unfounded = frozenset(unfounded_steps(self.standard, self.told))

    def card(self, personal: bool) -> CardShown:
        order, card = self.order, self.told
        self.names = names_of(self._people(card), self.language)
        self.recorded = recorded_moments(order.id)
        steps = tuple(self.step(s) for s in self.standard.steps.values() if not s.event)
        asked = tuple(self.step(s) for s in self.standard.asked_events if s.code in card.open)
        shown = steps + asked
        return CardShown(
            id=order.id,
            number=order.number,
            version=order.version,
            stage=card.stage,
            stage_title=self.title(self.standard.stages[card.stage]),
            closed=cast("Closed | None", card.closed),
            closed_title=card.closed and _(ENDS[card.closed]),
            held=self.hold(card.held) if card.held else None,
            opened_at=order.opened_at,
            moved_at=order.moved_at,
            closed_at=order.closed_at,
            lead=self.somebody(order.lead_id),
            standard=StandardShown(
                self.standard.code, self.standard.version, self.title(self.standard)
            ),
            facts=card.facts,
            fact_titles=tuple(self.facts(card.facts)),
            stages=tuple(self.stage(stage, shown) for stage in self.standard.stages.values()),
            steps=shown,
            possible=tuple(self.possible({s.step for s in shown if s.position != "not_needed"})),
            waivers=self.waivers(),
            clocks=tuple(self.clocks()),
            on_hold=tuple(self.holds()),
            **self.whom(personal),
        )

    def step(self, step: Step) -> StepShown:
        """Describe one step of the card."""
        card = self.told
        position = cast(StepPosition, step_position(self.standard, card, step.code))
        standing = card.standing.get(step.code)
        since = standing.at if standing else card.open.get(step.code)
        open_now = position == "open"
        needed = position != "not_needed"
        due_at = due(self.standard, self.calendar, card, step.code) if needed else None
        lacks = missing(self.standard, card, step.code) if position == "waiting" else []
        return StepShown(
            step=step.code,
            title=self.title(step),
            stage=step.stage,
            position=position,
            since=since,
            due=due_at,
            overdue=bool(open_now and due_at and due_at < self.at and not card.held),
            by=self.roles(step.by),
            clock=Named(step.clock, _(SIDES[step.clock])) if step.clock else None,
            optional=step.optional,
            event=step.event,
            lasting=step.lasting,
            may_record=open_now and not self.actor.roles.isdisjoint(step.by),
            standing=self.standing(step.code) if standing else None,
            missing=tuple(self.lacking(one) for one in lacks),
            waivable_by=self.roles(step.waivable_by),
        )

    def standing(self, code: str) -> StandingShown:
        held = self.told.standing[code]
        return StandingShown(
            seq=held.seq,
            at=held.at,
            recorded_at=self.recorded.get(held.seq, held.at),
            actor=self.somebody(held.actor),
            role=self.role(held.role),
            facts=dict(held.facts),
            waived=self.steps(held.waived),
            unfounded=code in self.unfounded,
        )

    def stage(self, stage: Stage, steps: Iterable[StepShown]) -> StageShown:
        mine = [s for s in steps if s.stage == stage.code and not s.event]
        codes = list(self.standard.stages)
        here, current = codes.index(stage.code), codes.index(self.told.stage)
        done = here < current or self.told.closed == "completed"
        return StageShown(
            stage=stage.code,
            title=self.title(stage),
            result=stage.result[self.language],
            responsible=self.role(stage.responsible),
            control=self.role(stage.control) if stage.control else None,
            position="done" if done else "current" if here == current else "ahead",
            standing=sum(s.position == "standing" for s in mine),
            wanted=sum(s.position in ("open", "waiting") for s in mine),
        )

    def possible(self, shown: set[str]) -> Iterable[StepShown]:
        """Find the events and optional steps that the reader may record now."""
        for step in self.standard.steps.values():
            if step.code in shown or not (step.event or step.optional):
                continue
            if not self.actor.roles.isdisjoint(step.by) and self.allowed(step):
                yield replace(self.step(step), may_record=True)

    def allowed(self, step: Step) -> bool:
        """Tell whether the standard would let the reader record the step, given right data."""
        try:
            check(
                self.standard,
                self.told,
                step.code,
                actor=str(self.actor.id),
                roles=self.actor.roles,
                at=self.at,
                facts={"gate": None},
                calendar=self.calendar,
            )
        except BadField:
            return True  # the data are not there yet
        except Refused:
            return False
        return True

    def waivers(self) -> tuple[WaiverShown, ...]:
        if not self.told.waivers:
            return ()
        said = said_at(self.order.id, [w.seq for w in self.told.waivers])
        return tuple(
            WaiverShown(
                seq=w.seq,
                gate=self.steps([w.gate])[0],
                actor=self.somebody(w.actor),
                role=self.role(w.role),
                at=w.at,
                amount_at_risk=w.amount_at_risk,
                until=w.until,
                reason=said.get(w.seq, {}).get("reason"),
                live=w.until >= self.at,
            )
            for w in self.told.waivers
        )

    def clocks(self) -> Iterable[ClockShown]:
        card = self.told
        sides = {self.standard.steps[code].clock for code in card.open}
        running = set() if card.held or card.closed else sides
        for side, title in SIDES.items():
            spent = card.sides.get(side, 0)
            yield ClockShown(side, _(title), round(spent / MS_IN_HOUR, 2), side in running)

    def holds(self) -> Iterable[ClockShown]:
        for reason, spent in self.told.held_for.items():
            hours = round(spent / MS_IN_HOUR, 2)
            yield ClockShown(reason, self.hold(reason).title, hours, reason == self.told.held)

    def whom(self, personal: bool) -> dict[str, Any]:
        """Give customer and site; in full, if the reader may, and note that they were read."""
        order = self.order
        if not (personal and may_read_personal(self.actor, order)):
            return {
                "customer": customer_shown(order.customer),
                "site": site_shown(order.site, order.customer),
            }
        note_read(actor=self.actor, customer_id=order.customer_id, what="contacts", at=self.at)
        return {
            "customer": customer_shown(order.customer, personal=True),
            "site": site_shown(order.site, order.customer, personal=True),
        }

    def _people(self, card: Card) -> set[str]:
        ids = {standing.actor for standing in card.standing.values()}
        return ids | {waiver.actor for waiver in card.waivers} | {str(self.order.lead_id)}
