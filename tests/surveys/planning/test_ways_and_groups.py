"""The order of visiting, groups of neighbours, and how both lie on a sheet."""

from itertools import permutations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.surveys.planning.clusters import together
from turnup.surveys.planning.places import Point, km_between, sketched, spread_labels
from turnup.surveys.planning.visiting import length_km, visiting_order

POINTS = st.builds(Point, st.floats(54.4, 54.6), st.floats(36.1, 36.4))
STREET = {str(n): Point(54.5, 36.2 + n / 200) for n in range(6)}


def test_a_street_is_walked_from_one_end_to_the_other() -> None:
    shuffled = {key: STREET[key] for key in ("3", "0", "5", "1", "4", "2")}
    assert visiting_order(shuffled) == ["0", "1", "2", "3", "4", "5"]


def test_places_that_nobody_knows_come_last() -> None:
    assert visiting_order({"x": None, **STREET})[-1] == "x"
    assert visiting_order({"x": None}) == ["x"]
    assert visiting_order({}) == []


@given(st.lists(POINTS, min_size=3, max_size=6))
def test_the_way_is_hardly_longer_than_the_shortest(points: list[Point]) -> None:
    named = {str(n): point for n, point in enumerate(points)}
    found = length_km(visiting_order(named), named)
    shortest = min(length_km(way, named) for way in permutations(named))
    assert found <= shortest * 1.1 + 1e-6


def test_neighbours_are_one_group_and_strangers_are_not() -> None:
    far = {"far": Point(54.6, 36.4), "lost": None}
    assert together({**STREET, **far}, 0.5) == [list("012345"), ["far"], ["lost"]]
    assert len(together(STREET, 0.1)) == 6


@given(st.lists(POINTS, max_size=12), st.floats(0.1, 5))
def test_groups_are_apart_and_whole(points: list[Point], reach: float) -> None:
    named = {str(n): point for n, point in enumerate(points)}
    groups = together(named, reach)
    assert sorted(key for group in groups for key in group) == sorted(named)
    for one in groups:
        strangers = [named[key] for other in groups if other is not one for key in other]
        assert all(km_between(named[key], other) > reach for key in one for other in strangers)


@given(st.dictionaries(st.text(max_size=3), POINTS, max_size=8))
def test_a_sketch_keeps_to_its_sheet(points: dict[str, Point]) -> None:
    sheet = sketched(points, 170, 90, 8)
    assert set(sheet.at) == set(points)
    assert all(7.9 <= x <= 162.1 and 7.9 <= y <= 82.1 for x, y in sheet.at.values())
    assert sheet.bar > 0


def test_north_is_up_and_east_is_right() -> None:
    here = {"here": Point(54, 36), "north": Point(54.1, 36), "east": Point(54, 36.1)}
    at = sketched(here, 100, 100, 5).at
    assert at["north"][1] < at["here"][1]
    assert at["east"][0] > at["here"][0]


def test_marks_of_one_house_do_not_cover_one_another() -> None:
    spread = spread_labels([(10, 10)] * 5 + [(30, 10)], 4)
    assert list(spread[0]) == [10, 10]
    pairs = [(a, b) for n, a in enumerate(spread) for b in spread[n + 1 :]]
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= 3.99 for a, b in pairs)


@pytest.mark.parametrize("said", [(91, 0), (0, 181), (float("nan"), 0)])
def test_no_place_outside_the_world(said: tuple[float, float]) -> None:
    with pytest.raises(ValueError):
        Point(*said)
