"""A radio link's loss, level, noise and clearance. Distances in km, frequencies in GHz."""

from typing import Any, Final

import numpy as np

from turnup.surveys.precheck.geodesy import Values

NEAREST_KM: Final = 0.001
"""Nearer than a metre no formula for the far field holds; distances are taken as this at least."""
SIDE_LOBES_DB: Final = 25.0
"""How far below the axis a sector antenna's side and back lobes lie, at most."""


def free_space_db(frequency_ghz: Values, distance_km: Values) -> Any:
    """Give the basic transmission loss in free space, in dB (ITU-R P.525)."""
    distance = np.maximum(distance_km, NEAREST_KM)
    return 92.45 + 20 * np.log10(frequency_ghz) + 20 * np.log10(distance)


def received_dbm(
    power_dbm: Values,
    gains_dbi: Values,
    feeders_db: Values,
    free_space_db: Values,
    other_db: Values = 0.0,
) -> Any:
    """Give the level at the receiver, in dBm; gains and feeders are those of both ends together."""
    return np.add(power_dbm, gains_dbi) - feeders_db - free_space_db - other_db


def noise_dbm(bandwidth_mhz: Values, noise_figure_db: Values) -> Any:
    """Give the receiver's thermal noise in dBm: -174 + 10 log B(Hz) + NF (ITU-R P.372)."""
    return -174 + 10 * np.log10(np.multiply(bandwidth_mhz, 1e6)) + noise_figure_db


def off_axis_loss_db(off_axis_deg: Values, beamwidth_deg: Values) -> Any:
    """Give what a sector antenna loses beside its axis, in dB (main lobe of ITU-R F.1336).

    12 (θ/θ3)², at most `SIDE_LOBES_DB`; an antenna of 360° has no axis.
    """
    loss = np.minimum(12 * np.divide(off_axis_deg, beamwidth_deg) ** 2, SIDE_LOBES_DB)
    return np.where(np.greater_equal(beamwidth_deg, 360), 0.0, loss)


def fresnel_radius_m(frequency_ghz: Values, d1_km: Values, d2_km: Values, zone: int = 1) -> Any:
    """Give the radius of the n-th Fresnel zone in m: 17.3 √(n d1 d2 / (f (d1 + d2))) (P.530).

    d1 and d2 are the distances to both ends. ITU-R P.526 has the same with 550 and MHz.
    """
    whole = np.maximum(np.add(d1_km, d2_km), NEAREST_KM)
    return 17.3 * np.sqrt(zone * np.multiply(d1_km, d2_km) / (whole * frequency_ghz))


def earth_bulge_m(d1_km: Values, d2_km: Values, k: float) -> Any:
    """Give how far the Earth rises into the path, in m: d1 d2 / 12.74 k (ITU-R P.530)."""
    return np.multiply(d1_km, d2_km) / (12.74 * k)


def knife_edge_parameter(clearance: Values) -> Any:
    """Give v of an obstacle by its clearance in radii of the first zone: -√2 c (ITU-R P.526)."""
    return np.multiply(clearance, -np.sqrt(2))


def knife_edge_db(v: Values) -> Any:
    """Give the diffraction loss J(v) of a single knife edge in dB, 0 for v ≤ -0.78 (P.526)."""
    bounded = np.maximum(v, -0.78)
    lead = bounded - 0.1
    loss = 6.9 + 20 * np.log10(np.sqrt(lead**2 + 1) + lead)
    return np.where(np.less_equal(v, -0.78), 0.0, np.maximum(loss, 0.0))


def average_terrain_db(clearance: Values) -> Any:
    """Give the diffraction loss over average terrain in dB: 10 - 20 h/F1, not below 0 (P.530)."""
    return np.maximum(10 - 20 * np.asarray(clearance), 0.0)
