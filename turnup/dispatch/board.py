"""The board: crews as rows, time as columns, as plain data for its templates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from turnup.dispatch.lacks import Lack, lacks_of
from turnup.dispatch.reasons import all_words, words
from turnup.dispatch.window import Window
from turnup.installation.crew_models import Away
from turnup.installation.jobs import Task, booking_of
from turnup.installation.models import ALL_SKILLS, Crew, Visit
from turnup.installation.rosters import CrewDayPlan
from turnup.installation.slips import Slip, slips_of
from turnup.orders.office import standing_standard
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.planner import travel_minutes

OPENS, CLOSES, STEP = 7, 21, 15  # the day view: office hours, minutes a column
ICONS: Final = {
    "lan": "network",
    "radio": "antenna",
    "leased_line": "router",
    "satellite": "satellite",
    "any": "help-circle",
}


@dataclass(slots=True)
class Chip:
    """A visit as the board shows it. `starts` and `lasts` are columns of the day view."""

    number: int
    url: str
    hidden: bool
    customer: str
    address: str
    span: str
    state: str  # planned, agreed, done, busy
    icon: str
    way: int | None
    conflicts: list[str]
    late: str
    lacks: list[Lack]
    slip: str
    starts: int
    lasts: int

    @property
    def title(self) -> str:
        """Everything there is to know against it, for whoever points at it."""
        told = [*self.conflicts, self.late, *(one.words for one in self.lacks), self.slip]
        return "; ".join(one for one in told if one)


@dataclass(slots=True)
class Cell:
    """One crew's day."""

    crew: str
    iso: str
    title: str
    works: bool
    load: str
    note: str
    team: list[str]
    chips: list[Chip]
    percent: str
    starts: int = 0
    lasts: int = 0


@dataclass(slots=True)
class Row:
    """One crew with its days."""

    crew: Crew
    skills: list[tuple[str, str]]
    cells: list[Cell]


@dataclass(slots=True)
class Board:
    """The whole board, and what it sums up to."""

    days: list[dict[str, Any]]
    rows: list[Row]
    conflicts: int
    visits: int
    agreed: int
    hours: list[str] = field(default_factory=list)


def board_of(window: Window, actor: Actor) -> Board:
    """Lay the window out for its reader; orders that are not theirs are shown as busy time."""
    everything = scope_of(actor, "plan.read") == "all"
    by_day = _by_day(window)
    rows = [
        Row(
            crew,
            [(skill, ICONS[skill]) for skill in crew.skills],
            [
                _cell(window, window.plans[crew.id, day], by_day[crew.id, day], everything, actor)
                for day in window.days
            ],
        )
        for crew in window.crews
    ]
    chips = [chip for row in rows for cell in row.cells for chip in cell.chips]
    busy = {cell.iso for row in rows for cell in row.cells if cell.chips}
    return Board(
        days=[_day(day, window, busy) for day in window.days],
        rows=rows,
        conflicts=sum(bool(chip.conflicts) for chip in chips),
        visits=len(chips),
        agreed=sum(chip.state == "agreed" for chip in chips),
        hours=[f"{hour}:00" for hour in range(OPENS, CLOSES)],
    )


def _day(day: date, window: Window, busy: set[str]) -> dict[str, Any]:
    off = not window.calendar.is_working(day)
    today = day == window.calendar.local_date(window.now)
    return {"day": day, "today": today, "off": off, "narrow": off and day.isoformat() not in busy}


def _by_day(window: Window) -> Mapping[tuple[int, date], list[Visit]]:
    found: dict[tuple[int, date], list[Visit]] = defaultdict(list)
    for visit in window.visits:
        found[visit.crew_id, window.calendar.local_date(visit.starts_at)].append(visit)
    return found


def _cell(
    window: Window, plan: CrewDayPlan, visits: list[Visit], everything: bool, actor: Actor
) -> Cell:
    zone = window.calendar.zone
    ways = _ways(plan, visits)
    chips = [
        _chip(window, visit, ways.get(visit.id), everything or visit.order.lead_id == actor.id)
        for visit in visits
    ]
    hours = "–".join(f"{moment.astimezone(zone):%H:%M}" for moment in plan.rostered or ())
    percent = _percent(plan, visits)
    cell = Cell(
        crew=str(plan.crew.id),
        iso=plan.day.isoformat(),
        title=_day_title(plan.day, get_language() or "ru"),
        works=plan.shift is not None,
        load=_("%(hours)s, %(n)s %% booked") % {"hours": hours, "n": percent},
        note=_note(plan),
        team=[surname(person.name) for person in plan.team],
        chips=chips,
        percent=str(percent),
    )
    if plan.shift:
        cell.starts, cell.lasts = _columns(plan.shift.begins, plan.shift.ends, window)
    return cell


@lru_cache(maxsize=512)
def _day_title(day: date, language: str) -> str:
    """Give a day as a phone shows it before each cell; twenty crews have the same ten days."""
    return date_format(day, "D, j b")


