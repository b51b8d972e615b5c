"""How long a crew drives: great-circle distance, a detour factor and speeds by distance."""

from dataclasses import dataclass
from functools import lru_cache
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Final

from turnup.planner.model import Place

EARTH_RADIUS_KM: Final = 6371.0088
SAME_PLACE_KM: Final = 0.05
STEP: Final = 5  # minutes: nobody plans a way to the minute


@dataclass(frozen=True, slots=True)
class SpeedProfile:
    """A company's driving: km/h in town and beyond, and what a way takes at least.

    `town_km` of a way go at `town_kmh`, the rest at `road_kmh`; roads are `detour` times as long
    as the straight line; parking and carrying take `floor` minutes; a place that is not on the
    map is `unknown` minutes away.
    """

    town_kmh: float = 25.0
    road_kmh: float = 55.0
    town_km: float = 8.0
    detour: float = 1.35
    floor: int = 10
    unknown: int = 20


USUAL: Final = SpeedProfile()


@lru_cache(maxsize=65536)
def travel_minutes(one: Place | None, other: Place | None, profile: SpeedProfile = USUAL) -> int:
    """Give the minutes from door to door, in whole steps of five; none within one building."""
    if one is None or other is None:
        return profile.unknown
    straight = km_between(one, other)
    if straight <= SAME_PLACE_KM:
        return 0
    way = straight * profile.detour
    hours = min(way, profile.town_km) / profile.town_kmh
    hours += max(0.0, way - profile.town_km) / profile.road_kmh
    return max(profile.floor, ceil(hours * 60 / STEP) * STEP)


def km_between(one: Place, other: Place) -> float:
    """Give the great-circle distance in km (haversine formula)."""
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    shrink = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(sin(north) ** 2 + shrink * sin(east) ** 2)))
