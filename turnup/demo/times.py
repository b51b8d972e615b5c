"""When each open step of the demo will be taken: office hours, survey days, crews' time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from turnup.demo.clock import OfficeClock
from turnup.demo.said import Run
from turnup.demo.waits import PARTS, Pace
from turnup.installation.choosing import best_slot
from turnup.installation.jobs import job_of
from turnup.installation.queries import Slot, crews_for
from turnup.orders.models import Order
from turnup.standard import Standard
from turnup.surveys.days import next_survey_day

MINUTE: Final = timedelta(minutes=1)
HARD: Final = {"permits", "outdoor", "special"}
LONG: Final = 4  # working days; when it takes longer, the act travels a day to the office


class Times:
    """Draws moments for the steps of running orders."""

    def __init__(self, *, rng: Random, clock: OfficeClock, standard: Standard, pace: Pace):
        self.rng, self.clock, self.standard, self.pace = rng, clock, standard, pace

    def when(self, run: Run, step: str, now: datetime) -> datetime | None:
        """Draw when an open step will be taken; None while it waits for something, or for ever."""
        if step == run.story.stall:
            return None
        if own := OWN_TIMES.get(step):
            return own(self, run, now)
        if step in PARTS:
            return self.clock.later(now, self.pace.part(step, run.days))
        return self.usual(step, now)

    def usual(self, step: str, now: datetime) -> datetime:
        """Draw a moment by the usual wait for the step."""
        side = self.standard.steps[step].clock
        today = self.clock.calendar.local_date(now)
        return self.clock.later(now, self.pace.wait(step, side, today))

    def survey_date(self, run: Run, today: date) -> date:
        """Choose the day of the survey: the next survey day, urgent the next working day."""
        if "urgent" in run.story.traits:
            return self.clock.calendar.nth(today, 1)
        return next_survey_day(self.standard, self.clock.calendar, today)

    def promise(self, run: Run, today: date) -> None:
        """Set the day of service, counted from today."""
        hard = bool(HARD & run.story.traits)
        run.days = self.pace.days_to_service(run.story.technology, today, hard=hard)
        run.in_service_on = self.clock.calendar.nth(today, run.days)

    def slot(self, run: Run, now: datetime) -> Slot:
        """Choose the crew's time for the visit, on the promised day or the first one free after."""
        assert run.in_service_on is not None, "money or its waiver came first"
        technology = run.story.technology
        day = run.in_service_on - timedelta(days=1 if run.days > LONG else 0)
        after = max(self.clock.at(day, 9), self.clock.later(now, 2.5))
        order = Order.objects.select_related("site").get(pk=run.order_id)
        job = job_of(order, self.clock.calendar)
        return best_slot(job, list(crews_for(technology)), after, self.clock.calendar)

    def soon(self, now: datetime, low: float, high: float) -> datetime:
        """Draw a moment some minutes later, be it after hours: the crew finishes what it began."""
        return now + self.rng.uniform(low, high) * MINUTE


def _survey(times: Times, run: Run, now: datetime) -> datetime:
    assert run.survey_date is not None, "the survey's day is set"
    return times.clock.at(run.survey_date, times.rng.uniform(10, 17))


def _money(times: Times, run: Run, now: datetime) -> datetime | None:
    """Let money wait for the contract to be signed; where it was waived it comes late.

    The bank's statement is read after noon.
    """
    if "waiver" in run.story.traits:
        return times.clock.later(now, times.rng.uniform(50, 80))
    if "contract_signed_by_customer" not in run.card.standing:
        return None
    day = times.clock.calendar.local_date(times.usual("money_received", now))
    return max(times.clock.at(day, times.rng.uniform(13, 16.5)), now + MINUTE)


def _agreed(times: Times, run: Run, now: datetime) -> datetime:
    """Agree to a visit before it begins."""
    assert run.starts_at is not None, "the visit is planned"
    drawn = times.clock.later(now, times.pace.part("visit_agreed", run.days))
    return max(now + MINUTE, min(drawn, run.starts_at - 30 * MINUTE))


def _connected(times: Times, run: Run, now: datetime) -> datetime:
    assert run.starts_at is not None, "the visit is planned"
    assert run.ends_at is not None, "the visit is planned"
    begun = run.starts_at + (run.ends_at - run.starts_at) * times.rng.uniform(0.5, 0.75)
    return max(begun, now + 10 * MINUTE)


def _handed_over(times: Times, run: Run, now: datetime) -> datetime:
    """Hand the act over within the hour; from far works it travels to the office overnight."""
    if run.days > LONG:
        morning = times.clock.later(now, 9)
        return times.clock.at(times.clock.calendar.local_date(morning), times.rng.uniform(9.2, 11))
    return times.clock.later(now, times.rng.uniform(0.3, 0.9))


def _modem_back(times: Times, run: Run, now: datetime) -> datetime | None:
    connected = "line_connected" in run.card.standing
    return times.usual("temporary_connection_returned", now) if connected else None


OWN_TIMES: Final[Mapping[str, Callable[[Times, Run, datetime], datetime | None]]] = {
    "survey_done": _survey,
    "money_received": _money,
    "visit_agreed": _agreed,
    "line_connected": _connected,
    "line_set_up": lambda times, run, now: times.soon(now, 12, 30),
    "act_signed": lambda times, run, now: times.soon(now, 8, 20),
    "act_handed_over": _handed_over,
    "temporary_connection_returned": _modem_back,
}
