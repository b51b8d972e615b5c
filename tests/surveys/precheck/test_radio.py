"""Losses, levels and clearances: every figure of the table, and what must hold for any."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.surveys.precheck import radio

TABLE = (
    # GHz, km, free space dB, first zone in the middle m, its 60 %, bulge at k 4/3 and 0.6
    (2.4, 1, 100.05, 5.58, 3.35, 0.01, 0.03),
    (5.8, 5, 121.70, 8.03, 4.82, 0.37, 0.82),
    (5.8, 10, 127.72, 11.36, 6.81, 1.47, 3.27),
    (5.8, 20, 133.74, 16.06, 9.64, 5.89, 13.08),
    (18, 5, 131.53, 4.56, 2.74, 0.37, 0.82),
    (70, 1.5, 132.87, 1.27, 0.76, 0.03, 0.07),
)
CLEARANCES = ((0.6, 0.0), (0.55, 0.0), (0.3, 2.5), (0.0, 6.0), (-0.3, 9.7), (-0.6, 12.9))
km = st.floats(0.01, 60)
ghz = st.floats(1, 90)


@pytest.mark.parametrize(("f", "d", "loss", "f1", "part", "bulge", "low"), TABLE)
def test_the_table(
    f: float, d: float, loss: float, f1: float, part: float, bulge: float, low: float
) -> None:
    half = d / 2
    assert radio.free_space_db(f, d) == pytest.approx(loss, abs=0.006)
    assert radio.fresnel_radius_m(f, half, half) == pytest.approx(f1, abs=0.006)
    assert 0.6 * radio.fresnel_radius_m(f, half, half) == pytest.approx(part, abs=0.006)
    assert radio.earth_bulge_m(half, half, 4 / 3) == pytest.approx(bulge, abs=0.006)
    assert radio.earth_bulge_m(half, half, 0.6) == pytest.approx(low, abs=0.006)


def test_the_link_of_the_example() -> None:
    loss = radio.free_space_db(5.8, 5)
    assert radio.received_dbm(23, 17 + 23, 1 + 1, loss) == pytest.approx(-60.7, abs=0.05)
    assert radio.noise_dbm(20, 6) == pytest.approx(-95, abs=0.05)
    assert radio.noise_dbm(40, 6) == pytest.approx(-92, abs=0.05)


@pytest.mark.parametrize(("clearance", "loss"), CLEARANCES)
def test_a_knife_edge(clearance: float, loss: float) -> None:
    v = radio.knife_edge_parameter(clearance)
    assert v == pytest.approx(-math.sqrt(2) * clearance)
    assert radio.knife_edge_db(v) == pytest.approx(loss, abs=0.05)


def test_average_terrain_costs_ten_decibels_at_grazing() -> None:
    assert radio.average_terrain_db(0.0) == 10
    assert radio.average_terrain_db(-0.5) == 20
    assert radio.average_terrain_db(0.6) == 0


@given(ghz, km, km)
def test_both_forms_of_the_fresnel_radius_agree(f: float, d1: float, d2: float) -> None:
    general = 550 * math.sqrt(d1 * d2 / ((d1 + d2) * f * 1000))
    assert radio.fresnel_radius_m(f, d1, d2) == pytest.approx(general, rel=0.01)


@given(ghz, km, km, st.integers(1, 9))
def test_the_nth_zone_is_root_n_wide(f: float, d1: float, d2: float, zone: int) -> None:
    first = radio.fresnel_radius_m(f, d1, d2)
    assert radio.fresnel_radius_m(f, d1, d2, zone) == pytest.approx(first * math.sqrt(zone))


@given(ghz, km)
def test_twice_as_far_costs_six_decibels(f: float, d: float) -> None:
    more = radio.free_space_db(f, 2 * d) - radio.free_space_db(f, d)
    assert more == pytest.approx(6.02, abs=0.01)


@given(km, km, st.floats(0.3, 5))
def test_the_bulge_is_highest_in_the_middle(d1: float, d2: float, k: float) -> None:
    half = (d1 + d2) / 2
    assert radio.earth_bulge_m(d1, d2, k) <= radio.earth_bulge_m(half, half, k) + 1e-9


@given(st.floats(-50, 50), st.floats(0, 5))
def test_more_in_the_way_never_costs_less(v: float, more: float) -> None:
    assert 0 <= radio.knife_edge_db(v) <= radio.knife_edge_db(v + more) + 1e-9


@given(st.floats(0, 180), st.floats(5, 120))
def test_a_sector_is_never_stronger_beside_its_axis(aside: float, width: float) -> None:
    loss = radio.off_axis_loss_db(aside, width)
    assert 0 <= loss <= radio.SIDE_LOBES_DB
    if aside == width / 2:
        assert loss == pytest.approx(3)


def test_the_edge_of_the_beam_is_three_decibels_down() -> None:
    assert radio.off_axis_loss_db(45, 90) == pytest.approx(3)
    assert radio.off_axis_loss_db(179, 360) == 0


def test_arrays_are_taken_as_numbers_are() -> None:
    distances = np.array([1.0, 5.0, 20.0])
    losses = radio.free_space_db(5.8, distances)
    assert list(losses) == [radio.free_space_db(5.8, float(d)) for d in distances]


def test_nought_distance_is_no_fault() -> None:
    assert np.isfinite(radio.free_space_db(5.8, 0.0))
    assert np.isfinite(radio.fresnel_radius_m(5.8, 0.0, 0.0))
