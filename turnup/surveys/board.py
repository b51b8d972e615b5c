"""The survey days as they stand: what is set, what is put by hand, what is proposed for the rest.

One read for the page and REST: seven statements whatever the number of requests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from math import ceil
from typing import Final
from uuid import UUID

from turnup.orders.office import office_calendar, standing_standard
from turnup.people.models import Person
from turnup.people.queries import holders_of
from turnup.standard import Standard, WorkCalendar
from turnup.surveys.models import (
    SURVEYS_A_DAY,
    SurveyAppointment,
    SurveyCapacity,
    SurveyPlacement,
)
from turnup.surveys.planning.placing import Room, Wish, propose
from turnup.surveys.wanted import (
    Wanted,
    changes_of_days,
    put_by_hand,
    set_days,
    waiting_and_asking,
)

FEWEST_DAYS: Final = 4
MOST_DAYS: Final = 40
SET: Final = "set"
BY_HAND: Final = "by_hand"
PROPOSED: Final = "proposed"
NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A survey on a day of an engineer, and how it came there: set, by_hand, proposed."""

    wanted: Wanted
    kind: str


@dataclass(slots=True)
class Cell:
    """One engineer's day; without an engineer: surveys whose day was set for nobody."""

    day: date
    engineer: Person | None
    capacity: int
    spots: list[Spot] = field(default_factory=list)

    @property
    def over(self) -> int:
        """How many surveys are over the capacity."""
        return max(len(self.spots) - self.capacity, 0)


@dataclass(frozen=True, slots=True)
class BoardDay:
    """One day of all engineers; `urgent_only` is no survey day of the standard."""

    day: date
    urgent_only: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Board:
    """All of it. `unplaced` found no room; `asking` wait for consent; `overdue` have no result."""

    today: date
    days: list[BoardDay]
    engineers: list[Person]
    capacities: Mapping[UUID, int]
    unplaced: list[Wanted]
    asking: list[Wanted]
    overdue: list[tuple[Wanted, date]]


def survey_board(at: datetime) -> Board:
    """Give the coming survey days with every survey in its place."""
    standard, calendar = standing_standard(), office_calendar()
    today = calendar.local_date(at)
    engineers = list(holders_of("survey_engineer", at))
    capacities = _capacities(engineers)
    changes = changes_of_days()
    waiting, asking = waiting_and_asking(calendar, changes)
    hands = put_by_hand(waiting, engineers, today)
    kept = set_days(calendar, changes)
    late = [(one, row.survey_date) for row, one in kept if row.survey_date < today]
    fixed = [(row, one) for row, one in kept if row.survey_date >= today]
    days = _days(standard, calendar, today, waiting, sum(capacities.values()), fixed, hands)
    cells = {(day, one.id): Cell(day, one, capacities[one.id]) for day in days for one in engineers}
    _fill_fixed(cells, fixed, hands, waiting)
    unplaced = _fill_proposed(cells, days, waiting, hands, today)
    laid = [_day(day, urgent_only, cells) for day, urgent_only in days.items()]
    return Board(today, laid, engineers, capacities, unplaced, asking, late)


def survey_days_from(
    standard: Standard, calendar: WorkCalendar, today: date, count: int
) -> list[date]:
    """Give survey days after today."""
    days = calendar.survey_days(standard.survey_weekdays, standard.holiday_surveys, today)
    return list(islice(days, count))


def _capacities(engineers: Sequence[Person]) -> dict[UUID, int]:
    said = dict(SurveyCapacity.objects.values_list("engineer_id", "surveys_a_day"))
    return {one.id: said.get(one.id, SURVEYS_A_DAY) for one in engineers}


# ------------------------------------------------------- laying it out
Fixed = Sequence[tuple[SurveyAppointment, Wanted]]
Cells = dict[tuple[date, UUID], Cell]


def _days(
    standard: Standard,
    calendar: WorkCalendar,
    today: date,
    waiting: Sequence[Wanted],
    a_day: int,
    fixed: Fixed,
    hands: Mapping[UUID, SurveyPlacement],
) -> dict[date, bool]:
    """Give the days of the board, each with whether only urgent surveys are done on it."""
    wanted = ceil((len(waiting) + len(fixed)) / a_day) + 2 if a_day else FEWEST_DAYS
    count = min(max(wanted, FEWEST_DAYS), MOST_DAYS)
    usual = survey_days_from(standard, calendar, today, count)
    others = {row.survey_date for row, _one in fixed}
    others |= {row.survey_date for row in hands.values()}
    if any(one.urgent for one in waiting):
        others |= set(_working(calendar, today, usual[1]))
    regular = {*usual, *_regular(standard, calendar, today, others)}
    return {day: day not in regular for day in sorted({*usual, *others})}


def _working(calendar: WorkCalendar, today: date, until: date) -> Iterable[date]:
    days = (today + timedelta(days=n) for n in range(1, (until - today).days))
    return (day for day in days if calendar.is_working(day))


def _regular(
    standard: Standard, calendar: WorkCalendar, today: date, days: Iterable[date]
) -> list[date]:
    """Give those of the days that are survey days of the standard."""
    last = max(days, default=today)
    found = calendar.survey_days(
        standard.survey_weekdays, standard.holiday_surveys, today - timedelta(days=1)
    )
    regular = []
    for day in found:
        if day > last:
            break
        regular.append(day)
    return regular


def _fill_fixed(
    cells: Cells,
    fixed: Fixed,
    hands: Mapping[UUID, SurveyPlacement],
    waiting: Sequence[Wanted],
) -> None:
    """Put what is set, and what was put by hand."""
    for row, one in fixed:
        cell = cells.get((row.survey_date, row.engineer_id or NOBODY))
        if cell is None:
            nobodys = Cell(row.survey_date, None, 0)
            cell = cells.setdefault((row.survey_date, NOBODY), nobodys)
        cell.spots.append(Spot(one, SET))
    for one in waiting:
        if hand := hands.get(one.order.id):
            cells[hand.survey_date, hand.engineer_id].spots.append(Spot(one, BY_HAND))


def _fill_proposed(
    cells: Cells,
    days: Mapping[date, bool],
    waiting: Sequence[Wanted],
    hands: Mapping[UUID, SurveyPlacement],
    today: date,
) -> list[Wanted]:
    """Propose places for the rest, and give who found none."""
    free = {str(one.order.id): one for one in waiting if one.order.id not in hands}
    wishes = [Wish(key, one.due, one.point, one.urgent) for key, one in free.items()]
    rooms = [
        Room(cell.day, str(cell.engineer.id), cell.capacity, days[cell.day])
        for cell in cells.values()
        if cell.day > today and cell.engineer
    ]
    taken = {
        (cell.day, str(cell.engineer.id)): [spot.wanted.point for spot in cell.spots]
        for cell in cells.values()
        if cell.engineer
    }
    placed = propose(wishes, rooms, taken)
    for key, (day, engineer) in placed.items():
        cells[day, UUID(engineer)].spots.append(Spot(free[key], PROPOSED))
    return [one for key, one in free.items() if key not in placed]


def _day(day: date, urgent_only: bool, cells: Cells) -> BoardDay:
    mine = [cell for (when, _engineer), cell in cells.items() if when == day]
    for cell in mine:
        cell.spots.sort(key=lambda spot: (spot.kind != SET, spot.wanted.order.number))
    return BoardDay(day, urgent_only, mine)
