"""The simulated months: every order of the demo goes its way by the real actions, in one calendar.

Whatever is open is taken after a while by somebody who may take it; the moments of all orders
run through one queue, so that numbers, crews' time and addresses are given in the order of time.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from random import Random
from typing import Final, NamedTuple
from uuid import UUID

from turnup.customers.actions import add_site, register_customer
from turnup.demo.befalls import BEFALLS, Befall
from turnup.demo.clock import OfficeClock
from turnup.demo.company import new_id
from turnup.demo.said import Run, said
from turnup.demo.stories import Story
from turnup.demo.times import MINUTE, Times
from turnup.demo.waits import Pace
from turnup.desk.driving import Staff
from turnup.desk.steps import OPENING, STEPS, record_step
from turnup.installation.models import CrewMember
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import standing_standard
from turnup.people.actor import Actor
from turnup.standard import Card, missing

MISSES: Final = (
    "visit_missed_by_customer",
    "visit_missed_by_customer",
    "visit_missed_by_crew",
    "visit_missed_by_third_party",
)
ON_SITE: Final = ("line_connected", "line_set_up", "act_signed", "act_handed_over")
DOOR: Final = "demo"


class Turn(NamedTuple):
    """Somebody's turn to take a step; a `chance` one befalls the order and is no open task."""

    moment: datetime
    ticket: int
    order: int
    step: str
    chance: bool


