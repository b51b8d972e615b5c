"""The drawing of one link's profile: where everything lies on a sheet, in units of the sheet."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from turnup.surveys.precheck.links import Question, Sector
from turnup.surveys.precheck.profile import sample, sight
from turnup.surveys.precheck.radio import earth_bulge_m, fresnel_radius_m

Array = NDArray[np.float64]
PARTS: Final = 0.6
"""The part of the first Fresnel zone that should be free."""
_STEPS: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Format:
    """The size of a sheet, its margins, and about how many lines its scales have."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    levels: int
    distances: int


DESK: Final = Format(960, 380, left=56, right=24, top=40, bottom=44, levels=5, distances=8)
PHONE: Final = Format(400, 300, left=44, right=16, top=40, bottom=42, levels=4, distances=4)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the grid: its place on the sheet and its text."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The point with the least clearance: where on the sheet and on the path, and how far.

    `above_m` is from the ground, Earth bulge included, to the line of sight: negative if blocked.
    """

    x: float
    y: float
    line_y: float
    at_km: float
    above_m: float
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG path data for a sheet of a format, all with the Earth's bulge under the ground.

    `ground` and `bulge` are closed areas, `zone` the first Fresnel zone, `part` the lower edge of
    the part of it that should be free, `line` the line of sight.
    """

    format: Format
    ground: str
    bulge: str
    zone: str
    part: str
    line: str
    site: tuple[float, float, float]
    antenna: tuple[float, float, float]
    obstacle: Obstacle
    heights: tuple[Mark, ...]
    distances: tuple[Mark, ...]
    covered: bool
    length_km: float


def draw(asked: Question, sector: Sector, form: Format = DESK) -> Drawing:
    """Draw the path from the site, on the left, to a sector's antenna."""
    ends = np.array([sector.place.latitude]), np.array([sector.place.longitude])
    profiles = sample(asked.site, *ends, asked.terrain)
    seen = sight(
        profiles,
        site_m=asked.height_m,
        antenna_m=np.array([sector.height_m]),
        frequency_ghz=np.array([sector.band_ghz]),
        k=asked.limits.k_factor,
        wanted=asked.limits.clearance_likely,
    )
    along, ground = profiles.along_km[0], profiles.ground_m[0]
    length = float(profiles.length_km[0])
    back = length - along
    bulge = earth_bulge_m(along, back, asked.limits.k_factor)
    zone = fresnel_radius_m(sector.band_ghz, along, back)
    low, high = ground[0] + asked.height_m, ground[-1] + sector.height_m
    line = low + (high - low) * along / max(length, 1e-9)
    sheet = _Sheet(form, along, np.concatenate([ground, ground + bulge, line - zone, line + zone]))
    floor = np.full(along.shape, sheet.bottom)
    worst = int(seen.worst[0])
    return Drawing(
        format=form,
        ground=sheet.area(along, ground + bulge, floor),
        bulge=sheet.area(along, np.minimum(sheet.bottom + bulge, ground + bulge), floor),
        zone=sheet.area(along, line + zone, line - zone),
        part=sheet.path(along, line - PARTS * zone),
        line=sheet.path(along[[0, -1]], line[[0, -1]]),
        site=(sheet.x(0.0), sheet.y(ground[0]), sheet.y(low)),
        antenna=(sheet.x(length), sheet.y(ground[-1]), sheet.y(high)),
        obstacle=_obstacle(sheet, along, ground + bulge, line, worst),
        heights=sheet.heights(),
        distances=sheet.distances(),
        covered=bool(profiles.covered[0]),
        length_km=length,
    )


def _obstacle(sheet: "_Sheet", along: Array, risen: Array, line: Array, worst: int) -> Obstacle:
    above = float(line[worst] - risen[worst])
    return Obstacle(
        x=sheet.x(along[worst]),
        y=sheet.y(risen[worst]),
        line_y=sheet.y(line[worst]),
        at_km=float(along[worst]),
        above_m=above,
        is_blocked=above < 0,
    )


class _Sheet:
    """Turns km and m into places on the sheet."""

    def __init__(self, form: Format, along: Array, shown: Array):
        self.form = form
        self.length = max(float(along[-1]), 1e-9)
        low, high = float(shown.min()), float(shown.max())
        room = max(high - low, 10.0)
        self.step = _round_step(room / form.levels)
        self.bottom = np.floor((low - 0.08 * room) / self.step) * self.step
        self.top = max(high + 0.06 * room, self.bottom + self.step)

    def x(self, km: Any) -> Any:
        form = self.form
        return _rounded(form.left + km / self.length * (form.width - form.left - form.right))

    def y(self, metres: Any) -> Any:
        form, share = self.form, (metres - self.bottom) / (self.top - self.bottom)
        room = form.height - form.top - form.bottom
        return _rounded(form.height - form.bottom - share * room)

    def path(self, km: Array, metres: Array) -> str:
        spots = zip(self.x(km), self.y(metres), strict=True)
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots)

    def area(self, km: Array, upper: Array, lower: Array) -> str:
        back = self.path(km[::-1], lower[::-1]).removeprefix("M")
        return f"{self.path(km, upper)}L{back}Z"

    def heights(self) -> tuple[Mark, ...]:
        levels = np.arange(self.bottom, self.top, self.step)
        return tuple(Mark(self.y(float(one)), f"{one:g}") for one in levels)

    def distances(self) -> tuple[Mark, ...]:
        step = _round_step(self.length / self.form.distances)
        spots = np.arange(0.0, self.length + step / 1e6, step)
        return tuple(Mark(self.x(float(one)), f"{round(one, 6):g}") for one in spots)


def _round_step(about: float) -> float:
    """Give the step of a scale: 1, 2, 2.5 or 5 times a power of ten, not less than asked."""
    power = 10 ** np.floor(np.log10(about))
    return float(next(one * power for one in _STEPS if one * power >= about * 0.999))


def _rounded(value: Any) -> Any:
    return np.round(value, 1) if isinstance(value, np.ndarray) else round(float(value), 1)
