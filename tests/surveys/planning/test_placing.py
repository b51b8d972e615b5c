"""The proposal: due dates first, then neighbourhood, never over capacity."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from turnup.surveys.planning.places import Point, km_between
from turnup.surveys.planning.placing import Room, Wish, propose

TUESDAY = date(2026, 11, 24)
THURSDAY = TUESDAY + timedelta(days=2)
CENTRE = Point(54.5137, 36.2612)
NEXT_DOOR = Point(54.5140, 36.2620)
ACROSS_THE_RIVER = Point(54.4829, 36.1943)


def rooms(capacity: int = 2, *names: str) -> list[Room]:
    engineers = names or ("nikitin",)
    return [Room(day, name, capacity) for day in (TUESDAY, THURSDAY) for name in engineers]


def test_the_one_that_is_due_first_comes_first() -> None:
    wishes = [Wish("b", due=THURSDAY), Wish("a", due=TUESDAY), Wish("c", due=THURSDAY)]
    placed = propose(wishes, rooms(1), {})
    assert placed == {"a": (TUESDAY, "nikitin"), "b": (THURSDAY, "nikitin")}


def test_neighbours_go_to_the_same_engineer() -> None:
    wishes = [
        Wish("1", TUESDAY, CENTRE),
        Wish("2", TUESDAY, ACROSS_THE_RIVER),
        Wish("3", TUESDAY, NEXT_DOOR),
    ]
    placed = propose(wishes, rooms(2, "nikitin", "belova"), {})
    assert placed["1"] == placed["3"] != placed["2"]
    assert placed["2"][0] == TUESDAY


def test_a_later_day_is_taken_for_a_neighbour_while_nothing_is_late() -> None:
    taken = {(THURSDAY, "nikitin"): [CENTRE]}
    placed = propose([Wish("1", THURSDAY, NEXT_DOOR)], rooms(), taken)
    assert placed["1"] == (THURSDAY, "nikitin")
    late = propose([Wish("1", TUESDAY, NEXT_DOOR)], rooms(), taken)
    assert late["1"] == (TUESDAY, "nikitin")


def test_what_stands_counts_against_the_capacity() -> None:
    taken = {(TUESDAY, "nikitin"): [None, CENTRE]}
    assert propose([Wish("1")], rooms(2), taken)["1"] == (THURSDAY, "nikitin")


def test_only_urgent_ones_go_to_another_day() -> None:
    monday = Room(TUESDAY - timedelta(days=1), "nikitin", 5, urgent_only=True)
    placed = propose([Wish("1"), Wish("2", urgent=True)], [monday, *rooms()], {})
    assert placed == {"2": monday.key, "1": (TUESDAY, "nikitin")}


def test_an_overdue_one_takes_the_first_room() -> None:
    taken = {(THURSDAY, "nikitin"): [CENTRE]}
    wish = Wish("1", TUESDAY - timedelta(days=30), NEXT_DOOR)
    assert propose([wish], rooms(), taken)["1"] == (TUESDAY, "nikitin")


COORDINATES = st.one_of(st.none(), st.builds(Point, st.floats(54.4, 54.6), st.floats(36.1, 36.4)))


@given(
    st.lists(st.tuples(st.dates(TUESDAY, TUESDAY + timedelta(60)), COORDINATES), max_size=30),
    st.integers(0, 4),
    st.integers(1, 3),
)
def test_no_room_is_filled_over_its_capacity(
    said: list[tuple[date, Point | None]], capacity: int, engineers: int
) -> None:
    wishes = [Wish(f"{n:02}", due, point) for n, (due, point) in enumerate(said)]
    offered = rooms(capacity, *(f"e{n}" for n in range(engineers)))
    placed = propose(wishes, offered, {})
    assert len(placed) == min(len(wishes), capacity * len(offered))
    filled = list(placed.values())
    assert all(filled.count(room.key) <= capacity for room in offered)
    assert propose(reversed(wishes), offered, {}) == placed


def test_distance_of_a_degree_north_and_over_the_date_line() -> None:
    assert abs(km_between(Point(0, 0), Point(1, 0)) - 111.195) < 0.01
    assert abs(km_between(Point(0, 179.5), Point(0, -179.5)) - 111.195) < 0.01
