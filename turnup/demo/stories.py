"""What will become of each order, drawn before the simulation begins.

A story says what is asked for and what befalls the order; when each step is taken is drawn by
`history.py` as the order goes along. Every kind of path of the standard is among the stories as
soon as there are some thirty orders.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from turnup.demo.clock import OfficeClock
from turnup.demo.kaluga import Client, invent_client

MONTHS: Final = timedelta(days=198)  # six months are full, the first one warms up
LATELY: Final = timedelta(days=21)
COME_SINCE, COME_UNTIL = timedelta(days=22), timedelta(days=15)
"""When the orders were opened whose visits fill the crews' coming days."""
PLOTS: Final = (
    # how many of a hundred orders, and the traits they have
    (24, ""),
    (5, "urgent"),
    (4, "refused"),
    (3, "built"),
    (3, "with_build changed"),
    (6, "changed"),
    (6, "nonstandard"),
    (2, "nonstandard disputed"),
    (4, "disputed"),
    (6, "permits"),
    (5, "permits outdoor"),
    (3, "outdoor special"),
    (2, "special"),
    (3, "modem"),
    (1, "modem permits outdoor"),
    (4, "waiver"),
    (4, "hold"),
    (4, "missed"),
    (6, "cancelled"),
    (1, "annulled"),
    (1, "reversed"),
    (1, "withdrawn"),
    (1, "revised"),
    (1, "clauses"),
)
STALLS: Final = (
    # the step that nobody takes, the traits that lead there, and for how many days
    ("money_received", "", 33),
    ("disputes_settled", "disputed", 24),
    ("development_decided", "refused", 21),
    ("permits_obtained", "permits outdoor", 40),
    ("terms_approved_by_owner", "nonstandard", 20),
    ("temporary_connection_returned", "modem", 44),
    ("brief_answered", "", 6),
    ("equipment_promised", "special", 36),
    ("contract_signed_by_director", "", 20),
    ("corrected_terms_accepted", "changed", 26),
    ("act_handed_over", "", 29),
    ("survey_done", "", 12),
    ("statistics_confirmed", "", 30),
    ("order_refused", "refused", 25),
    ("visit_agreed", "", 27),
    ("service_activated", "", 28),
)
COMING: Final = ("", "permits", "", "changed", "", "permits outdoor", "", "nonstandard", "")
"""The traits of orders that have come as far as their visit: the crews' coming days."""
TECHNOLOGIES: Final = ("radio", "lan", "radio", "leased_line", "radio", "lan", "satellite", "radio")


@dataclass(frozen=True, slots=True)
class Story:
    """One order: who asks for what and when, the traits of its plot, and where it gets stuck."""

    opened_at: datetime
    technology: str
    asked: str
    client: Client
    traits: frozenset[str]
    stall: str = ""


def draw_stories(*, rng: Random, count: int, end: datetime, clock: OfficeClock) -> list[Story]:
    """Draw the stories of `count` orders in the order of their opening."""
    stuck = min(len(STALLS), count // 6)
    coming = count // 5
    lately = (count - stuck) // 5
    begin, split = end - MONTHS, end - LATELY
    early = count - stuck - lately - coming
    deck = _deck(rng, early + lately)
    plots = [(rng_moment, deck.pop(0), "") for rng_moment in _moments(rng, early, begin, split)]
    plots += [(moment, deck.pop(0), "") for moment in _moments(rng, lately, split, end)]
    plots += [(end - timedelta(days=days), traits, step) for step, traits, days in STALLS[:stuck]]
    for place, moment in enumerate(_moments(rng, coming, end - COME_SINCE, end - COME_UNTIL)):
        plots.append((moment, COMING[place % len(COMING)], "visit_planned"))
    plots.sort()
    technologies = _technologies(rng, count)
    return [
        _story(rng, index, _in_hours(rng, moment, clock), technologies[index], traits, stall)
        for index, (moment, traits, stall) in enumerate(plots)
    ]


def _deck(rng: Random, count: int) -> list[str]:
    """Deal the plots: first one of every kind, then the rest by chance."""
    kinds = [traits for _times, traits in PLOTS]
    rest = [traits for times, traits in PLOTS for _ in range(times - 1)]
    while len(kinds) + len(rest) < count:
        rest += [traits for times, traits in PLOTS for _ in range(times)]
    rng.shuffle(kinds)
    rng.shuffle(rest)
    deck = (kinds + rest)[:count]
    early = deck[: len(kinds)]
    spread = deck[len(kinds) :]
    for place, traits in enumerate(early):  # every kind among the older orders, not side by side
        spread.insert(min(place * 2 + rng.randint(0, 1), len(spread)), traits)
    return spread


def _moments(rng: Random, count: int, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Spread moments over a span, each somewhere in its own part of it."""
    for place in range(count):
        yield begin + (end - begin) * ((place + rng.random()) / count)


def _in_hours(rng: Random, moment: datetime, clock: OfficeClock) -> datetime:
    """Move a moment into the hours in which people call: never past the moment's own day."""
    day = clock.calendar.local_date(moment)
    while not clock.calendar.is_working(day):
        day -= timedelta(days=1)
    return clock.at(day, rng.uniform(9.2, 16.5))


def _technologies(rng: Random, count: int) -> list[str]:
    dealt: list[str] = []
    while len(dealt) < count:
        dealt += rng.sample(TECHNOLOGIES, len(TECHNOLOGIES))
    return dealt[:count]


def _story(
    rng: Random, index: int, opened_at: datetime, technology: str, traits: str, stall: str
) -> Story:
    company = technology != "lan" or rng.random() < 0.6
    asked = "any" if rng.random() < 0.12 else technology
    client = invent_client(rng, index, company=company)
    noted = {"note"} if rng.random() < 0.25 else set()
    return Story(opened_at, technology, asked, client, frozenset({*traits.split(), *noted}), stall)
