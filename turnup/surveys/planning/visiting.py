"""In which order the places of a day are visited: a short open way through all of them. Pure."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from turnup.surveys.planning.places import Point, km_between

MOST_STARTS: Final = 12
MOST_UNCROSSED: Final = 24
"""An overloaded day has more; its way is then only as good as always taking the nearest."""


def visiting_order(points: Mapping[str, Point | None]) -> list[str]:
    """Give the keys in the order of a short way; places that nobody knows come last.

    From every start the nearest next one is taken, then crossings are undone (2-opt); the
    shortest of these ways is given, the same for the same points in whatever order they come.
    """
    known = {key: points[key] for key in sorted(points) if points[key]}
    lost = [key for key in points if points[key] is None]
    whole = {key: point for key, point in known.items() if point}
    if len(whole) < 3:
        return [*whole, *lost]
    ways = (_uncrossed(_nearest_first(start, whole), whole) for start in [*whole][:MOST_STARTS])
    return [*min(ways, key=lambda way: (round(length_km(way, whole), 6), way)), *lost]


def length_km(way: Sequence[str], points: Mapping[str, Point]) -> float:
    """Give the length of a way in straight lines."""
    return sum(km_between(points[a], points[b]) for a, b in pairwise(way))


def _nearest_first(start: str, points: Mapping[str, Point]) -> list[str]:
    way, left = [start], set(points) - {start}
    while left:
        here = points[way[-1]]
        way.append(min(left, key=lambda key: (km_between(here, points[key]), key)))
        left.remove(way[-1])
    return way


def _uncrossed(way: list[str], points: Mapping[str, Point]) -> list[str]:
    best, shortest = way, length_km(way, points)
    improved = len(way) <= MOST_UNCROSSED
    while improved:
        improved = False
        for first in range(len(best) - 1):
            for last in range(first + 2, len(best) + 1):
                turned = best[:first] + best[first:last][::-1] + best[last:]
                length = length_km(turned, points)
                if length < shortest - 1e-9:
                    best, shortest, improved = turned, length, True
    return best
