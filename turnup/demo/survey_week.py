"""The surveys of the coming week: requests that wait for their day, an urgent one, a cluster of no.

After the months of the history, so that the survey days and the meeting have something to decide.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from turnup.customers.actions import add_site, register_customer
from turnup.demo.clock import OfficeClock
from turnup.demo.company import new_id
from turnup.demo.kaluga import Client, invent_client
from turnup.demo.said import Run, said
from turnup.demo.stories import Story
from turnup.desk.driving import Staff
from turnup.desk.steps import OPENING, STEPS, record_step
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import standing_standard
from turnup.standard import Card

DOOR: Final = "demo"
FEWEST: Final = 30
"""So few orders are a story of their own; nothing is added to them."""
QUIET_STREET: Final = ("ул. Азаровская", 54.5528, 36.3190)
TECHNOLOGIES: Final = ("lan", "radio", "lan", "radio", "leased_line", "lan", "satellite")


def fill_survey_week(
    *, rng: Random, staff: Staff, clock: OfficeClock, end: datetime, count: int
) -> int:
    """Add about a seventh of `count` orders before `end`, and return how many steps were taken."""
    if count < FEWEST:
        return 0
    steps = add_waiting(rng=rng, staff=staff, clock=clock, end=end, count=count // 7)
    urgent = invent_client(rng, 1200, company=True)
    story = _story(urgent, 1, _days_before(clock, end, 1), "urgent")
    steps += _drive(rng, staff, clock, story, 900, until="survey_urgency_allowed")
    for place in range(3):
        client = _on_the_quiet_street(rng, place)
        story = _story(client, 0, _days_before(clock, end, 9 - place), "refused")
        steps += _drive(rng, staff, clock, story, 910 + place, until="development_decided")
    return steps


def add_waiting(*, rng: Random, staff: Staff, clock: OfficeClock, end: datetime, count: int) -> int:
    """Add requests of the last days whose surveys wait for a day; return the steps taken."""
    steps = 0
    for place in range(count):
        client = invent_client(rng, 1000 + place, company=place % 3 > 0)
        story = _story(client, place, _days_before(clock, end, 1 + place % 3), "")
        steps += _drive(rng, staff, clock, story, place, until="survey_scheduled")
    return steps


def _story(client: Client, place: int, opened_at: datetime, trait: str) -> Story:
    technology = TECHNOLOGIES[place % len(TECHNOLOGIES)]
    return Story(opened_at, technology, technology, client, frozenset({trait} - {""}))


def _days_before(clock: OfficeClock, end: datetime, days: int) -> datetime:
    """Give ten o'clock of so many working days before the end."""
    day = clock.calendar.local_date(end)
    while days:
        day -= timedelta(days=1)
        days -= clock.calendar.is_working(day)
    return clock.at(day, 10)


def _on_the_quiet_street(rng: Random, place: int) -> Client:
    client = invent_client(rng, 1100 + place, company=place != 1)
    street, latitude, longitude = QUIET_STREET
    room = "кв." if place == 1 else "офис"
    site = {
        "address": f"Калуга, {street}, {8 + 6 * place}, {room} {place + 2}",
        "latitude": f"{latitude + 0.0011 * place:.6f}",
        "longitude": f"{longitude + 0.0017 * place:.6f}",
    }
    return Client(client.customer, site, client.contact)


def _drive(
    rng: Random, staff: Staff, clock: OfficeClock, story: Story, number: int, *, until: str
) -> int:
    """Take an order's steps, an hour or two apart, until the named one is open."""
    run = _opened(rng, staff, story, number)
    moment, taken, code = story.opened_at, 0, OPENING
    while code != until:
        _settle(run, code, staff, clock, moment)
        _take(run, code, staff, clock, moment, rng)
        run.card = Card.from_json(Order.objects.values_list("card", flat=True).get(pk=run.order_id))
        taken += 1
        moment = clock.later(moment, rng.uniform(0.6, 1.4))
        if code == "survey_scheduled" and run.survey_date:
            moment = max(moment, clock.at(run.survey_date, 14))
        code = until if until in run.card.open else next(iter(run.card.open))
    return taken


def _opened(rng: Random, staff: Staff, story: Story, number: int) -> Run:
    at = story.opened_at
    customer = register_customer(at=at, customer_id=new_id(rng), **story.client.customer)
    site = add_site(customer=customer, at=at, site_id=new_id(rng), **story.client.site)
    leads = staff.holders("account_manager")
    lead = leads[number % len(leads)]
    return Run(story, new_id(rng), customer.id, site.id, lead, number=number + 1)


def _settle(run: Run, code: str, staff: Staff, clock: OfficeClock, at: datetime) -> None:
    if code == "survey_scheduled":
        engineers = staff.holders("survey_engineer")
        run.engineer = engineers[run.number % len(engineers)]
        standard, calendar = standing_standard(), clock.calendar
        days = calendar.survey_days(
            standard.survey_weekdays, standard.holiday_surveys, calendar.local_date(at)
        )
        run.survey_date = next(days)


def _take(run: Run, code: str, staff: Staff, clock: OfficeClock, at: datetime, rng: Random) -> None:
    step = standing_standard().steps[code]
    actor = run.lead if code == OPENING else staff.takers(step, run.lead.id)[0]
    actor = run.engineer if code == "survey_done" and run.engineer else actor
    data = said(code, run, rng, clock.calendar.local_date(at))
    record_step(
        move=Move(order_id=run.order_id, actor=actor, at=at, now=at, door=DOOR),
        step=code,
        data=STEPS[code].form.example() if data is None else data,
    )
    run.surveys += code == "survey_done"
