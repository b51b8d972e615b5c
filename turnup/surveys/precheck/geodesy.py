"""Where things lie from one another on a spherical Earth."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Values = float | NDArray[np.float64]
EARTH_RADIUS_KM: Final = 6371.0088
"""The mean radius of the Earth (IUGG)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point on Earth, in degrees north and east. Raises ValueError outside the world."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is no place, not-a-number among it."""
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not on Earth: {self.latitude}, {self.longitude}")


def distance_km(lat1: Values, lon1: Values, lat2: Values, lon2: Values) -> Any:
    """Give the great-circle distance in km between points in degrees (haversine formula)."""
    p1, p2 = np.radians(lat1), np.radians(lat2)
    half_lat = (p2 - p1) / 2
    half_lon = np.radians(np.subtract(lon2, lon1)) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(p1) * np.cos(p2) * np.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))


def azimuth_deg(lat1: Values, lon1: Values, lat2: Values, lon2: Values) -> Any:
    """Give the direction from the first point to the second, 0 to 360° from true north.

    The forward azimuth: atan2(sin Δλ cos φ2, cos φ1 sin φ2 - sin φ1 cos φ2 cos Δλ).
    """
    p1, p2 = np.radians(lat1), np.radians(lat2)
    turn = np.radians(np.subtract(lon2, lon1))
    east = np.sin(turn) * np.cos(p2)
    north = np.cos(p1) * np.sin(p2) - np.sin(p1) * np.cos(p2) * np.cos(turn)
    return np.degrees(np.arctan2(east, north)) % 360


def off_axis_deg(direction: Values, axis: Values) -> Any:
    """Give the angle between two directions in degrees, 0 to 180."""
    return np.abs((np.subtract(direction, axis) + 180) % 360 - 180)


def radio_horizon_km(height_m: Values) -> Any:
    """Give how far an antenna sees over a smooth Earth at k = 4/3, in km: 4.12 √h (P.526)."""
    return 4.12 * np.sqrt(height_m)


def points_between(
    start: Place, lat2: NDArray[np.float64], lon2: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give latitudes and longitudes of `count` points from `start` to each of n ends: (n, count).

    The points are evenly spaced on the great circle, both ends included.
    """
    here = _direction(np.float64(start.latitude), np.float64(start.longitude))
    there = _direction(lat2, lon2)
    angle = distance_km(start.latitude, start.longitude, lat2, lon2) / EARTH_RADIUS_KM
    share = np.linspace(0.0, 1.0, count)
    whole = np.sin(np.maximum(angle, 1e-12))[:, None]
    before = np.sin(angle[:, None] * (1 - share)) / whole
    after = np.sin(angle[:, None] * share) / whole
    x, y, z = (before * h + after * t[:, None] for h, t in zip(here, there, strict=True))
    latitude = np.degrees(np.arctan2(z, np.hypot(x, y)))
    longitude = np.degrees(np.arctan2(y, x))
    same = angle < 1e-12
    latitude[same], longitude[same] = start.latitude, start.longitude
    return latitude, longitude


def _direction(lat: Any, lon: Any) -> tuple[Any, Any, Any]:
    """Give unit vectors from the Earth's centre."""
    phi, lam = np.radians(lat), np.radians(lon)
    return np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)
