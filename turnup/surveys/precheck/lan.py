"""The nearest buildings that the network serves."""

from dataclasses import dataclass

import numpy as np

from turnup.surveys.precheck.geodesy import Place, distance_km


@dataclass(frozen=True, slots=True)
class Building:
    """A served building: its switch, free ports, and the uplink's load as a share of 1."""

    title: str
    place: Place
    switch_model: str
    ports: int
    free_ports: int
    uplink_load: float


def nearest(site: Place, buildings: list[Building], count: int) -> list[tuple[Building, float]]:
    """Give the nearest buildings with their distances in m, the nearest first."""
    if not buildings:
        return []
    latitudes = np.array([one.place.latitude for one in buildings])
    longitudes = np.array([one.place.longitude for one in buildings])
    metres = 1000 * distance_km(site.latitude, site.longitude, latitudes, longitudes)
    order = np.argsort(metres, kind="stable")[:count]
    return [(buildings[index], float(metres[index])) for index in order]
