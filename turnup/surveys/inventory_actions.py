"""What is done with the network's inventory. The only writers of its tables."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField
from turnup.surveys.demo_inventory import demo_rows, demo_tile
from turnup.surveys.inventory_forms import BuildingRow, Row, SatelliteRow, SectorRow
from turnup.surveys.inventory_models import (
    PrecheckLimit,
    RadioSite,
    Satellite,
    Sector,
    ServedBuilding,
)
from turnup.surveys.inventory_queries import terrain_shelf
from turnup.surveys.precheck.verdict import BOUNDS

BATCH: Final = 1000
_SECTOR: Final = tuple(
    field.name for field in Sector._meta.concrete_fields if field.name not in ("id", "code", "site")
)


@transaction.atomic
def keep_inventory(*, rows: Iterable[Row]) -> dict[str, int]:
    """Write rows down, replacing those of the same code, address or name; count each kind."""
    kinds: dict[type[Row], list[Row]] = {SectorRow: [], BuildingRow: [], SatelliteRow: []}
    for row in rows:
        kinds[type(row)].append(row)
    sectors = [row for row in kinds[SectorRow] if isinstance(row, SectorRow)]
    buildings = [row for row in kinds[BuildingRow] if isinstance(row, BuildingRow)]
    satellites = [row for row in kinds[SatelliteRow] if isinstance(row, SatelliteRow)]
    return {
        "sites": _keep_sites(sectors),
        "sectors": _keep_sectors(sectors),
        "buildings": _keep_buildings(buildings),
        "satellites": _keep_satellites(satellites),
    }


def _keep_sites(rows: list[SectorRow]) -> int:
    sites = {row.site: row for row in rows}
    RadioSite.objects.bulk_create(
        [
            RadioSite(
                code=row.site,
                title=row.site_title or row.site,
                latitude=_degrees(row.latitude),
                longitude=_degrees(row.longitude),
            )
            for row in sites.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "latitude", "longitude"],
        batch_size=BATCH,
    )
    return len(sites)


def _keep_sectors(rows: list[SectorRow]) -> int:
    ids = dict(RadioSite.objects.values_list("code", "id"))
    latest = {row.sector: row for row in rows}
    Sector.objects.bulk_create(
        [
            Sector(
                code=row.sector,
                site_id=ids[row.site],
                **{name: getattr(row, name) for name in _SECTOR},
            )
            for row in latest.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["site", *_SECTOR],
        batch_size=BATCH,
    )
    return len(latest)


def _keep_buildings(rows: list[BuildingRow]) -> int:
    latest = {row.address: row for row in rows}
    told = [
        row.model_dump()
        | {"latitude": _degrees(row.latitude), "longitude": _degrees(row.longitude)}
        for row in latest.values()
    ]
    ServedBuilding.objects.bulk_create(
        [ServedBuilding(**one) for one in told],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=[name for name in BuildingRow.model_fields if name != "address"],
        batch_size=BATCH,
    )
    return len(latest)


def _keep_satellites(rows: list[SatelliteRow]) -> int:
    latest = {row.satellite: row for row in rows}
    Satellite.objects.bulk_create(
        [
            Satellite(name=row.satellite, east_deg=row.east_deg, band=row.band)
            for row in latest.values()
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["east_deg", "band"],
    )
    return len(latest)


def _degrees(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"))


@transaction.atomic
def set_limit(*, code: str, value: float | None) -> None:
    """Set a limit of the pre-check; None brings the default back. Raises BadField."""
    if code not in BOUNDS:
        raise BadField(
            code, _("There is no such limit."), _("Limits are: %(codes)s."), codes=", ".join(BOUNDS)
        )
    if value is None:
        PrecheckLimit.objects.filter(code=code).delete()
        return
    low, high = BOUNDS[code]
    if not low <= value <= high:
        raise BadField(code, _("It lies between %(low)s and %(high)s."), low=low, high=high)
    PrecheckLimit.objects.update_or_create(code=code, defaults={"value": value})


def demo_inventory() -> dict[str, int]:
    """Write down an invented network of Kaluga: six radio sites, sixty buildings, satellites.

    Made-up hills are loaded too, unless real terrain is there already.
    """
    shelf = terrain_shelf()
    if not shelf.kept():
        shelf.keep(demo_tile())
    return keep_inventory(rows=demo_rows())
