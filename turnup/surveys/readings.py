"""What a survey measures, by technology: units, and limits beyond which a reading is a slip."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity; `low` and `high` are what an instrument could show at all."""

    title: str
    unit: str
    low: int
    high: int


CABLE = Reading(_("Cable to the room"), "m", 0, 2000)
AZIMUTH = Reading(_("Azimuth"), "°", 0, 360)

READINGS: Final[Mapping[str, Mapping[str, Reading]]] = {
    "lan": {
        "cable_m": CABLE,
        "free_ports": Reading(_("Free ports"), "", 0, 1000),
        "optical_loss_db": Reading(_("Optical loss"), "dB", 0, 60),
    },
    "radio": {
        "distance_km": Reading(_("Distance to the base station"), "km", 0, 100),
        "azimuth_deg": AZIMUTH,
        "signal_dbm": Reading(_("Signal"), "dBm", -130, 0),
        "noise_dbm": Reading(_("Noise"), "dBm", -130, 0),
        "margin_db": Reading(_("Margin"), "dB", -60, 90),
        "mast_height_m": Reading(_("Mast height"), "m", 0, 300),
        "cable_m": CABLE,
    },
    "leased_line": {
        "length_km": Reading(_("Length of the line"), "km", 0, 500),
        "loop_ohm": Reading(_("Loop resistance"), "Ω", 0, 10_000),
        "insulation_mohm": Reading(_("Insulation"), "MΩ", 0, 100_000),
        "attenuation_db": Reading(_("Attenuation"), "dB", 0, 120),
    },
    "satellite": {
        "elevation_deg": Reading(_("Elevation"), "°", -90, 90),
        "azimuth_deg": AZIMUTH,
        "snr_db": Reading(_("Signal to noise"), "dB", -30, 60),
        "cable_m": CABLE,
    },
}


def check_readings(technology: str | None, readings: Mapping[str, Decimal]) -> None:
    """Check that each reading belongs to the technology and can be. Raises BadField.

    Where the technology is open, readings of any of them are taken.
    """
    tables = [READINGS[technology]] if technology and technology in READINGS else READINGS.values()
    known = {code: reading for table in tables for code, reading in table.items()}
    for code, value in readings.items():
        reading = known.get(code)
        if reading is None:
            raise BadField(
                f"readings.{code}",
                _("There is no such reading here."),
                _("Choose of: %(codes)s."),
                codes=", ".join(known),
            )
        if not reading.low <= value <= reading.high:
            raise BadField(
                f"readings.{code}",
                _("It lies between %(low)s and %(high)s."),
                low=reading.low,
                high=reading.high,
            )
