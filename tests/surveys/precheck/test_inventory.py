"""The inventory: files of it, what is refused, limits, and the demonstration network."""

import pytest
from django.db import IntegrityError, transaction

from turnup.standard.refusals import BadField
from turnup.surveys.demo_inventory import SOURCE
from turnup.surveys.inventory_actions import demo_inventory, keep_inventory, set_limit
from turnup.surveys.inventory_csv import FaultyInventory, read_inventory
from turnup.surveys.inventory_forms import BuildingRow, SectorRow
from turnup.surveys.inventory_models import RadioSite, Satellite, Sector, ServedBuilding
from turnup.surveys.inventory_queries import buildings, limits, satellites, sectors
from turnup.surveys.precheck.terrain_shelf import TerrainShelf
from turnup.surveys.precheck.verdict import Limits

SECTORS = """site,site_title,latitude,longitude,sector,height_m,azimuth_deg,beamwidth_deg,band_ghz,\
bandwidth_mhz,power_dbm,gain_dbi,feeder_db,capacity_mbps,load_mbps,sensitivity_dbm
M1,Мачта,54.51,36.26,M1-A,40,0,120,5.8,20,23,17,1,200,50,-82.8
M1,Мачта,54.51,36.26,M1-B,40,120,120,5.8,20,23,17,,200,,-82.8
"""
BUILDINGS = """Address;Latitude;Longitude;Switch_model;Ports;Free_ports;Uplink_mbps;Uplink_load_mbps
Калуга, ул. Кирова, 1;54,5137;36,2612;DES-3028;24;3;1000;250,5
"""


def faults(text: str) -> str:
    with pytest.raises(FaultyInventory) as fault:
        read_inventory(text.encode())
    return "\n".join(fault.value.faults)


def test_sectors_are_read_and_blanks_take_the_defaults() -> None:
    first, second = read_inventory(SECTORS.encode())
    assert isinstance(first, SectorRow)
    assert isinstance(second, SectorRow)
    assert (first.sector, first.sensitivity_dbm, first.polarization) == ("M1-A", -82.8, "V")
    assert (second.feeder_db, second.load_mbps) == (0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_spreadsheet_of_russia_is_read(encoding: str) -> None:
    (row,) = read_inventory(BUILDINGS.encode(encoding))
    assert isinstance(row, BuildingRow)
    assert row.address == "Калуга, ул. Кирова, 1"
    assert (row.latitude, row.uplink_load_mbps) == (54.5137, 250.5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "one of the columns"),
        ("name,place\na,b\n", "one of the columns"),
        (SECTORS.splitlines()[0], "no rows"),
        (SECTORS.replace("54.51", "95"), "line 2: latitude"),
        (SECTORS.replace("M1-B,40", "M1-B,high"), "line 3: height_m"),
        (SECTORS.replace("-82.8", "nan"), "sensitivity_dbm"),
        (SECTORS.replace("load_mbps", "colour"), "colour"),
        (SECTORS.replace("50,-82.8", "50,-82.8,more"), "after the last column"),
        (BUILDINGS.replace(";3;", ";30;"), "more free ports than ports"),
        ("satellite,east_deg,band\nAMU1,\x00,Ku\n", "east_deg"),
    ],
)
def test_a_faulty_file_names_its_lines(text: str, why: str) -> None:
    assert why in faults(text)


@pytest.mark.django_db
def test_a_second_import_replaces_what_the_first_said() -> None:
    counts = keep_inventory(rows=read_inventory(SECTORS.encode()))
    assert counts == {"sites": 1, "sectors": 2, "buildings": 0, "satellites": 0}
    keep_inventory(rows=read_inventory(SECTORS.replace("200,50", "400,150").encode()))
    assert Sector.objects.count() == 2
    first = sectors()[0]
    assert (first.capacity_mbps, first.load_mbps, first.site) == (400, 150, "Мачта")
    keep_inventory(rows=read_inventory(BUILDINGS.encode()) * 2)
    assert [one.uplink_load for one in buildings()] == [0.2505]


@pytest.mark.django_db
def test_the_database_keeps_nonsense_out() -> None:
    keep_inventory(rows=read_inventory(SECTORS.encode()))
    for wrong in ({"azimuth_deg": 361}, {"capacity_mbps": 0}, {"polarization": "X"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sector.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        RadioSite.objects.update(latitude=91)


@pytest.mark.django_db
def test_limits_are_set_within_bounds_and_brought_back() -> None:
    assert limits() == Limits()
    set_limit(code="margin_likely_db", value=15)
    assert limits().margin_likely_db == 15
    set_limit(code="margin_likely_db", value=None)
    assert limits() == Limits()
    for code, value in (("margin_likely_db", 61.0), ("colour", 1.0), ("k_factor", float("nan"))):
        with pytest.raises(BadField):
            set_limit(code=code, value=value)


@pytest.mark.django_db
def test_the_demonstration_network_is_whole_and_the_same_every_time(shelf: TerrainShelf) -> None:
    counts = demo_inventory()
    assert counts == {"sites": 6, "sectors": 18, "buildings": 60, "satellites": 3}
    first = sectors(), buildings()
    assert demo_inventory() == counts
    assert (sectors(), buildings()) == first
    assert ServedBuilding.objects.count() == 60
    assert [one.east_deg for one in satellites()] == [36.0, 49.0, 54.9]
    assert Satellite.objects.count() == 3
    assert [one.source for one in shelf.kept()] == [SOURCE]
