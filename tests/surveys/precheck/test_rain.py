"""Rain: the coefficients and the attenuations computed for Kaluga."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.surveys.precheck import rain

KALUGA_MM_H = 26.2
VERTICAL = (
    (5.8, 0.00040, 1.5851),
    (18, 0.07708, 1.0025),
    (24, 0.14044, 0.9561),
    (38, 0.38440, 0.8552),
    (72, 1.05615, 0.7171),
)
HORIZONTAL = ((18, 0.07078, 1.0818), (38, 0.40011, 0.8816))
KALUGA = ((5.8, 10, 0.5), (18, 5, 8.5), (24, 3, 9.2), (38, 2, 13.6), (72, 1.5, 19.0))
CITIES = (
    ("Moscow", 27.0),
    ("St Petersburg", 24.5),
    ("Krasnodar", 33.3),
    ("Novosibirsk", 22.3),
    ("Vladivostok", 34.6),
)


@pytest.mark.parametrize(
    ("polarization", "f", "k", "alpha"),
    [("V", *row) for row in VERTICAL] + [("H", *row) for row in HORIZONTAL],
)
def test_the_coefficients(polarization: str, f: float, k: float, alpha: float) -> None:
    found = rain.coefficients(f, polarization)
    assert found[0] == pytest.approx(k, abs=6e-6)
    assert found[1] == pytest.approx(alpha, abs=6e-5)


@pytest.mark.parametrize(("f", "d", "decibels"), KALUGA)
def test_rain_in_kaluga(f: float, d: float, decibels: float) -> None:
    at_001 = rain.rain_db(f, d, "V", KALUGA_MM_H)
    assert at_001 == pytest.approx(decibels, abs=0.08)
    assert rain.rain_exceeded_db(at_001, f, 0.01) == pytest.approx(decibels, abs=0.05)


@pytest.mark.parametrize(("city", "rate"), CITIES)
def test_where_it_rains_more_it_takes_more(city: str, rate: float) -> None:
    here, there = (rain.rain_db(38, 2, "V", mm_h) for mm_h in (KALUGA_MM_H, rate))
    assert (there > here) == (rate > KALUGA_MM_H), city


def test_rain_may_be_ignored_at_5_ghz_and_decides_at_18() -> None:
    assert rain.rain_db(rain.IGNORED_BELOW_GHZ, 10, "V", KALUGA_MM_H) < 1.5
    assert rain.rain_db(18, 5, "V", KALUGA_MM_H) > 8


@given(st.floats(7, 90), st.floats(0.05, 20), st.floats(10, 150), st.sampled_from("HV"))
def test_more_rain_takes_more(f: float, d: float, rate: float, polarization: str) -> None:
    """At drizzle over very long ways the path factor of P.530-17 falls faster than γ rises."""
    assert 0 < rain.rain_db(f, d, polarization, rate) < rain.rain_db(f, d, polarization, rate * 1.1)


@given(st.floats(7, 90), st.floats(0.001, 40))
def test_the_path_factor_is_bounded(f: float, d: float) -> None:
    assert 0 < rain.path_factor(f, d, 1.0, KALUGA_MM_H) <= rain.LONGEST_FACTOR


@given(st.floats(7, 90), st.floats(0.0011, 1))
def test_a_rarer_minute_takes_more(f: float, percent: float) -> None:
    often, rare = (rain.rain_exceeded_db(10.0, f, one) for one in (percent, percent / 1.1))
    assert rare > often
