"""Loading the demo: company, history and letters in one transaction, so it is whole or absent."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from turnup.demo import goods, permits
from turnup.demo.banking import bank_months
from turnup.demo.clock import OfficeClock
from turnup.demo.company import NAME, Employee, found_company
from turnup.demo.crews import plan_week
from turnup.demo.fieldwork import fill_field_day
from turnup.demo.guests import invite_guests
from turnup.demo.history import History
from turnup.demo.letters import write_past_letters
from turnup.demo.months import close_months, monthly_credits, remember_debts, tell_taxes
from turnup.demo.network import lay_network
from turnup.demo.prices import announce_prices
from turnup.demo.stories import MONTHS, draw_stories
from turnup.demo.survey_moves import move_a_survey
from turnup.demo.survey_week import fill_survey_week
from turnup.demo.traffic import write_past_traffic
from turnup.desk.driving import Staff, staff_on
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.people.models import Person

SEED: Final = 1
ORDERS: Final = 96
LOADING: Final = 0x64656D6F  # advisory lock: one demo is loaded at a time


class NotHere(Exception):
    """The demo is not for this place; the text says why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: who can sign in, how many steps were taken, where the orders are."""

    staff: list[Employee]
    steps: int
    orders: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Give everything a program needs to begin."""
        signing_in = [one.to_json() for one in self.staff if one.token]
        return {"company": NAME, "people": signing_in, "orders": self.orders, "steps": self.steps}


def load_demo(
    *,
    seed: int = SEED,
    count: int = ORDERS,
    today: date,
    told: Callable[[float], None] = lambda part: None,
) -> Loaded:
    """Fill an empty database with the company and its history up to the evening before `today`.

    The same seed, count and day give the same people, tokens, numbers, ids and moments; what is
    secret by design (the journal's salts, so its hashes too, and line passwords) differs.
    Raises NotHere in production and on a database with orders or people.
    """
    if settings.PRODUCTION:
        raise NotHere("the demo company is not for production (TURNUP_PRODUCTION=yes)")
    with transaction.atomic():
        _check_empty()
        rng = Random(seed)  # noqa: S311 - chance for a story, not for a secret
        clock = OfficeClock(office_calendar())
        end = clock.at(today, 0)
        staff = found_company(rng=rng, at=end - MONTHS)
        goods.stock_up(at=end - MONTHS, orders=count)
        permits.describe_holders()
        stories = draw_stories(rng=rng, count=count, end=end, clock=clock)
        working = staff_on(end)
        history = History(rng=rng, stories=stories, staff=working, clock=clock, end=end)
        steps = history.simulate(told)
        steps += fill_survey_week(rng=rng, staff=working, clock=clock, end=end, count=count)
        steps += move_a_survey(staff=working, end=end)
        clerk = working.holders("subscriber_clerk")[0]
        close_months(clerk=clerk, end=end)
        bank_months(rng=rng, clerk=clerk, end=end, more=monthly_credits)
        remember_debts(end=end)
        tell_taxes(end=end)
        plan_week(rng=rng, staff=working, end=end)
        _prepare_tomorrow(seed, working, end)
        fill_field_day(rng=rng, staff=working, end=end)
        write_past_letters(end)
        write_past_traffic(rng=rng, end=end)
        lay_network(rng=rng, end=end)
        invite_guests(end=end)
        announce_prices(end)
        return Loaded(staff, steps, _counts(end))


def _prepare_tomorrow(seed: int, staff: Staff, end: datetime) -> None:
    """Leave permits, equipment and kits as they stand in the evening."""
    rng = Random(seed)  # noqa: S311 - chance for a story, not for a secret
    chief, lead = (staff.holders(role)[0] for role in ("chief_engineer", "crew_lead"))
    permits.add_conditions(rng)
    permits.ask_for_the_waiting(actor=staff.holders("account_manager")[0], at=end)
    permits.pay_past_rents(at=end)
    permits.climb_somewhere(actor=lead, at=end)
    goods.order_specials(rng=rng, actor=chief, at=end)
    goods.issue_for_today(actor=lead, at=end)


def _check_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
    if Order.objects.exists():
        raise NotHere("the database has orders: the demo company wants an empty one")
    if Person.objects.exists():
        raise NotHere("the database has people: the demo company wants an empty one")


def _counts(end: datetime) -> dict[str, Any]:
    rows = Order.objects.values_list("stage", "closed")
    stages = Counter(stage for stage, closed in rows if closed is None)
    ends = Counter(closed for _stage, closed in rows if closed)
    late = Order.objects.filter(open_steps__due_at__lt=end).distinct().count()
    return {
        "total": len(rows),
        "live": sum(stages.values()),
        "overdue": late,
        "by_stage": dict(stages),
        **dict(sorted(ends.items())),
    }
