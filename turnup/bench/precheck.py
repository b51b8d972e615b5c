"""`turnup bench precheck`: one site against many sectors, beside a plain loop and bare numpy."""

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np

from turnup.surveys.precheck.geodesy import Place, distance_km
from turnup.surveys.precheck.links import Link, Question, Sector, check_links
from turnup.surveys.precheck.profile import POINTS
from turnup.surveys.precheck.terrain import Terrain, Tile
from turnup.surveys.precheck.terrain_shelf import TerrainShelf

Figures = dict[str, Any]
SITE: Final = Place(54.51, 36.26)
AIM_MS: Final = 150


def run(sectors: int, rounds: int) -> Figures:
    """Measure in turn, `rounds` times each after one to warm up; milliseconds, the median.

    `precheck` is the whole computation over tiles mapped from the disk; `loop` the same profiles
    and clearances point by point in plain Python (one round); `floor` the least numpy needs for
    arrays of this size: to read the heights once and to find each path's lowest.
    """
    made = _sectors(sectors)
    with tempfile.TemporaryDirectory(prefix="turnup-bench-") as folder:
        shelf = TerrainShelf(Path(folder))
        shelf.keep(_tile())
        question = Question(SITE, 10.0, 10.0, shelf.terrain())
        found = check_links(question, made)
        taken: dict[str, list[float]] = {"precheck": [], "floor": []}
        for _round in range(rounds):
            taken["precheck"].append(_ms(lambda: check_links(question, made)))
            taken["floor"].append(_ms(_floor(question.terrain, sectors)))
        began = perf_counter()
        plain = [_clearance(question, one) for one in made]
        loop = (perf_counter() - began) * 1000
    medians = {kind: round(median(times), 2) for kind, times in taken.items()}
    return {
        "sectors": sectors,
        "points": POINTS,
        **{f"{kind}_ms": value for kind, value in medians.items()},
        "precheck_p95_ms": round(float(np.percentile(taken["precheck"], 95)), 2),
        "loop_ms": round(loop, 1),
        "of_floor": round(medians["precheck"] / medians["floor"], 1),
        "loop_over_precheck": round(loop / medians["precheck"], 1),
        "median_difference": round(_difference(found, made, plain), 4),
        "aim_ms": AIM_MS,
    }


def _ms(work: Callable[[], Any]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def _tile() -> Tile:
    """Make up a degree of hills, a height every three seconds of arc."""
    rng = np.random.default_rng(36)
    rows, columns = np.mgrid[0:1201, 0:1201] / 1200
    hills = 160 + 25 * np.sin(19 * rows) * np.cos(23 * columns) + rng.normal(0, 3, rows.shape)
    return Tile(55.0, 36.0, 1 / 1200, 1 / 1200, hills.astype(np.int16), "made up")


def _sectors(count: int) -> list[Sector]:
    rng = np.random.default_rng(17)
    places = rng.uniform((-0.2, -0.24), (0.2, 0.3), (count, 2))
    return [
        Sector(
            code=f"S{index}",
            site=f"Site {index // 3}",
            place=Place(SITE.latitude + float(north), SITE.longitude + float(east)),
            height_m=30.0 + index % 30,
            azimuth_deg=120.0 * (index % 3),
            beamwidth_deg=120.0,
            band_ghz=24.0 if index % 5 == 0 else 5.8,
            bandwidth_mhz=20.0,
            power_dbm=23.0,
            gain_dbi=17.0,
            feeder_db=1.0,
            polarization="V",
            capacity_mbps=200.0,
            load_mbps=float(index % 200),
            sensitivity_dbm=-82.8,
        )
        for index, (north, east) in enumerate(places)
    ]


def _floor(terrain: Terrain, sectors: int) -> Callable[[], Any]:
    heights = terrain.tiles[0].heights.reshape(-1)
    spots = np.random.default_rng(5).integers(0, heights.size, (sectors, POINTS))
    return lambda: heights[spots].astype(np.float64).min(axis=1)


def _clearance(question: Question, one: Sector) -> float:
    """Give a path's least clearance in radii of the first Fresnel zone, as a book writes it."""
    site, tile = question.site, question.terrain.tiles[0]
    there = one.place
    length = float(distance_km(site.latitude, site.longitude, there.latitude, there.longitude))
    spots = [step / (POINTS - 1) for step in range(POINTS)]
    ground = [
        _height(
            tile,
            site.latitude + (there.latitude - site.latitude) * share,
            site.longitude + (there.longitude - site.longitude) * share,
        )
        for share in spots
    ]
    least, top = math.inf, ground[-1] + one.height_m
    for share, height in zip(spots[1:-1], ground[1:-1], strict=True):
        d1, d2 = length * share, length * (1 - share)
        risen = height + d1 * d2 / (12.74 * 4 / 3)
        line = (ground[0] + question.height_m) * (1 - share) + top * share
        least = min(least, (line - risen) / (17.3 * math.sqrt(d1 * d2 / (one.band_ghz * length))))
    return least


def _height(tile: Tile, latitude: float, longitude: float) -> float:
    down = (tile.north - latitude) / tile.step_lat
    along = (longitude - tile.west) / tile.step_lon
    row, column = int(down), int(along)
    down -= row
    along -= column
    cells = tile.heights
    upper = cells[row, column] * (1 - along) + cells[row, column + 1] * along
    lower = cells[row + 1, column] * (1 - along) + cells[row + 1, column + 1] * along
    return float(upper * (1 - down) + lower * down)


def _difference(found: list[Link], made: list[Sector], plain: list[float]) -> float:
    """Give the median difference of clearances: both must have computed the same."""
    by_code = dict(zip((one.code for one in made), plain, strict=True))
    return median(abs((one.clearance or 0.0) - by_code[one.sector.code]) for one in found)
