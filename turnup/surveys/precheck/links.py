"""The radio pre-check: one site against every sector of the network, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from turnup.surveys.precheck import radio, rain
from turnup.surveys.precheck.geodesy import Place, azimuth_deg, distance_km, off_axis_deg
from turnup.surveys.precheck.profile import Profiles, Sight, sample, sight
from turnup.surveys.precheck.terrain import Terrain
from turnup.surveys.precheck.verdict import OUTLOOKS, Limits, Outlook, link_grade

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector antenna of a radio site; its height is above the ground."""

    code: str
    site: str
    place: Place
    height_m: float
    azimuth_deg: float
    beamwidth_deg: float
    band_ghz: float
    bandwidth_mhz: float
    power_dbm: float
    gain_dbi: float
    feeder_db: float
    polarization: str
    capacity_mbps: float
    load_mbps: float
    sensitivity_dbm: float


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: from where, how high the antenna (m above the ground), how fast (Mbit/s)."""

    site: Place
    height_m: float
    wanted_mbps: float
    terrain: Terrain = field(default_factory=Terrain)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Link:
    """What was computed for one sector. Without known terrain the clearances are None.

    `clearance` and `clearance_pessimistic` (at the smaller k) are in radii of the first Fresnel
    zone; `diffraction_db` is that of one knife edge, `average_terrain_db` the cautious reading;
    `rain_db` is exceeded for the share of time in the limits; `margin_db` is after both;
    `needed_height_m` is the site's antenna height for a clear path.
    """

    sector: Sector
    outlook: Outlook
    distance_km: float
    azimuth_deg: float
    off_axis_deg: float
    free_space_db: float
    off_axis_loss_db: float
    clearance: float | None
    clearance_pessimistic: float | None
    needed_height_m: float | None
    diffraction_db: float
    average_terrain_db: float
    rain_db: float
    received_dbm: float
    noise_dbm: float
    margin_db: float
    load_after: float

    @property
    def snr_db(self) -> float:
        """Give the signal over the noise, in dB."""
        return self.received_dbm - self.noise_dbm


_COLUMNS: Final = (
    "height_m", "azimuth_deg", "beamwidth_deg", "band_ghz", "bandwidth_mhz", "power_dbm",
    "gain_dbi", "feeder_db", "capacity_mbps", "load_mbps", "sensitivity_dbm",
)  # fmt: skip


class _Columns:
    """The sectors as arrays (n,): what a formula takes at once."""

    def __init__(self, sectors: Sequence[Sector]):
        rows = [[getattr(one, name) for name in _COLUMNS] for one in sectors]
        values = np.array(rows, dtype=np.float64).reshape(-1, len(_COLUMNS)).T
        self.by_name = dict(zip(_COLUMNS, values, strict=True))
        self.latitude = np.array([one.place.latitude for one in sectors], dtype=np.float64)
        self.longitude = np.array([one.place.longitude for one in sectors], dtype=np.float64)
        self.vertical = np.array([one.polarization != "H" for one in sectors], dtype=bool)

    def __getitem__(self, name: str) -> Array:
        return self.by_name[name]


def check_links(asked: Question, sectors: Sequence[Sector], most: int | None = None) -> list[Link]:
    """Give the links to the sectors in range, the best first, at most so many."""
    near = _in_range(asked, sectors)
    if not near:
        return []
    columns = _Columns(near)
    profiles = sample(asked.site, columns.latitude, columns.longitude, asked.terrain)
    figures = _figures(asked, columns, profiles)
    order = np.lexsort((profiles.length_km, -figures["margin_db"], figures["grade"]))
    return [_link(near[index], figures, index) for index in order[:most]]


def _in_range(asked: Question, sectors: Sequence[Sector]) -> list[Sector]:
    if not sectors:
        return []
    latitude = np.array([one.place.latitude for one in sectors])
    longitude = np.array([one.place.longitude for one in sectors])
    reached = distance_km(asked.site.latitude, asked.site.longitude, latitude, longitude)
    within = np.flatnonzero(reached <= asked.limits.range_km)
    return [sectors[int(index)] for index in within]


def _sight(asked: Question, columns: _Columns, profiles: Profiles, k: float) -> Sight:
    return sight(
        profiles,
        site_m=asked.height_m,
        antenna_m=columns["height_m"],
        frequency_ghz=columns["band_ghz"],
        k=k,
        wanted=asked.limits.clearance_likely,
    )


def _figures(asked: Question, columns: _Columns, profiles: Profiles) -> dict[str, Any]:
    """Compute every figure of `Link` for all sectors: name to (n,)."""
    limits, place = asked.limits, asked.site
    seen = _sight(asked, columns, profiles, limits.k_factor)
    low = _sight(asked, columns, profiles, limits.k_pessimistic)
    known = np.where(profiles.covered, seen.clearance, np.nan)
    over = np.where(profiles.covered, seen.clearance, 1.0)
    outward = azimuth_deg(place.latitude, place.longitude, columns.latitude, columns.longitude)
    back = azimuth_deg(columns.latitude, columns.longitude, place.latitude, place.longitude)
    figures = {
        "distance_km": profiles.length_km,
        "azimuth_deg": outward,
        "off_axis_deg": off_axis_deg(back, columns["azimuth_deg"]),
        "free_space_db": radio.free_space_db(columns["band_ghz"], profiles.length_km),
        "clearance": known,
        "clearance_pessimistic": np.where(profiles.covered, low.clearance, np.nan),
        "needed_height_m": np.where(profiles.covered, seen.needed_m, np.nan),
        "diffraction_db": radio.knife_edge_db(radio.knife_edge_parameter(over)),
        "average_terrain_db": radio.average_terrain_db(over),
        "rain_db": _rain(columns, profiles.length_km, limits),
        "noise_dbm": radio.noise_dbm(columns["bandwidth_mhz"], limits.noise_figure_db),
        "load_after": (columns["load_mbps"] + asked.wanted_mbps) / columns["capacity_mbps"],
    }
    figures |= _budget(columns, figures, limits)
    figures["grade"] = link_grade(known, figures["margin_db"], figures["load_after"], limits)
    return figures


def _rain(columns: _Columns, length_km: Array, limits: Limits) -> Array:
    band = columns["band_ghz"]
    vertical = rain.rain_db(band, length_km, "V", limits.rain_mm_h)
    level = rain.rain_db(band, length_km, "H", limits.rain_mm_h)
    at_001 = np.where(columns.vertical, vertical, level)
    exceeded = rain.rain_exceeded_db(at_001, band, limits.rain_percent)
    return np.where(band < rain.IGNORED_BELOW_GHZ, 0.0, exceeded)


def _budget(columns: _Columns, figures: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Give the level without rain, and the margin that stays in rain."""
    aside = radio.off_axis_loss_db(figures["off_axis_deg"], columns["beamwidth_deg"])
    level = radio.received_dbm(
        columns["power_dbm"],
        columns["gain_dbi"] + limits.antenna_gain_dbi,
        columns["feeder_db"] + limits.antenna_feeder_db,
        figures["free_space_db"],
        aside + figures["diffraction_db"],
    )
    margin = level - figures["rain_db"] - columns["sensitivity_dbm"]
    return {"off_axis_loss_db": aside, "received_dbm": level, "margin_db": margin}


def _link(sector: Sector, figures: dict[str, Any], index: int) -> Link:
    """Take one sector's figures out of the arrays."""
    told: dict[str, Any] = {name: float(values[index]) for name, values in figures.items()}
    unknown = dict.fromkeys(name for name, value in told.items() if value != value)
    del told["grade"]
    outlook = OUTLOOKS[int(figures["grade"][index])]
    return Link(sector=sector, outlook=outlook, **{**told, **unknown})
