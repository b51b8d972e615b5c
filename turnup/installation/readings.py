"""What is measured when a line is connected, by technology: units and limits. No database.

A reading outside `low` to `high` cannot be and is a slip; one outside `least` to `most` can be,
and is marked on the crew's phone and in the act: the line works worse than it should. Limits:
GPON class B+ receivers hear from −27 to −8 dBm (ITU-T G.984.2), wireless access wants −65 to −50
dBm and 25 dB over noise, DSL 6 dB of margin.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField
from turnup.surveys.readings import Reading

READINGS: Final[Mapping[str, Mapping[str, Reading]]] = {
    "lan": {
        "port_mbit": Reading(_("Speed of the port"), "Mbit/s", 0, 100_000, least=100),
        "optical_dbm": Reading(_("Optical power"), "dBm", -60, 20, least=-27, most=-8),
        "cable_m": Reading(_("Cable laid"), "m", 0, 2000, most=90),
        "loss_pct": Reading(_("Packets lost"), "%", 0, 100, most=1),
    },
    "radio": {
        "signal_dbm": Reading(_("Signal"), "dBm", -130, 0, least=-65, most=-50),
        "noise_dbm": Reading(_("Noise"), "dBm", -130, 0),
        "snr_db": Reading(_("Signal to noise"), "dB", -30, 90, least=25),
        "capacity_mbit": Reading(_("Capacity of the link"), "Mbit/s", 0, 10_000),
        "azimuth_deg": Reading(_("Azimuth"), "°", 0, 360),
        "loss_pct": Reading(_("Packets lost"), "%", 0, 100, most=1),
    },
    "leased_line": {
        "sync_kbit": Reading(_("Line speed"), "kbit/s", 0, 1_000_000),
        "snr_db": Reading(_("Signal to noise"), "dB", -30, 90, least=6),
        "attenuation_db": Reading(_("Attenuation"), "dB", 0, 120),
        "loss_pct": Reading(_("Packets lost"), "%", 0, 100, most=1),
    },
    "satellite": {
        "snr_db": Reading(_("Signal to noise"), "dB", -30, 60, least=6),
        "elevation_deg": Reading(_("Elevation"), "°", -90, 90, least=10),
        "azimuth_deg": Reading(_("Azimuth"), "°", 0, 360),
        "delay_ms": Reading(_("Delay"), "ms", 0, 10_000, most=800),
    },
}


def known_readings(technology: str) -> dict[str, Reading]:
    """Give the readings of a technology; where it is open, those of all of them."""
    if technology in READINGS:
        return dict(READINGS[technology])
    return {code: reading for table in READINGS.values() for code, reading in table.items()}


def check_readings(technology: str, readings: Mapping[str, Decimal]) -> None:
    """Check that each reading belongs to the technology and can be. Raises BadField."""
    known = known_readings(technology)
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
