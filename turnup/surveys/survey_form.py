"""The form of a survey by technology: its fields, what is known beforehand, what was posted."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.orders.models import Order
from turnup.surveys.forms import SurveyResult
from turnup.surveys.paper_words import limit_text
from turnup.surveys.precheck.verdict import Outlook
from turnup.surveys.prechecking import Precheck
from turnup.surveys.readings import ANSWERS, CHECKS, READINGS, Reading
from turnup.ui import posted, schema
from turnup.ui.fields import Field, flat

Shown = dict[str, Any]
Data = Mapping[str, Any]
EVIDENCE: Final = {
    "node_capacity": gettext_noop("Unused mounted capacity of the node that serves the place"),
    "line_available": gettext_noop("An unused line from the node to the customer's equipment"),
}
FLAGS: Final = ("outdoor", "permits_needed", "special_equipment")
PLACE: Final = ("latitude", "longitude")
ENDING: Final = ("surveyed_on", "valid_until", "notes")


def chosen_technology(order: Order, asked: str, found: Precheck) -> str:
    """Give the technology of the form: the one asked for, the order's, or the likeliest."""
    if asked in READINGS:
        return asked
    if order.technology in READINGS:
        return order.technology
    likely = {"lan": found.lan, "radio": found.radio, "satellite": found.satellite}
    return next((code for code, one in likely.items() if one is Outlook.LIKELY), "lan")


# ------------------------------------------------------- what is known beforehand
def foreseen(technology: str, found: Precheck) -> dict[str, str]:
    """Give the readings that the pre-check computed: to be checked on site, not believed."""
    figures = _FORESEEN[technology](found) if technology in _FORESEEN else {}
    table = READINGS[technology]
    return {
        code: _plain(value, table[code]) for code, value in figures.items() if value is not None
    }


def _plain(value: float, reading: Reading) -> str:
    """Write a figure as it may be typed: what is computed may lie beyond what is measured."""
    within = min(max(value, reading.low), reading.high)
    return f"{Decimal(f'{within:.2f}').normalize():f}"


def _of_radio(found: Precheck) -> dict[str, float | None]:
    if not found.links:
        return {}
    link = found.links[0]
    clearance = None if link.clearance is None else round(link.clearance * 100)
    return {
        "distance_km": link.distance_km,
        "azimuth_deg": round(link.azimuth_deg, 1),
        "margin_db": round(link.margin_db, 1),
        "fresnel_pct": clearance,
        "sector_load_pct": round(link.load_after * 100),
    }


def _of_lan(found: Precheck) -> dict[str, float | None]:
    if not found.buildings:
        return {}
    near = found.buildings[0].building
    return {"free_ports": near.free_ports, "uplink_load_pct": round(near.uplink_load * 100)}


def _of_satellite(found: Precheck) -> dict[str, float | None]:
    if not found.satellites:
        return {}
    angles = found.satellites[0].angles
    return {
        "elevation_deg": round(angles.elevation_deg, 1),
        "azimuth_deg": round(angles.azimuth_deg, 1),
        "skew_deg": round(angles.skew_deg, 1),
    }


_FORESEEN: Final = {"radio": _of_radio, "lan": _of_lan, "satellite": _of_satellite}


def foreseen_from(technology: str, found: Precheck) -> str:
    """Say what the foreseen readings rest on: the sector, the building, the satellite."""
    if technology == "radio" and found.links:
        return found.links[0].sector.code
    if technology == "lan" and found.buildings:
        return found.buildings[0].building.title
    if technology == "satellite" and found.satellites:
        return found.satellites[0].name
    return ""


# ------------------------------------------------------- drawing
def blank_data(order: Order, today: str, known: Mapping[str, str]) -> dict[str, Any]:
    """Give what the form begins with."""
    site, data = order.site, {"surveyed_on": today, "readings": dict(known), "checks": {}}
    if site.latitude is not None and site.longitude is not None:
        data |= {"latitude": f"{site.latitude:f}", "longitude": f"{site.longitude:f}"}
    return data


def drawn(
    technology: str, data: Data, faults: Mapping[str, str], known: Mapping[str, str]
) -> Shown:
    """Give the whole form filled with data, each fault at its field."""
    made = schema.fields(SurveyResult.model_json_schema(), data, faults)
    fields = {one.name: one for one in made}
    fields["reason_code"].required = True
    return {
        "verdict": fields["verdict"],
        "reason": fields["reason_code"],
        "evidence": [_evidence(name, data, faults) for name in EVIDENCE],
        "readings": list(_readings(technology, data, faults, known)),
        "checks": list(_checks(technology, data)),
        "answers": [(code, _(title)) for code, title in ANSWERS.items()],
        "place": [fields[name] for name in PLACE],
        "flags": [fields[name] for name in FLAGS],
        "ending": [fields[name] for name in ENDING],
    }


def faulty_fields(form: Shown) -> list[Field]:
    """Give every field with its fault, in the order of the page, for the summary at its top."""
    rows = [*form["readings"], *form["evidence"]]
    made = [
        Field(kind="text", name=row["name"], title=row["title"], error=row["error"])
        for row in rows
        if row["error"]
    ]
    plain = [*form["place"], form["verdict"], form["reason"], *form["flags"], *form["ending"]]
    return [*made, *(one for one in flat(plain) if one.error)]


def _evidence(name: str, data: Data, faults: Mapping[str, str]) -> Shown:
    said: dict[Any, str] = {True: "yes", False: "no"}
    return {
        "name": name,
        "title": _(EVIDENCE[name]),
        "value": said.get(data.get(name), ""),
        "error": faults.get(name, ""),
    }


def _readings(
    technology: str, data: Data, faults: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[Shown]:
    given = data.get("readings") or {}
    for code, reading in READINGS[technology].items():
        value = given.get(code, "")
        yield {
            "name": f"readings.{code}",
            "id": f"id_readings_{code}",
            "title": _(reading.title),
            "unit": _(reading.unit) if reading.unit else "",
            "usual": limit_text(reading.least, reading.most),
            "least": reading.least,
            "most": reading.most,
            "low": reading.low,
            "high": reading.high,
            "value": value,
            "out": _is_out(reading, value),
            "foreseen": known.get(code, ""),
            "error": faults.get(f"readings.{code}", ""),
        }


def _is_out(reading: Any, value: Any) -> bool:
    try:
        return reading.is_out(Decimal(str(value))) if value not in ("", None) else False
    except InvalidOperation:
        return False


def _checks(technology: str, data: Data) -> Iterator[Shown]:
    given = data.get("checks") or {}
    for code, title in CHECKS[technology].items():
        yield {"name": f"checks.{code}", "title": _(title), "value": given.get(code, "")}


# ------------------------------------------------------- reading back
def read(technology: str, given: QueryDict, order: Order) -> dict[str, Any]:
    """Give what was posted as the plain data of the step, blanks left out."""
    data = posted.read(SurveyResult.model_json_schema(), given)
    for name in EVIDENCE:
        data.pop(name, None)
        if given.get(name) in ("yes", "no"):
            data[name] = given[name] == "yes"
    data["readings"] = {
        code: text.replace(",", ".").replace("−", "-")
        for code in READINGS[technology]
        if (text := given.get(f"readings.{code}", "").strip())
    }
    data["checks"] = {
        code: given[f"checks.{code}"]
        for code in CHECKS[technology]
        if given.get(f"checks.{code}") in ANSWERS
    }
    if data.get("verdict") != "not_feasible":
        data.pop("reason_code", None)  # the choice is hidden then
    data.pop("technology", None)
    if technology != order.technology:
        data["technology"] = technology
    return data