class History:
    """The company at work until `end`; its people and crews must be there already."""

    def __init__(
        self,
        *,
        rng: Random,
        stories: Sequence[Story],
        staff: Staff,
        clock: OfficeClock,
        end: datetime,
    ):
        self.rng, self.stories, self.staff, self.clock, self.end = rng, stories, staff, clock, end
        self.standard = standing_standard()
        dates = map(clock.calendar.local_date, (stories[0].opened_at, end))
        self.times = Times(rng=rng, clock=clock, standard=self.standard, pace=Pace(rng, *dates))
        self.installers = _crews(staff)
        self.runs: dict[int, Run] = {}
        self._tickets = count()
        self._queue: list[Turn] = []

    def simulate(self, told: Callable[[float], None] = lambda part: None) -> int:
        """Let the months pass and return how many steps were taken; `told` hears how far we are."""
        for order, story in enumerate(self.stories):
            self._plan(order, OPENING, story.opened_at)
        begin, taken = self.stories[0].opened_at, 0
        while self._queue and self._queue[0].moment <= self.end:
            turn = heapq.heappop(self._queue)
            taken += self._come(turn)
            told((turn.moment - begin) / (self.end - begin))
        return taken

    def _plan(self, order: int, step: str, moment: datetime, *, chance: bool = False) -> None:
        heapq.heappush(self._queue, Turn(moment, next(self._tickets), order, step, chance))

    def _come(self, turn: Turn) -> bool:
        """Let a turn come; say whether its step was still to be taken, and was."""
        if turn.step == OPENING:
            self.runs[turn.order] = self._open(turn)
        elif not self._is_due(turn, self.runs[turn.order]):
            return False
        else:
            self._take(self.runs[turn.order], turn.step, turn.moment)
        self._look(turn)
        return True

    def _is_due(self, turn: Turn, run: Run) -> bool:
        if turn.chance:
            line = "line_connected" in run.card.standing and turn.step in MISSES
            closed = run.card.closed is not None
            return not (line or closed or missing(self.standard, run.card, turn.step))
        if run.agenda.get(turn.step) != turn.moment:
            return False
        if run.quiet_until is None or turn.moment >= run.quiet_until:
            return True
        run.agenda[turn.step] = self.clock.later(run.quiet_until, self.rng.uniform(0.2, 2))
        self._plan(turn.order, turn.step, run.agenda[turn.step])
        return False

    # ------------------------------------------------------------------ taking a step
    def _open(self, turn: Turn) -> Run:
        story, at = self.stories[turn.order], turn.moment
        customer = register_customer(at=at, customer_id=new_id(self.rng), **story.client.customer)
        site = add_site(customer=customer, at=at, site_id=new_id(self.rng), **story.client.site)
        leads = self.staff.holders("account_manager")
        lead = leads[turn.order % len(leads)]
        run = Run(story, new_id(self.rng), customer.id, site.id, lead, number=turn.order + 1)
        self._take(run, OPENING, at)
        return run

    def _take(self, run: Run, step: str, at: datetime) -> None:
        self._settle(run, step, at)
        data = said(step, run, self.rng, self.clock.calendar.local_date(at))
        record_step(
            move=Move(
                order_id=run.order_id, actor=self._actor(run, step), at=at, now=at, door=DOOR
            ),
            step=step,
            data=STEPS[step].form.example() if data is None else data,
        )
        run.surveys += step == "survey_done"
        run.agenda.pop(step, None)

    def _settle(self, run: Run, step: str, at: datetime) -> None:
        """Settle what the step's data will say."""
        today = self.clock.calendar.local_date(at)
        match step:
            case "survey_scheduled":
                run.engineer = self.rng.choice(self.staff.holders("survey_engineer"))
                run.survey_date = self.times.survey_date(run, today)
            case "money_received" if "installation_requested" not in run.card.standing:
                self.times.promise(run, today)
            case "installation_requested" if run.in_service_on is None:
                self.times.promise(run, today)
            case "visit_planned":
                slot = self.times.slot(run, at)
                run.crew, run.starts_at, run.ends_at = slot.crew.name, slot.starts_at, slot.ends_at

    def _actor(self, run: Run, step: str) -> Actor:
        if step == OPENING:
            return run.lead
        if step == "survey_done" and run.engineer:
            return run.engineer
        if step in ON_SITE:
            return self.rng.choice(self.installers[run.crew])
        return self.rng.choice(self.staff.takers(self.standard.steps[step], run.lead.id))

    # ------------------------------------------------------------------ what comes next
    def _look(self, turn: Turn) -> None:
        """Let befall what follows on the step, and give every step that has opened its moment."""
        run = self.runs[turn.order]
        stored = Order.objects.values_list("card", flat=True).get(pk=run.order_id)
        run.card = Card.from_json(stored)
        run.agenda = {code: run.agenda[code] for code in run.card.open if code in run.agenda}
        if run.card.closed:
            return
        self._befall(turn, run)
        for code in run.card.open:
            moment = None if code in run.agenda else self.times.when(run, code, turn.moment)
            if moment is not None:
                run.agenda[code] = moment
                self._plan(turn.order, code, moment)

    def _befall(self, turn: Turn, run: Run) -> None:
        if turn.step == "visit_agreed" and "missed" in run.story.traits - run.befallen:
            assert run.starts_at is not None, "the visit is planned"
            run.befallen.add("missed")
            self._interrupt(turn, run, self.rng.choice(MISSES), run.starts_at + 25 * MINUTE)
        for trait in sorted(run.story.traits):
            for befall in BEFALLS.get(trait, ()):
                if befall.step not in run.befallen and _ground(run, befall) == turn.step:
                    self._will_befall(turn, run, befall)

    def _will_befall(self, turn: Turn, run: Run, befall: Befall) -> None:
        run.befallen.add(befall.step)
        moment = self.clock.later(turn.moment, self.rng.uniform(*befall.hours))
        if befall.pauses:
            self._interrupt(turn, run, befall.step, moment)
        else:
            self._plan(turn.order, befall.step, moment, chance=True)

    def _interrupt(self, turn: Turn, run: Run, step: str, moment: datetime) -> None:
        run.quiet_until = moment + MINUTE
        self._plan(turn.order, step, moment, chance=True)


def _ground(run: Run, befall: Befall) -> str:
    return befall.after[run.number % len(befall.after)]


def _crews(staff: Staff) -> Mapping[str, Sequence[Actor]]:
    """Give each crew's installers by the crew's name."""
    actors = {actor.id: actor for actor in staff.holders("installer")}
    rows = CrewMember.objects.filter(left_at=None).values_list("crew__name", "person_id")
    crews: dict[str, list[Actor]] = {}
    for name, person in rows.order_by("crew_id", "id"):
        crews.setdefault(name, []).append(actors[UUID(str(person))])
    return crews
