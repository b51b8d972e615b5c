"""How numbers become *likely*, *doubtful* or *unlikely*: never a verdict, which a survey gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from turnup.surveys.precheck.geodesy import Values


class Outlook(StrEnum):
    """What a pre-check expects of a survey."""

    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    UNLIKELY = "unlikely"


OUTLOOKS: Final = tuple(Outlook)
"""The outlooks by their grade: 0, 1, 2."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the outlooks rest on. A company may set its own; `BOUNDS` says within what.

    Clearances are in radii of the first Fresnel zone, loads in shares of 1.
    """

    clearance_likely: float = 0.6
    clearance_doubtful: float = 0.3
    margin_likely_db: float = 10.0
    margin_doubtful_db: float = 5.0
    load_likely: float = 0.8
    range_km: float = 40.0
    k_factor: float = 4 / 3
    k_pessimistic: float = 0.6
    rain_mm_h: float = 26.2
    rain_percent: float = 0.01
    noise_figure_db: float = 6.0
    antenna_height_m: float = 10.0
    antenna_gain_dbi: float = 23.0
    antenna_feeder_db: float = 1.0
    mast_height_m: float = 30.0
    wanted_mbps: float = 10.0
    building_likely_m: float = 100.0
    building_doubtful_m: float = 500.0
    elevation_likely_deg: float = 10.0
    elevation_doubtful_deg: float = 5.0


BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "clearance_likely": (0, 2),
    "clearance_doubtful": (-2, 2),
    "margin_likely_db": (0, 60),
    "margin_doubtful_db": (0, 60),
    "load_likely": (0.05, 1),
    "range_km": (0.1, 100),
    "k_factor": (0.3, 10),
    "k_pessimistic": (0.3, 10),
    "rain_mm_h": (0, 200),
    "rain_percent": (0.001, 1),
    "noise_figure_db": (0, 20),
    "antenna_height_m": (0, 300),
    "antenna_gain_dbi": (0, 60),
    "antenna_feeder_db": (0, 30),
    "mast_height_m": (0, 300),
    "wanted_mbps": (0, 100_000),
    "building_likely_m": (0, 10_000),
    "building_doubtful_m": (0, 10_000),
    "elevation_likely_deg": (0, 90),
    "elevation_doubtful_deg": (0, 90),
}

RECEIVER_THRESHOLDS_DBM: Final = (
    # Cambium PTP of the 5.8 GHz class at 20 MHz
    ("BPSK", -92.5),
    ("QPSK 0.63", -88.4),
    ("16QAM 0.63", -82.8),
    ("16QAM 0.87", -75.1),
    ("64QAM 0.75", -72.1),
    ("64QAM 0.92", -67.6),
    ("256QAM 0.81", -64.1),
)


def graded(values: Values, likely: float, doubtful: float) -> Any:
    """Grade values of which more is better: 0 from `likely`, 1 from `doubtful`, else 2."""
    return np.where(
        np.greater_equal(values, likely), 0, np.where(np.greater_equal(values, doubtful), 1, 2)
    )


def link_grade(clearance: Values, margin_db: Values, load: Values, limits: Limits) -> Any:
    """Grade radio links, not-a-number standing for a clearance that is not known.

    0: clearance, margin and the sector's load after the sale are all right. 1: the clearance or
    the margin wants a mast or a larger antenna, or the clearance is not known. 2: all else.
    """
    known = ~np.isnan(clearance)
    sight = graded(clearance, limits.clearance_likely, limits.clearance_doubtful)
    margin = graded(margin_db, limits.margin_likely_db, limits.margin_doubtful_db)
    busy = np.where(np.less_equal(load, limits.load_likely), 0, 2)
    return np.maximum(np.maximum(np.where(known, sight, 1), margin), busy)


def building_grade(distance_m: float, free_ports: int, uplink_load: float, limits: Limits) -> int:
    """Grade a served building: near, with a free port and an uplink that is not full.

    One that lacks a port or has a full uplink, or is further away, wants building: 1.
    """
    near = int(graded(-distance_m, -limits.building_likely_m, -limits.building_doubtful_m))
    lacking = free_ports < 1 or uplink_load > limits.load_likely
    return max(near, int(lacking))


def satellite_grade(elevation_deg: float, limits: Limits) -> int:
    """Grade a satellite by its elevation above the horizon."""
    return int(graded(elevation_deg, limits.elevation_likely_deg, limits.elevation_doubtful_deg))


def best(outlooks: Iterable[Outlook]) -> Outlook:
    """Give the best of several outlooks; unlikely where there are none."""
    return min(outlooks, key=OUTLOOKS.index, default=Outlook.UNLIKELY)


def expected_modulation(level_dbm: float, bandwidth_mhz: float) -> str | None:
    """Give the fastest modulation that a level carries on a link of the 5 GHz class, or None.

    Thresholds are those of 20 MHz, shifted by the noise of the bandwidth.
    """
    at_20_mhz = level_dbm - 10 * float(np.log10(bandwidth_mhz / 20))
    carried = [name for name, threshold in RECEIVER_THRESHOLDS_DBM if at_20_mhz >= threshold]
    return carried[-1] if carried else None
