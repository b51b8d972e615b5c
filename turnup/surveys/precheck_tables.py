"""The tables of the pre-check's page, as `data_table` takes them."""

from typing import Any

from django.utils.translation import gettext as _

from turnup.surveys.precheck.links import Link
from turnup.surveys.precheck_words import kilometres, number, outlook_badge
from turnup.surveys.prechecking import NearBuilding, SeenSatellite

Shown = dict[str, Any]


def sector_columns() -> list[Shown]:
    """Give the columns of the sectors."""
    return [
        {"key": "code", "title": _("Sector")},
        {"key": "outlook", "title": _("Outlook"), "kind": "badge"},
        {"key": "distance", "title": _("km"), "kind": "number"},
        {"key": "azimuth", "title": _("Azimuth, °"), "kind": "number"},
        {"key": "clearance", "title": _("Clearance, %"), "kind": "number"},
        {"key": "margin", "title": _("Margin, dB"), "kind": "number"},
        {"key": "load", "title": _("Load, %"), "kind": "number"},
    ]


def sector_row(link: Link, chosen: Link | None) -> Shown:
    """Give one sector's row; the chosen one is marked."""
    return {
        "code": link.sector.code,
        "tone": "accent" if link is chosen else "",
        "cells": {
            "code": link.sector.code,
            "outlook": outlook_badge(link.outlook),
            "distance": kilometres(link.distance_km),
            "azimuth": number(link.azimuth_deg),
            "clearance": _clearance_cell(link.clearance),
            "margin": number(link.margin_db, 1),
            "load": number(link.load_after * 100),
        },
    }


def _clearance_cell(clearance: float | None) -> str | None:
    if clearance is None:
        return None
    return "> 200" if clearance > 2 else number(clearance * 100)


def building_columns() -> list[Shown]:
    """Give the columns of the served buildings."""
    return [
        {"key": "address", "title": _("Building")},
        {"key": "outlook", "title": _("Outlook"), "kind": "badge"},
        {"key": "distance", "title": _("m"), "kind": "number"},
        {"key": "switch", "title": _("Switch")},
        {"key": "ports", "title": _("Free ports"), "kind": "number"},
        {"key": "load", "title": _("Uplink, %"), "kind": "number"},
    ]


def building_row(near: NearBuilding) -> Shown:
    """Give one building's row."""
    one = near.building
    return {
        "cells": {
            "address": one.title,
            "outlook": outlook_badge(near.outlook),
            "distance": number(near.distance_m),
            "switch": one.switch_model,
            "ports": _("%(free)s of %(all)s") % {"free": one.free_ports, "all": one.ports},
            "load": number(one.uplink_load * 100),
        }
    }


def satellite_columns() -> list[Shown]:
    """Give the columns of the satellites."""
    return [
        {"key": "name", "title": _("Satellite")},
        {"key": "outlook", "title": _("Outlook"), "kind": "badge"},
        {"key": "position", "title": _("Position")},
        {"key": "band", "title": _("Band")},
        {"key": "azimuth", "title": _("Azimuth, °"), "kind": "number"},
        {"key": "elevation", "title": _("Elevation, °"), "kind": "number"},
        {"key": "skew", "title": _("Skew, °"), "kind": "number"},
    ]


def satellite_row(seen: SeenSatellite) -> Shown:
    """Give one satellite's row."""
    side = _("%(value)s° E") if seen.east_deg >= 0 else _("%(value)s° W")
    return {
        "cells": {
            "name": seen.name,
            "outlook": outlook_badge(seen.outlook),
            "position": side % {"value": number(abs(seen.east_deg), 1)},
            "band": seen.band,
            "azimuth": number(seen.angles.azimuth_deg, 1),
            "elevation": number(seen.angles.elevation_deg, 1),
            "skew": number(seen.angles.skew_deg, 1),
        }
    }
