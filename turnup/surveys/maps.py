"""Places drawn on a sheet from their coordinates alone: nothing is asked of a map server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format

from turnup.surveys.inventory_models import RadioSite, ServedBuilding
from turnup.surveys.planning.places import Point, sketched, spread_labels

WIDTH: Final = 640.0
HEIGHT: Final = 420.0
MARGIN: Final = 48.0
GAP: Final = 26.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: where it stands, and where its place truly is (the foot)."""

    key: str
    x: float
    y: float
    foot: tuple[float, float]

    @property
    def is_moved(self) -> bool:
        """Whether the mark had to make room for another."""
        return (self.x, self.y) != self.foot


def drawn_map(
    points: Mapping[str, Point | None],
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    margin: float = MARGIN,
    gap: float = GAP,
) -> dict[str, Any] | None:
    """Give a sheet with a mark for each known place, our own network behind it, and a scale bar.

    Lengths are in the sheet's units. None where no place is known.
    """
    known = {key: point for key, point in points.items() if point}
    if not known:
        return None
    sheet = sketched(known, width, height, margin)
    spots = spread_labels([sheet.at[key] for key in known], gap)
    marks = [
        Mark(key, round(x, 1), round(y, 1), _rounded(sheet.at[key]))
        for key, (x, y) in zip(known, spots, strict=True)
    ]
    return {
        "width": round(width),
        "height": round(height),
        "marks": marks,
        "towers": list(_towers(sheet.spot, width, height)),
        "buildings": list(_buildings(sheet.spot, width, height)),
        "bar": {
            "length": round(sheet.bar, 1),
            "km": number_format(f"{sheet.bar_km:g}", use_l10n=True),
        },
        "unknown": [key for key, point in points.items() if point is None],
    }


def _rounded(spot: tuple[float, float]) -> tuple[float, float]:
    return round(spot[0], 1), round(spot[1], 1)


def _towers(spot: Any, width: float, height: float) -> Any:
    rows = RadioSite.objects.values_list("code", "latitude", "longitude")
    for code, latitude, longitude in rows:
        x, y = _rounded(spot(Point(float(latitude), float(longitude))))
        if 8 < x < width - 8 and 8 < y < height - 8:
            yield {"code": code, "x": x, "y": y}


def _buildings(spot: Any, width: float, height: float) -> Any:
    for latitude, longitude in ServedBuilding.objects.values_list("latitude", "longitude"):
        x, y = _rounded(spot(Point(float(latitude), float(longitude))))
        if 4 < x < width - 4 and 4 < y < height - 4:
            yield x, y
