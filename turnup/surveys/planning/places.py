"""Points on Earth, how far they are apart, and how they lie on a sheet. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
KM_PER_DEGREE: Final = EARTH_RADIUS_KM * radians(1)
ROUND_KM: Final = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
NARROWEST_KM: Final = 0.2


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees north and east. Raises ValueError outside the world."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is no place, not-a-number among it."""
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not on Earth: {self.latitude}, {self.longitude}")


def km_between(one: Point, other: Point) -> float:
    """Give the great-circle distance in km (haversine formula)."""
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    shrink = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(sin(north) ** 2 + shrink * sin(east) ** 2)))


@dataclass(frozen=True, slots=True)
class Sketch:
    """Points laid on a sheet: `at` in its units from the top left; a bar of `bar_km` as `bar`."""

    at: Mapping[str, tuple[float, float]]
    bar_km: float
    bar: float
    _origin: Point | None = None
    _scale: float = 1.0
    _shift: tuple[float, float] = (0.0, 0.0)

    def spot(self, point: Point) -> tuple[float, float]:
        """Give where another point lies on the same sheet, or beside it."""
        x, y = _flat(point, self._origin or point)
        return self._shift[0] + x * self._scale, self._shift[1] - y * self._scale


def sketched(points: Mapping[str, Point], width: float, height: float, margin: float) -> Sketch:
    """Lay points on a sheet, north up and to scale, with a scale bar of about a fifth of it."""
    flat = _flattened(points)
    xs, ys = [x for x, _y in flat.values()] or [0.0], [y for _x, y in flat.values()] or [0.0]
    span = (max(max(xs) - min(xs), NARROWEST_KM), max(max(ys) - min(ys), NARROWEST_KM))
    scale = min((width - 2 * margin) / span[0], (height - 2 * margin) / span[1])
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    shift = (width / 2 - middle[0] * scale, height / 2 + middle[1] * scale)
    at = {key: (shift[0] + x * scale, shift[1] - y * scale) for key, (x, y) in flat.items()}
    bar_km = next((km for km in ROUND_KM if km * scale >= width / 6), ROUND_KM[-1])
    return Sketch(at, bar_km, bar_km * scale, next(iter(points.values()), None), scale, shift)


def _flattened(points: Mapping[str, Point]) -> dict[str, tuple[float, float]]:
    """Give km east and north of the first point; good for a town, which is what is drawn."""
    if not points:
        return {}
    origin = next(iter(points.values()))
    return {key: _flat(one, origin) for key, one in points.items()}


def _flat(point: Point, origin: Point) -> tuple[float, float]:
    """Give km east and north of the origin."""
    east = (point.longitude - origin.longitude) * KM_PER_DEGREE * cos(radians(origin.latitude))
    return east, (point.latitude - origin.latitude) * KM_PER_DEGREE


def spread_labels(at: Sequence[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Move points that would cover one another apart, to at least `gap`, each as little as it can.

    The first of them stays. Used for marks on a sketch: two flats of one house are one place.
    """
    placed: list[tuple[float, float]] = []
    for x, y in at:
        here, turn = (x, y), 0
        while any(hypot(here[0] - px, here[1] - py) < gap for px, py in placed) and turn < 48:
            angle, ring = radians(turn % 8 * 45), gap * (1 + turn // 8)
            here, turn = (x + ring * cos(angle), y + ring * sin(angle)), turn + 1
        placed.append(here)
    return placed
