"""From numbers to likely, doubtful, unlikely."""

import numpy as np
import pytest

from turnup.surveys.precheck.verdict import (
    BOUNDS,
    OUTLOOKS,
    RECEIVER_THRESHOLDS_DBM,
    Limits,
    Outlook,
    best,
    building_grade,
    expected_modulation,
    link_grade,
    satellite_grade,
)

LIMITS = Limits()
LINKS = (
    # clearance in F1, margin dB, load after the sale
    (0.6, 10.0, 0.80, "likely"),
    (2.0, 25.0, 0.10, "likely"),
    (0.59, 10.0, 0.80, "doubtful"),
    (0.3, 10.0, 0.80, "doubtful"),
    (0.6, 9.9, 0.80, "doubtful"),
    (0.3, 5.0, 0.80, "doubtful"),
    (0.29, 25.0, 0.10, "unlikely"),
    (-1.0, 25.0, 0.10, "unlikely"),
    (0.6, 4.9, 0.10, "unlikely"),
    (0.6, 10.0, 0.81, "unlikely"),
    (float("nan"), 25.0, 0.10, "doubtful"),
    (float("nan"), 4.9, 0.10, "unlikely"),
)


@pytest.mark.parametrize(("clearance", "margin", "load", "outlook"), LINKS)
def test_a_link(clearance: float, margin: float, load: float, outlook: str) -> None:
    assert OUTLOOKS[int(link_grade(clearance, margin, load, LIMITS))] == outlook


def test_links_are_graded_all_at_once() -> None:
    clearance, margin, load, outlooks = (np.array(one) for one in zip(*LINKS, strict=True))
    found = link_grade(clearance.astype(float), margin.astype(float), load.astype(float), LIMITS)
    assert [OUTLOOKS[grade] for grade in found] == list(outlooks)


@pytest.mark.parametrize(
    ("distance", "ports", "load", "outlook"),
    [
        (0, 1, 0.8, "likely"),
        (100, 3, 0.1, "likely"),
        (101, 3, 0.1, "doubtful"),
        (20, 0, 0.1, "doubtful"),
        (20, 4, 0.9, "doubtful"),
        (500, 0, 0.9, "doubtful"),
        (501, 9, 0.1, "unlikely"),
    ],
)
def test_a_building(distance: float, ports: int, load: float, outlook: str) -> None:
    assert OUTLOOKS[building_grade(distance, ports, load, LIMITS)] == outlook


@pytest.mark.parametrize(
    ("elevation", "outlook"),
    [(27, "likely"), (10, "likely"), (9.9, "doubtful"), (5, "doubtful"), (4.9, "unlikely")],
)
def test_a_satellite(elevation: float, outlook: str) -> None:
    assert OUTLOOKS[satellite_grade(elevation, LIMITS)] == outlook


def test_the_best_of_several() -> None:
    assert best([Outlook.UNLIKELY, Outlook.DOUBTFUL]) == "doubtful"
    assert best([]) == "unlikely"


@pytest.mark.parametrize(("name", "threshold"), RECEIVER_THRESHOLDS_DBM)
def test_a_modulation_begins_at_its_threshold(name: str, threshold: float) -> None:
    assert expected_modulation(threshold, 20) == name
    assert expected_modulation(threshold - 0.1, 20) != name


def test_half_the_bandwidth_is_about_three_decibels_better() -> None:
    assert expected_modulation(-92.5 - 3.0, 10) == "BPSK"
    assert expected_modulation(-92.5, 40) is None


def test_every_limit_has_bounds_and_its_default_lies_within() -> None:
    names = set(Limits.__dataclass_fields__)
    assert set(BOUNDS) == names
    for name in names:
        low, high = BOUNDS[name]
        assert low <= getattr(LIMITS, name) <= high
