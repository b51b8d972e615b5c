"""What a survey measures and looks at, by technology: units, limits, checklists.

A reading outside `low` to `high` cannot be and is a slip; one outside `least` to `most` can be, and
is marked: it is what a verdict and a detailed estimate rest on. The limits are those of the facts
of the trade, 5.1 and 5.4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity; `low` and `high` are what an instrument could show at all."""

    title: str
    unit: str
    low: int
    high: int
    least: int | None = None
    most: int | None = None

    def is_out(self, value: Decimal) -> bool:
        """Tell whether the value is beyond what is usual."""
        too_little = self.least is not None and value < self.least
        return too_little or (self.most is not None and value > self.most)


AZIMUTH: Final = Reading(_("Azimuth"), "°", 0, 360)
DRILLED: Final = Reading(_("Holes to drill"), "", 0, 200)
INDOORS: Final = Reading(_("Trunking indoors"), "m", 0, 5000)
SOCKETS: Final = Reading(_("Sockets"), "", 0, 500)

READINGS: Final[Mapping[str, Mapping[str, Reading]]] = {
    "lan": {
        "cable_m": Reading(_("Cable to the room"), "m", 0, 2000, most=90),
        "free_ports": Reading(_("Free ports"), "", 0, 1000, least=1),
        "free_sfp": Reading(_("Free SFP places"), "", 0, 100),
        "uplink_load_pct": Reading(_("Load of the uplink"), "%", 0, 100, most=80),
        "fibre_m": Reading(_("Fibre to the building"), "m", 0, 40_000),
        "splices": Reading(_("Fibre splices"), "", 0, 500),
        "optical_loss_db": Reading(_("Optical loss"), "dB", 0, 60, most=28),
        "duct_m": INDOORS,
        "holes": DRILLED,
        "sockets": SOCKETS,
    },
    "radio": {
        "distance_km": Reading(_("Distance to the base station"), "km", 0, 100),
        "azimuth_deg": AZIMUTH,
        "tilt_deg": Reading(_("Tilt"), "°", -90, 90),
        "signal_dbm": Reading(_("Signal"), "dBm", -130, 0, least=-65, most=-50),
        "noise_dbm": Reading(_("Noise"), "dBm", -130, 0),
        "snr_db": Reading(_("Signal to noise"), "dB", -30, 90, least=25),
        "margin_db": Reading(_("Margin"), "dB", -60, 90, least=10),
        "fresnel_pct": Reading(_("Clearance of the first Fresnel zone"), "%", -500, 1000, least=60),
        "sector_load_pct": Reading(_("Load of the sector after the sale"), "%", 0, 500, most=80),
        "mast_height_m": Reading(_("Mast height"), "m", 0, 300),
        "cable_m": Reading(_("Cable to the antenna"), "m", 0, 2000, most=100),
        "duct_m": INDOORS,
        "holes": DRILLED,
    },
    "leased_line": {
        "length_km": Reading(_("Length of the line"), "km", 0, 500),
        "loop_ohm": Reading(_("Loop resistance"), "Ω", 0, 10_000),
        "insulation_mohm": Reading(_("Insulation"), "MΩ", 0, 100_000),
        "attenuation_db": Reading(_("Attenuation"), "dB", 0, 120),
        "cross_points": Reading(_("Cross-connections"), "", 0, 50),
        "cable_m": Reading(_("Cable in the building"), "m", 0, 2000),
        "duct_m": INDOORS,
        "holes": DRILLED,
    },
    "satellite": {
        "elevation_deg": Reading(_("Elevation"), "°", -90, 90, least=10),
        "azimuth_deg": AZIMUTH,
        "skew_deg": Reading(_("Skew of the feed"), "°", -90, 90),
        "snr_db": Reading(_("Signal to noise"), "dB", -30, 60),
        "cable_m": Reading(_("Cable to the dish"), "m", 0, 2000, most=30),
        "holes": DRILLED,
    },
}

CHECKS: Final[Mapping[str, Mapping[str, str]]] = {
    "lan": {
        "on_net": _("The building is on our network"),
        "node_power": _("Power at the switch"),
        "ducts_free": _("Riser and ducts have room"),
        "access": _("Access to attic and cellar agreed"),
        "permit": _("The building's permit is in force"),
        "grounding": _("Grounding is there"),
    },
    "radio": {
        "sight": _("Line of sight, seen by eye"),
        "mast_place": _("Place for mast or bracket"),
        "lightning": _("Lightning protection possible"),
        "power": _("Power at the equipment"),
        "route": _("Way for the cable"),
        "roof_permit": _("Roof permit"),
        "frequency": _("Ground for the frequency"),
    },
    "leased_line": {
        "pair": _("Pair or fibre exists"),
        "cross_near": _("Cross-connection at the near exchange"),
        "cross_far": _("Cross-connection at the far exchange"),
        "conditions": _("The carrier's technical conditions received"),
        "carrier_price": _("The carrier's price and term known"),
        "interface": _("Interface agreed"),
    },
    "satellite": {
        "coverage": _("In the satellite's coverage"),
        "no_obstacle": _("Nothing in the dish's way"),
        "dish_place": _("Place for the dish, safe in wind"),
        "power": _("Power at the equipment"),
        "registration": _("Papers for registration"),
    },
}
ANSWERS: Final = {"yes": _("Yes"), "no": _("No"), "unknown": _("Not checked")}


def known_readings(technology: str | None) -> dict[str, Reading]:
    """Give the readings of a technology; where it is open, those of all of them."""
    return dict(_all_of(READINGS, technology))


def known_checks(technology: str | None) -> dict[str, str]:
    """Give the checklist of a technology; where it is open, the lists of all of them."""
    return dict(_all_of(CHECKS, technology))


def _all_of(
    tables: Mapping[str, Mapping[str, Row]], technology: str | None
) -> Iterator[tuple[str, Row]]:
    chosen = [tables[technology]] if technology and technology in tables else tables.values()
    for table in chosen:
        yield from table.items()


def check_readings(technology: str | None, readings: Mapping[str, Decimal]) -> None:
    """Check that each reading belongs to the technology and can be. Raises BadField.

    Where the technology is open, readings of any of them are taken.
    """
    known = known_readings(technology)
    for code, value in readings.items():
        reading = known.get(code)
        if reading is None:
            raise _unknown(f"readings.{code}", _("There is no such reading here."), known)
        if not reading.low <= value <= reading.high:
            raise BadField(
                f"readings.{code}",
                _("It lies between %(low)s and %(high)s."),
                low=reading.low,
                high=reading.high,
            )


def check_checks(technology: str | None, checks: Mapping[str, str]) -> None:
    """Check that each line belongs to the technology's checklist. Raises BadField."""
    known = known_checks(technology)
    for code in checks:
        if code not in known:
            raise _unknown(f"checks.{code}", _("There is no such line in the checklist."), known)


def _unknown(field: str, fault: str, known: Mapping[str, object]) -> BadField:
    return BadField(field, fault, _("Choose of: %(codes)s."), codes=", ".join(known))
