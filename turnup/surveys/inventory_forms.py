"""What a row of the network's inventory says: units are those of the columns' names."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from turnup.orders.forms import Line, Part

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Code = Annotated[Line, Field(min_length=1, max_length=40)]
Title = Annotated[Line, Field(min_length=1, max_length=200)]
Decibels = Annotated[float, Field(ge=-200, le=200)]
Megabits = Annotated[float, Field(ge=0, le=1_000_000)]


class SectorRow(Part):
    """A sector, and the radio site that it stands on."""

    site: Code
    site_title: Annotated[Line, Field(max_length=200)] = ""
    latitude: Latitude
    longitude: Longitude
    sector: Code
    equipment: Annotated[Line, Field(max_length=200)] = ""
    height_m: float = Field(ge=0, le=500)
    azimuth_deg: float = Field(ge=0, le=360)
    beamwidth_deg: float = Field(gt=0, le=360)
    band_ghz: float = Field(ge=0.1, le=100)
    bandwidth_mhz: float = Field(gt=0, le=5000)
    power_dbm: Decibels
    gain_dbi: Decibels
    feeder_db: float = Field(0, ge=0, le=100)
    polarization: Literal["V", "H"] = "V"
    capacity_mbps: float = Field(gt=0, le=1_000_000)
    load_mbps: Megabits = 0
    sensitivity_dbm: Decibels


class BuildingRow(Part):
    """A served building."""

    address: Annotated[Line, Field(min_length=1, max_length=300)]
    latitude: Latitude
    longitude: Longitude
    switch_model: Annotated[Line, Field(max_length=100)] = ""
    ports: int = Field(ge=0, le=10_000)
    free_ports: int = Field(ge=0, le=10_000)
    uplink_mbps: float = Field(gt=0, le=1_000_000)
    uplink_load_mbps: Megabits = 0

    @model_validator(mode="after")
    def no_more_free_than_there_are(self) -> "BuildingRow":
        """Refuse more free ports than ports."""
        if self.free_ports > self.ports:
            raise ValueError("has more free ports than ports")
        return self


class SatelliteRow(Part):
    """A satellite."""

    satellite: Annotated[Line, Field(min_length=1, max_length=100)]
    east_deg: Longitude
    band: Annotated[Line, Field(min_length=1, max_length=20)]


Row = SectorRow | BuildingRow | SatelliteRow
BY_COLUMN: Final[Mapping[str, type[SectorRow] | type[BuildingRow] | type[SatelliteRow]]] = {
    "sector": SectorRow,
    "ports": BuildingRow,
    "satellite": SatelliteRow,
}
"""The column by which a file of each kind is known."""
