"""Where a dish points: computed cities, and a published example that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.surveys.precheck.geodesy import Place
from turnup.surveys.precheck.satellite import look_angles

KALUGA = Place(54.51, 36.26)
MURMANSK, NORILSK = Place(68.97, 33.08), Place(69.35, 88.20)
VLADIVOSTOK = Place(43.12, 131.89)
FULL = (
    (36.0, 180.32, 27.80, -0.19),
    (54.9, 157.50, 25.53, 12.84),
    (49.0, 164.48, 26.73, 8.94),
)
ELSEWHERE = (
    (MURMANSK, 54.9, 156.79, 10.92),
    (NORILSK, 54.9, 215.07, 8.54),
    (VLADIVOSTOK, 140.0, 168.24, 39.58),
)
CAPE = Place(28.5, -80.5)


@pytest.mark.parametrize(("satellite", "azimuth", "elevation", "skew"), FULL)
def test_from_kaluga(satellite: float, azimuth: float, elevation: float, skew: float) -> None:
    found = look_angles(KALUGA, satellite)
    assert found.azimuth_deg == pytest.approx(azimuth, abs=0.006)
    assert found.elevation_deg == pytest.approx(elevation, abs=0.006)
    assert found.skew_deg == pytest.approx(skew, abs=0.006)


@pytest.mark.parametrize(("site", "satellite", "azimuth", "elevation"), ELSEWHERE)
def test_from_elsewhere(site: Place, satellite: float, azimuth: float, elevation: float) -> None:
    found = look_angles(site, satellite)
    assert found.azimuth_deg == pytest.approx(azimuth, abs=0.05)
    assert found.elevation_deg == pytest.approx(elevation, abs=0.05)


def test_140_east_is_below_the_horizon_of_kaluga() -> None:
    assert look_angles(KALUGA, 140.0).elevation_deg == pytest.approx(-16.3, abs=0.05)


def test_a_published_example_is_wrong_and_not_followed() -> None:
    """A page on the web gives azimuth 207° and elevation 47.5° for this; both are wrong."""
    found = look_angles(CAPE, -97.0)
    assert found.azimuth_deg == pytest.approx(211.8, abs=0.05)
    assert found.elevation_deg == pytest.approx(52.1, abs=0.05)


@given(st.floats(1, 80), st.floats(-180, 180), st.floats(0.5, 80))
def test_east_is_below_180_in_the_north(lat: float, lon: float, east: float) -> None:
    """The same page adds where it should subtract: its eastern satellites stand in the west."""
    assert 90 < look_angles(Place(lat, lon), lon + east).azimuth_deg < 180
    assert 180 < look_angles(Place(lat, lon), lon - east).azimuth_deg < 270


@given(st.floats(1, 80), st.floats(-180, 180), st.floats(0.5, 80))
def test_east_of_a_southern_site_looks_north(lat: float, lon: float, east: float) -> None:
    assert 0 < look_angles(Place(-lat, lon), lon + east).azimuth_deg < 90


def test_right_above_the_equator() -> None:
    found = look_angles(Place(0, 36), 36)
    assert found.elevation_deg == pytest.approx(90)
    assert found.range_km == pytest.approx(42164 - 6378)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-180, 180))
def test_every_site_has_an_answer(lat: float, lon: float, satellite: float) -> None:
    found = look_angles(Place(lat, lon), satellite)
    assert 0 <= found.azimuth_deg <= 360
    assert -90 <= found.elevation_deg <= 90
    assert 35_700 < found.range_km < 48_600
