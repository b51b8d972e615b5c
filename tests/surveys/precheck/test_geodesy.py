"""Distances, directions and points between places."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from turnup.surveys.precheck.geodesy import (
    EARTH_RADIUS_KM,
    Place,
    azimuth_deg,
    distance_km,
    off_axis_deg,
    points_between,
    radio_horizon_km,
)

latitudes = st.floats(-85, 85)
longitudes = st.floats(-180, 180)


@pytest.mark.parametrize(
    "where", [(90.01, 0), (-91, 0), (0, 180.5), (0, -181), (float("nan"), 0), (0, float("inf"))]
)
def test_a_place_outside_the_world_is_refused(where: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not on Earth"):
        Place(*where)


def test_a_quarter_of_the_equator() -> None:
    assert distance_km(0, 0, 0, 90) == pytest.approx(EARTH_RADIUS_KM * np.pi / 2)


@pytest.mark.parametrize(
    ("to", "direction"), [((1, 0), 0), ((0, 1), 90), ((-1, 0), 180), ((0, -1), 270)]
)
def test_the_four_directions(to: tuple[float, float], direction: float) -> None:
    assert azimuth_deg(0, 0, *to) == pytest.approx(direction)


@pytest.mark.parametrize(("height", "horizon"), [(10, 13.0), (30, 22.6)])
def test_the_radio_horizon(height: float, horizon: float) -> None:
    assert radio_horizon_km(height) == pytest.approx(horizon, abs=0.05)


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_way_back_is_as_long(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    there, back = distance_km(lat1, lon1, lat2, lon2), distance_km(lat2, lon2, lat1, lon1)
    assert 0 <= there <= EARTH_RADIUS_KM * np.pi + 1e-6
    assert there == pytest.approx(back, abs=1e-6)


@given(latitudes, longitudes, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_points_lie_evenly_on_the_way(lat: float, lon: float, north: float, east: float) -> None:
    assume(abs(north) + abs(east) > 1e-3)
    there = np.array([lat + north]), np.array([(lon + east + 180) % 360 - 180])
    found = points_between(Place(lat, lon), *there, 7)
    whole = distance_km(lat, lon, there[0][0], there[1][0])
    gone = distance_km(lat, lon, found[0][0], found[1][0])
    assert gone == pytest.approx(whole * np.linspace(0, 1, 7), abs=1e-5)


def test_a_place_is_a_way_of_no_length() -> None:
    found = points_between(Place(54.5, 36.2), np.array([54.5]), np.array([36.2]), 5)
    assert (found[0] == 54.5).all()
    assert (found[1] == 36.2).all()


@given(st.floats(0, 360), st.floats(0, 360))
def test_the_angle_between_directions(one: float, other: float) -> None:
    angle = off_axis_deg(one, other)
    assert 0 <= angle <= 180
    assert angle == pytest.approx(off_axis_deg(other, one), abs=1e-9)
    assert off_axis_deg(350, 10) == 20