def _note(plan: CrewDayPlan) -> str:
    away = [f"{surname(one.person.name)}: {Away(one.kind).label.lower()}" for one in plan.away]
    if plan.rostered is None:
        return plan.note
    if plan.shift is None:
        return "; ".join(away) or _("nobody is there")
    return "; ".join([*([plan.note] if plan.note else []), *away])


def _percent(plan: CrewDayPlan, visits: Iterable[Visit]) -> int:
    if plan.shift is None:
        return 0
    taken = sum((v.ends_at - v.starts_at for v in visits), timedelta())
    return min(100, round(taken / (plan.shift.ends - plan.shift.begins) * 100))


def _ways(plan: CrewDayPlan, visits: list[Visit]) -> dict[int, int]:
    """Give the minutes to each visit from where the crew comes from."""
    bookings = [booking_of(visit) for visit in visits]
    ways = {
        after.id: travel_minutes(one.place, other.place)
        for (one, other), after in zip(pairwise(bookings), visits[1:], strict=False)
    }
    if visits and plan.shift and plan.shift.base:
        ways[visits[0].id] = travel_minutes(plan.shift.base, bookings[0].place)
    return ways


def _chip(window: Window, visit: Visit, way: int | None, theirs: bool) -> Chip:
    zone, order = window.calendar.zone, visit.order
    begins, ends = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    starts, lasts = _columns(visit.starts_at, visit.ends_at, window)
    faults = window.conflicts.get(str(visit.order_id), ()) if theirs else ()
    lacks = window.lacks.get(order.id, []) if theirs else []
    slip = window.slips.get(order.id) if theirs else None
    return Chip(
        number=order.number,
        url=f"/orders/{order.number}/slots",
        hidden=not theirs,
        customer=str(order.customer) if theirs else _("Busy"),
        address=short_address(order.site.address) if theirs else "",
        span=f"{_clock(begins)}–{_clock(ends)}",
        state=_state(visit) if theirs else "busy",
        icon=ICONS[order.technology],
        way=way,
        conflicts=all_words(one for one in faults if one.code != "late"),
        late=next((words(one) for one in faults if one.code == "late"), ""),
        lacks=[one for one in lacks if one.code not in ("kit", "special") or one.tone == "bad"],
        slip=slip.words if slip else "",
        starts=starts,
        lasts=lasts,
    )


def _clock(moment: datetime) -> str:
    """Give a time of the day, as short as it can be said."""
    return f"{moment:%H:%M}" if moment.minute else f"{moment.hour}"


def _state(visit: Visit) -> str:
    if visit.done_at is not None:
        return "done"
    return "agreed" if "visit_agreed" in visit.order.card["standing"] else "planned"


def _columns(begins: datetime, ends: datetime, window: Window) -> tuple[int, int]:
    """Give the first column of the day view (from 1), and how many it takes."""
    local = begins.astimezone(window.calendar.zone)
    minutes = (local.hour - OPENS) * 60 + local.minute
    first = max(0, minutes // STEP)
    last = min((CLOSES - OPENS) * 60 // STEP, first + round((ends - begins).total_seconds() / 900))
    return first + 1, max(1, last - first)


def surname(name: str) -> str:
    """Give a person's surname with initials."""
    first, *rest = name.split()
    return " ".join([first, *(f"{part[0]}." for part in rest)])


def short_address(address: str) -> str:
    """Leave out what every address of the town has in common: its first part."""
    parts = [part.strip() for part in address.split(",")]
    return ", ".join(parts[1:]) if len(parts) > 2 else address


def card_of(task: Task, lacks: Iterable[Lack] = (), slip: Slip | None = None) -> dict[str, Any]:
    """Give an order that waits for its visit as the side list shows it."""
    order = task.order
    return {
        "lacks": list(lacks),
        "slip": slip.words if slip else "",
        "number": order.number,
        "customer": str(order.customer),
        "address": short_address(order.site.address),
        "technology": order.technology,
        "icon": ICONS[order.technology],
        "minutes": task.job.minutes,
        "due_at": task.due_at,
        "reasons": [words(reason) for reason in task.urgency.reasons],
        "tone": tone_of(task),
        "at_height": task.job.at_height,
    }


def cards_of(tasks: Sequence[Task], today: date) -> list[dict[str, Any]]:
    """Give orders without a date as the side lists show them, with what each lacks."""
    lacks, slips = lacks_of(tasks, today), slips_of(task.order for task in tasks)
    return [card_of(one, lacks.get(one.order.id, ()), slips.get(one.order.id)) for one in tasks]


def technologies() -> list[tuple[str, str]]:
    """Give the technologies that crews install, with their titles in the active language."""
    language = "en" if get_language() == "en" else "ru"
    choices = standing_standard().facts["technology"].choices
    return [(code, choices[code][language]) for code in ALL_SKILLS]


def tone_of(task: Task) -> str:
    """Give the colour of an order's urgency."""
    codes = {reason.code: reason.params for reason in task.urgency.reasons}
    if "overdue" in codes:
        return "bad"
    left = codes.get("term_left", {}).get("days")
    return "warn" if left is not None and left <= 1 else "calm"
