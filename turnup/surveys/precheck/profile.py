"""Paths from one site to many antennas: the ground under them, and how clear they are."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from turnup.surveys.precheck.geodesy import Place, distance_km, points_between
from turnup.surveys.precheck.radio import earth_bulge_m, fresnel_radius_m
from turnup.surveys.precheck.terrain import Terrain

Array = NDArray[np.float64]
POINTS: Final = 300
"""Points of a profile, both ends among them."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """n paths of m points each, from the site outwards.

    `length_km` (n,); `along_km` and `ground_m` (n, m); `covered` (n,) tells where the terrain is
    known all the way. Elsewhere the ground is taken as a smooth Earth at height 0.
    """

    length_km: Array
    along_km: Array
    ground_m: Array
    covered: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sight:
    """How clear n paths are: (n,) each.

    `clearance` is the least clearance over the ground in radii of the first Fresnel zone,
    negative where the ground stands in the line of sight, and `worst` the point's number.
    `needed_m` is how high above its ground the site's antenna has to be for the wanted clearance.
    """

    clearance: Array
    worst: NDArray[np.intp]
    needed_m: Array


def sample(
    site: Place, latitude: Array, longitude: Array, terrain: Terrain, count: int = POINTS
) -> Profiles:
    """Give the profiles from the site to places in degrees, (n,) each."""
    length = distance_km(site.latitude, site.longitude, latitude, longitude)
    along = length[:, None] * np.linspace(0.0, 1.0, count)
    if terrain.tiles:
        ground = terrain.heights(*points_between(site, latitude, longitude, count))
    else:
        ground = np.full(along.shape, np.nan)
    covered = np.asarray(~np.isnan(ground).any(axis=1))
    ground[~covered] = 0.0
    return Profiles(length, along, ground, covered)


def sight(
    profiles: Profiles,
    *,
    site_m: float,
    antenna_m: Array,
    frequency_ghz: Array,
    k: float,
    wanted: float,
) -> Sight:
    """Give how clear the paths are between antennas at heights above their grounds, in m.

    `k` is the effective Earth radius factor, `wanted` the clearance that is aimed at.
    """
    d1 = np.maximum(profiles.along_km[:, 1:-1], 1e-6)
    d2 = np.maximum(profiles.length_km[:, None] - d1, 1e-6)
    share = d1 / (d1 + d2)
    zone = fresnel_radius_m(frequency_ghz[:, None], d1, d2)
    risen = profiles.ground_m[:, 1:-1] + earth_bulge_m(d1, d2, k)
    bottom = profiles.ground_m[:, 0]
    top = (profiles.ground_m[:, -1] + antenna_m)[:, None]
    line = (bottom + site_m)[:, None] * (1 - share) + top * share
    clearance = (line - risen) / zone
    worst = np.argmin(clearance, axis=1)
    needed = ((risen + wanted * zone - top * share) / (1 - share)).max(axis=1) - bottom
    least = np.take_along_axis(clearance, worst[:, None], axis=1)[:, 0]
    return Sight(least, worst + 1, needed)
