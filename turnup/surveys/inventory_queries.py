"""Reads of the network's inventory, as the pre-check takes them."""

from pathlib import Path

from django.conf import settings

from turnup.surveys.inventory_models import PrecheckLimit, Satellite, Sector, ServedBuilding
from turnup.surveys.precheck import lan, links
from turnup.surveys.precheck.geodesy import Place
from turnup.surveys.precheck.terrain import Terrain
from turnup.surveys.precheck.terrain_shelf import FOLDER, TerrainShelf
from turnup.surveys.precheck.verdict import BOUNDS, Limits

_FIGURES = (
    "height_m", "azimuth_deg", "beamwidth_deg", "band_ghz", "bandwidth_mhz", "power_dbm",
    "gain_dbi", "feeder_db", "polarization", "capacity_mbps", "load_mbps", "sensitivity_dbm",
)  # fmt: skip


def sectors() -> list[links.Sector]:
    """Give every sector of the network."""
    rows = Sector.objects.order_by("code").values_list(
        "code", "site__title", "site__latitude", "site__longitude", *_FIGURES
    )
    return [
        links.Sector(code, site, Place(float(north), float(east)), *figures)
        for code, site, north, east, *figures in rows
    ]


def buildings() -> list[lan.Building]:
    """Give every served building."""
    return [
        lan.Building(
            title=row.address,
            place=Place(float(row.latitude), float(row.longitude)),
            switch_model=row.switch_model,
            ports=row.ports,
            free_ports=row.free_ports,
            uplink_load=row.uplink_load_mbps / row.uplink_mbps,
        )
        for row in ServedBuilding.objects.order_by("address")
    ]


def satellites() -> list[Satellite]:
    """Give the satellites, from west to east."""
    return list(Satellite.objects.order_by("east_deg", "name"))


def limits() -> Limits:
    """Give the company's limits: its own where it has set any, else the defaults."""
    own = dict(PrecheckLimit.objects.values_list("code", "value"))
    return Limits(**{code: value for code, value in own.items() if code in BOUNDS})


def terrain_shelf() -> TerrainShelf:
    """Give the shelf of this installation's tiles."""
    return TerrainShelf(Path(settings.DATA) / FOLDER)


def terrain() -> Terrain:
    """Give the terrain that is loaded."""
    return terrain_shelf().terrain()
