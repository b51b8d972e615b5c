"""One site against many sectors: beside a plain loop over points, and what must hold."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.surveys.precheck.ground import hill, tile
from turnup.surveys.precheck.drawing import DESK, PHONE, Format, draw
from turnup.surveys.precheck.geodesy import Place, distance_km
from turnup.surveys.precheck.links import Link, Question, Sector, check_links
from turnup.surveys.precheck.profile import POINTS
from turnup.surveys.precheck.terrain import Terrain
from turnup.surveys.precheck.verdict import Limits

SITE = Place(54.50, 36.45)
FLAT = Terrain([tile(hill())])


def sector(latitude: float = 54.50, longitude: float = 36.55, **other: float | str) -> Sector:
    """Give a sector 6.5 km east of the site that looks back at it."""
    fields: dict[str, object] = {
        "code": "1", "site": "Mast", "place": Place(latitude, longitude), "height_m": 40.0,
        "azimuth_deg": 270.0, "beamwidth_deg": 90.0, "band_ghz": 5.8, "bandwidth_mhz": 20.0,
        "power_dbm": 23.0, "gain_dbi": 17.0, "feeder_db": 1.0, "polarization": "V",
        "capacity_mbps": 200.0, "load_mbps": 50.0, "sensitivity_dbm": -80.0,
    }  # fmt: skip
    return Sector(**(fields | other))  # type: ignore[arg-type] # the fields above fit


def ask(terrain: Terrain = FLAT, height: float = 12.0, **limits: float) -> Question:
    return Question(SITE, height, 10.0, terrain, Limits(**limits))


def only(question: Question, one: Sector) -> Link:
    (found,) = check_links(question, [one])
    return found


def test_over_flat_ground_all_is_well() -> None:
    found = only(ask(), sector())
    assert found.outlook == "likely"
    assert found.distance_km == pytest.approx(6.457, abs=0.01)
    assert found.azimuth_deg == pytest.approx(90, abs=0.1)
    assert found.off_axis_deg == pytest.approx(0, abs=0.1)
    assert found.received_dbm == pytest.approx(23 + 17 + 23 - 2 - found.free_space_db, abs=0.05)
    assert found.margin_db == pytest.approx(found.received_dbm + 80)


def test_a_hill_on_the_way_blocks_and_a_mast_gets_over_it() -> None:
    hilly = Terrain([tile(hill(241, 150, 60))])
    blocked = only(ask(hilly), sector())
    assert blocked.clearance is not None
    assert blocked.clearance < 0
    assert blocked.outlook == "unlikely"
    assert blocked.diffraction_db > 6
    assert blocked.needed_height_m is not None
    clear = only(ask(hilly, blocked.needed_height_m + 0.01), sector())
    assert clear.clearance == pytest.approx(0.6, abs=0.01)
    assert clear.diffraction_db == 0


def test_without_terrain_nothing_is_likely_and_clearances_are_not_told() -> None:
    found = only(ask(Terrain()), sector())
    assert found.outlook == "doubtful"
    assert found.clearance is None
    assert found.clearance_pessimistic is None
    assert found.needed_height_m is None


def test_terrain_that_ends_on_the_way_is_no_terrain() -> None:
    found = check_links(Question(SITE, 10, 10, FLAT), [sector(54.5, 35.95)])
    assert found[0].clearance is None


def test_a_full_sector_is_unlikely() -> None:
    assert only(ask(), sector(load_mbps=151.0)).outlook == "unlikely"
    assert only(ask(), sector(load_mbps=150.0)).outlook == "likely"


def test_a_sector_that_looks_away_is_weaker_by_its_back_lobe() -> None:
    towards, away = only(ask(), sector()), only(ask(), sector(azimuth_deg=90.0))
    assert towards.margin_db - away.margin_db == pytest.approx(25)


def test_rain_counts_at_24_ghz_only() -> None:
    assert only(ask(), sector()).rain_db == 0
    high = only(ask(), sector(band_ghz=24.0))
    assert high.rain_db > 10
    assert high.margin_db == pytest.approx(high.received_dbm - high.rain_db + 80)
    level = only(ask(), sector(band_ghz=24.0, polarization="H"))
    assert level.rain_db > high.rain_db


def test_the_pessimistic_k_shows_less() -> None:
    found = only(ask(), sector())
    assert found.clearance is not None
    assert found.clearance_pessimistic is not None
    assert found.clearance_pessimistic < found.clearance


def test_what_is_out_of_range_is_left_out() -> None:
    assert check_links(ask(range_km=6.0), [sector()]) == []
    assert check_links(ask(), []) == []


def test_the_best_comes_first() -> None:
    found = check_links(
        ask(),
        [sector(load_mbps=199.0), sector(power_dbm=12.0), sector(), sector(azimuth_deg=300.0)],
    )
    assert [one.outlook for one in found] == ["likely", "likely", "doubtful", "unlikely"]
    assert found[0].margin_db > found[1].margin_db
    assert len(check_links(ask(), [sector()] * 5, most=3)) == 3


def test_right_under_the_mast() -> None:
    found = only(ask(), sector(SITE.latitude, SITE.longitude))
    assert math.isfinite(found.margin_db)
    assert found.clearance is not None


def naive(question: Question, one: Sector) -> tuple[float, float]:
    """Give clearance and needed height by a loop over the points, as a book would write it."""
    length = float(
        distance_km(SITE.latitude, SITE.longitude, one.place.latitude, one.place.longitude)
    )
    least, needed, ground = math.inf, -math.inf, []
    for step in range(POINTS):
        share = step / (POINTS - 1)
        lat = SITE.latitude + (one.place.latitude - SITE.latitude) * share
        lon = SITE.longitude + (one.place.longitude - SITE.longitude) * share
        ground.append(float(question.terrain.heights(np.array([lat]), np.array([lon]))[0]))
    for step in range(1, POINTS - 1):
        share = step / (POINTS - 1)
        d1, d2 = length * share, length * (1 - share)
        zone = 17.3 * math.sqrt(d1 * d2 / (one.band_ghz * length))
        risen = ground[step] + d1 * d2 / (12.74 * 4 / 3)
        top = ground[-1] + one.height_m
        line = (ground[0] + question.height_m) * (1 - share) + top * share
        least = min(least, (line - risen) / zone)
        needed = max(needed, (risen + 0.6 * zone - top * share) / (1 - share) - ground[0])
    return least, needed


@given(st.floats(-0.05, 0.05), st.floats(0.02, 0.2), st.floats(0, 80), st.floats(2, 80))
def test_the_arrays_agree_with_a_plain_loop(
    north: float, east: float, top: float, height: float
) -> None:
    question = ask(Terrain([tile(hill(121, 150, top))]), height)
    one = sector(SITE.latitude + north, SITE.longitude + east)
    found = only(question, one)
    least, needed = naive(question, one)
    assert found.clearance == pytest.approx(least, rel=0.02, abs=0.02)
    assert found.needed_height_m == pytest.approx(needed, rel=0.02, abs=0.3)


@given(st.floats(1, 60), st.floats(0.1, 40))
def test_a_higher_antenna_never_sees_less(height: float, more: float) -> None:
    hilly = Terrain([tile(hill(121, 150, 50))])
    low, high = only(ask(hilly, height), sector()), only(ask(hilly, height + more), sector())
    assert low.clearance is not None
    assert high.clearance is not None
    assert high.clearance >= low.clearance
    assert low.needed_height_m == pytest.approx(high.needed_height_m)


@pytest.mark.parametrize("form", [DESK, PHONE])
def test_a_drawing_stays_on_its_sheet(form: Format) -> None:
    drawn = draw(ask(Terrain([tile(hill(241, 150, 60))])), sector(), form)
    assert drawn.covered
    assert drawn.obstacle.is_blocked
    assert drawn.obstacle.at_km == pytest.approx(drawn.length_km / 2, rel=0.05)
    for path in (drawn.ground, drawn.zone, drawn.part, drawn.line, drawn.bulge):
        numbers = np.array(path.replace("L", " ").strip("MZ").split(), dtype=float).reshape(-1, 2)
        assert (numbers >= 0).all()
        assert (numbers <= (form.width, form.height)).all()
    assert 3 <= len(drawn.heights) <= 8
    assert 3 <= len(drawn.distances) <= 9


def test_a_drawing_without_terrain_shows_the_smooth_earth() -> None:
    drawn = draw(ask(Terrain()), sector())
    assert not drawn.covered
    assert not drawn.obstacle.is_blocked
