"""An invented network at real streets of Kaluga, for demonstrations. The same every time."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any, Final

import numpy as np

from turnup.surveys.inventory_forms import BuildingRow, Row, SatelliteRow, SectorRow
from turnup.surveys.precheck.terrain import Tile

SITES: Final = (
    # code, title, latitude, longitude, height of the antennas in m
    ("KLG-CENTRE", "Крыша, ул. Кирова, 36", 54.5137, 36.2612, 34),
    ("KLG-NORTH", "Труба, ул. Глаголева, 3", 54.5449, 36.2667, 46),
    ("KLG-TV", "Мачта, ул. Телевизионная, 2", 54.5219, 36.2853, 58),
    ("KLG-EAST", "Элеватор, Грабцевское шоссе, 41", 54.5296, 36.3111, 42),
    ("KLG-TURYNINO", "Мачта, ул. Азаровская, 26", 54.5521, 36.3182, 36),
    ("KLG-RIGHT-BANK", "Дом, ул. 65 лет Победы, 7", 54.4829, 36.1943, 40),
)
LETTERS: Final = (("A", 30), ("B", 150), ("C", 270))
STREETS: Final = (
    # street, latitude, longitude
    ("ул. Кирова", 54.5137, 36.2612),
    ("ул. Ленина", 54.5127, 36.2508),
    ("ул. Суворова", 54.5098, 36.2593),
    ("ул. Московская", 54.5312, 36.2552),
    ("ул. Гагарина", 54.5170, 36.2330),
    ("ул. Достоевского", 54.5148, 36.2511),
    ("ул. Вилонова", 54.5079, 36.2832),
    ("ул. Герцена", 54.5221, 36.2476),
    ("ул. Маршала Жукова", 54.5277, 36.2834),
    ("ул. Никитина", 54.5243, 36.2713),
    ("ул. Салтыкова-Щедрина", 54.5064, 36.2721),
    ("ул. Степана Разина", 54.5011, 36.2703),
    ("ул. Хрустальная", 54.5009, 36.2873),
    ("ул. Чичерина", 54.5302, 36.2625),
    ("ул. Билибина", 54.5211, 36.2559),
    ("ул. Болдина", 54.5369, 36.2597),
    ("ул. Литейная", 54.5431, 36.2811),
    ("ул. Генерала Попова", 54.4865, 36.2018),
    ("ул. 65 лет Победы", 54.4829, 36.1943),
    ("б-р Моторостроителей", 54.5607, 36.2689),
)
HOUSES: Final = 3
SWITCHES: Final = (("DES-3028", 24), ("DES-3526", 24), ("DGS-1520-28", 24))
SATELLITES: Final = (("Экспресс-АМУ1", 36.0, "Ku/Ka"), ("Ямал-601", 49.0, "Ku/Ka"),
                     ("Ямал-402", 54.9, "Ku"))  # fmt: skip


def demo_rows() -> Iterator[Row]:
    """Give the whole network."""
    rng = Random(36)  # noqa: S311 - invented figures, no secrets
    yield from _sectors(rng)
    yield from _buildings(rng)
    for name, east, band in SATELLITES:
        yield SatelliteRow(satellite=name, east_deg=east, band=band)


def _sectors(rng: Random) -> Iterator[SectorRow]:
    for code, title, latitude, longitude, height in SITES:
        for letter, azimuth in LETTERS:
            high = code == "KLG-TV" and letter == "C"
            capacity = 800 if high else rng.choice((120, 180, 240))
            yield SectorRow(
                site=code,
                site_title=title,
                latitude=latitude,
                longitude=longitude,
                sector=f"{code}-{letter}",
                equipment="PtMP 24 GHz" if high else "PtMP 5 GHz",
                height_m=height,
                azimuth_deg=azimuth,
                beamwidth_deg=120,
                band_ghz=24.1 if high else 5.8,
                bandwidth_mhz=40 if high else 20,
                power_dbm=20 if high else 23,
                gain_dbi=18 if high else 17,
                feeder_db=1,
                polarization="V",
                capacity_mbps=capacity,
                load_mbps=round(capacity * rng.uniform(0.15, 0.85)),
                sensitivity_dbm=-75.1 if high else -82.8,
            )


def _buildings(rng: Random) -> Iterator[BuildingRow]:
    for street, latitude, longitude in STREETS:
        for house in sorted(rng.sample(range(1, 120), HOUSES)):
            model, ports = rng.choice(SWITCHES)
            uplink = 10_000 if model.startswith("DGS") else 1000
            yield BuildingRow(
                address=f"Калуга, {street}, {house}",
                latitude=round(latitude + rng.uniform(-0.003, 0.003), 6),
                longitude=round(longitude + rng.uniform(-0.003, 0.003), 6),
                switch_model=model,
                ports=ports,
                free_ports=rng.choice((0, 1, 2, 4, 7, 11)),
                uplink_mbps=uplink,
                uplink_load_mbps=round(uplink * rng.uniform(0.05, 0.9)),
            )


OKA: Final = ((54.470, 36.05), (54.490, 36.15), (54.487, 36.22), (54.497, 36.26), (54.495, 36.30),
              (54.510, 36.36), (54.500, 36.45), (54.550, 36.60))  # fmt: skip
SOURCE: Final = "Demo: invented hills"
NORTH, WEST, ROWS, COLUMNS, A_DEGREE = 54.75, 35.9, 271, 481, 600


def demo_tile() -> Tile:
    """Make up hills about Kaluga, 190 m high, with a valley where the Oka flows."""
    north, east = np.mgrid[0:ROWS, 0:COLUMNS] / A_DEGREE
    latitude, longitude = NORTH - north, WEST + east
    valley = 68 * np.exp(-((_from_river_km(latitude, longitude) / 1.6) ** 2))
    hills = 14 * np.sin(41 * latitude + 7 * longitude) * np.cos(29 * longitude)
    heights = 190 + hills + 6 * np.sin(173 * longitude + 97 * latitude) - valley
    step = 1 / A_DEGREE
    return Tile(NORTH, WEST, step, step, np.round(heights).astype(np.int16), SOURCE)


def _from_river_km(latitude: Any, longitude: Any) -> Any:
    """Give the distances to the nearest point of the river, on a plane that does for a town."""
    x, y = longitude * 64.6, latitude * 111.2
    ends = [(east * 64.6, north * 111.2) for north, east in OKA]
    nearest = np.full(x.shape, np.inf)
    for (x1, y1), (x2, y2) in pairwise(ends):
        along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
        share = np.clip(along, 0, 1)
        off = np.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1))
        nearest = np.minimum(nearest, off)
    return nearest
