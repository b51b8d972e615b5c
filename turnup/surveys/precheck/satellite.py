"""Where to point a dish: look angles to a geostationary satellite on a spherical Earth."""

from dataclasses import dataclass
from math import acos, atan, atan2, cos, degrees, pi, radians, sin, sqrt, tan
from typing import Final

from turnup.surveys.precheck.geodesy import Place

ORBIT_KM: Final = 42164.0
EQUATOR_KM: Final = 6378.0
RATIO: Final = 0.15127
"""The Earth's radius over the orbit's."""


@dataclass(frozen=True, slots=True)
class LookAngles:
    """Azimuth from true north, elevation and skew in degrees, range in km.

    A negative elevation means below the horizon. The skew is the tilt of the polarization plane;
    for northern stations it is positive to satellites in the east, negative to those in the west.
    """

    azimuth_deg: float
    elevation_deg: float
    skew_deg: float
    range_km: float


def look_angles(site: Place, satellite_east_deg: float) -> LookAngles:
    """Give the look angles from a site to a satellite at a longitude (geometry of ITU-R S.1855).

    A satellite to the east lies at an azimuth below 180° in the northern hemisphere; beware of
    sources that have this sign wrong.
    """
    latitude = radians(site.latitude)
    turn = radians((satellite_east_deg - site.longitude + 180) % 360 - 180)
    cos_gamma = max(-1.0, min(1.0, cos(latitude) * cos(turn)))
    gamma = acos(cos_gamma)
    elevation = atan2(cos_gamma - RATIO, sin(gamma))
    azimuth = degrees(atan2(sin(turn), -sin(latitude) * cos(turn))) % 360
    distance = sqrt(ORBIT_KM**2 + EQUATOR_KM**2 - 2 * ORBIT_KM * EQUATOR_KM * cos_gamma)
    return LookAngles(azimuth, degrees(elevation), degrees(_skew(latitude, turn)), distance)


def _skew(latitude: float, turn: float) -> float:
    """Give the turn of the polarization plane in radians; on the equator it lies flat."""
    if abs(tan(latitude)) < 1e-12:
        return pi / 2 if turn > 0 else -pi / 2 if turn < 0 else 0.0
    return atan(sin(turn) / tan(latitude))
