"""Which request is surveyed on which day by whom: a proposal by due date and neighbourhood. Pure.

The requests are taken in the order of their due dates, urgent ones first; each goes to the free
place that costs least, in kilometres: the way from the nearest survey already there, a little for
every later day, and much for every day past its due date. A tie goes to the earlier day, then to
the engineer named first, so the same requests always give the same proposal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from turnup.surveys.planning.places import Point, km_between

ALONE_KM: Final = 2.5
"""What a survey costs on a day that has none near it yet, or whose place nobody knows."""
LATER_KM: Final = 0.4
"""What each later day costs: earlier is better where the ways are the same."""
LATE_KM: Final = 50.0
"""What each day past the due date costs: more than any way in town."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A survey that wants a place."""

    key: str
    due: date | None = None
    point: Point | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What one engineer can take on one day; `urgent_only` is no survey day of the standard."""

    day: date
    engineer: str
    capacity: int
    urgent_only: bool = False

    @property
    def key(self) -> tuple[date, str]:
        """The day and the engineer."""
        return self.day, self.engineer


@dataclass
class _Filling:
    room: Room
    later: int
    points: list[Point | None] = field(default_factory=list)

    def takes(self, wish: Wish) -> bool:
        return len(self.points) < self.room.capacity and (wish.urgent or not self.room.urgent_only)

    def cost(self, wish: Wish) -> float:
        late = max((self.room.day - wish.due).days, 0) if wish.due else 0
        return late * LATE_KM + self.later * LATER_KM + self._way(wish.point)

    def _way(self, point: Point | None) -> float:
        known = [one for one in self.points if one]
        if point is None or not known:
            return ALONE_KM
        return min(km_between(point, one) for one in known)


Place = tuple[date, str]


def propose(
    wishes: Iterable[Wish], rooms: Sequence[Room], taken: Mapping[Place, Sequence[Point | None]]
) -> dict[str, Place]:
    """Give each request's day and engineer; who finds no room is left out.

    `rooms` are in the order of preference within a day; `taken` are the points of surveys that
    have their place already, and count against the capacity.
    """
    days = sorted({room.day for room in rooms})
    fillings = [_Filling(one, days.index(one.day), list(taken.get(one.key, ()))) for one in rooms]
    placed: dict[str, Place] = {}
    for wish in sorted(wishes, key=_turn):
        free = [one for one in fillings if one.takes(wish)]
        if free:
            best = min(free, key=lambda one: (round(one.cost(wish), 6), one.room.day))
            best.points.append(wish.point)
            placed[wish.key] = best.room.key
    return placed


def _turn(wish: Wish) -> tuple[bool, date, str]:
    return not wish.urgent, wish.due or date.max, wish.key
