"""The pre-check in words and pictures: what its page shows."""

from typing import Any, Final

import numpy as np
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnup.surveys.precheck.drawing import DESK, PHONE, Drawing, draw
from turnup.surveys.precheck.links import Link
from turnup.surveys.precheck.verdict import OUTLOOKS, Limits, expected_modulation, graded
from turnup.surveys.precheck_tables import (
    building_columns,
    building_row,
    satellite_columns,
    satellite_row,
    sector_columns,
    sector_row,
)
from turnup.surveys.precheck_words import LACKS, LOOKS, kilometres, number, outlook_badge
from turnup.surveys.prechecking import Precheck

Shown = dict[str, Any]
GUIDE_GHZ: Final = (4.9, 6.0)
"""The bands that the thresholds of `verdict.RECEIVER_THRESHOLDS_DBM` are good for."""

BEST: Final = 5
"""So many sectors are listed at once; the others are folded away."""


def precheck_page(found: Precheck, sector: str | None = None) -> Shown:
    """Give everything the page shows; `sector` is the one whose profile is drawn, else the best."""
    link = next((one for one in found.links if one.sector.code == sector), None)
    link = link or next(iter(found.links), None)
    return {
        "lacks": [_(LACKS[code]) for code in found.lacks],
        "tiles": _tiles(found),
        "link": _link(found, link) if link else None,
        "sectors": [sector_row(one, link) for one in found.links[:BEST]],
        "more_sectors": [sector_row(one, link) for one in found.links[BEST:]],
        "sector_columns": sector_columns(),
        "buildings": [building_row(one) for one in found.buildings],
        "building_columns": building_columns(),
        "satellites": [satellite_row(one) for one in found.satellites],
        "satellite_columns": satellite_columns(),
    }


# ------------------------------------------------------- the three outlooks
def _tiles(found: Precheck) -> list[Shown]:
    rows = {
        "lan": (_("LAN"), "network", found.lan, _lan_note(found), "#lan"),
        "radio": (_("Radio"), "antenna", found.radio, _radio_note(found), "#radio"),
        "satellite": (
            _("Satellite"),
            "satellite",
            found.satellite,
            _satellite_note(found),
            "#satellite",
        ),
    }
    made = [
        {
            "title": title,
            "icon": icon,
            "badge": outlook_badge(outlook) if outlook else None,
            "tone": LOOKS[outlook][0] if outlook else "calm",
            "note": note,
            "url": url,
            "is_asked": code == found.technology,
        }
        for code, (title, icon, outlook, note, url) in rows.items()
    ]
    return sorted(made, key=lambda tile: not tile["is_asked"])


def _radio_note(found: Precheck) -> str:
    if not found.links:
        return _("No sector to compute")
    link = found.links[0]
    return _("%(sector)s: %(km)s km, margin %(margin)s dB") % {
        "sector": link.sector.code,
        "km": kilometres(link.distance_km),
        "margin": number(link.margin_db, 1),
    }


def _lan_note(found: Precheck) -> str:
    if not found.buildings:
        return _("No served building to compare with")
    one = min(found.buildings, key=lambda near: OUTLOOKS.index(near.outlook))
    ports = one.building.free_ports
    free = ngettext("%(count)s free port", "%(count)s free ports", ports) % {"count": ports}
    return _("%(metres)s m to %(address)s, %(free)s") % {
        "metres": number(one.distance_m),
        "address": one.building.title,
        "free": free,
    }


def _satellite_note(found: Precheck) -> str:
    if not found.satellites:
        return _("No satellite to look at")
    one = found.satellites[0]
    return _("%(name)s: %(elevation)s° above the horizon, azimuth %(azimuth)s°") % {
        "name": one.name,
        "elevation": number(one.angles.elevation_deg, 1),
        "azimuth": number(one.angles.azimuth_deg, 1),
    }


# ------------------------------------------------------- one link
def _link(found: Precheck, link: Link) -> Shown:
    assert found.question is not None, "a link was computed for a question"
    desk = draw(found.question, link.sector, DESK)
    return {
        "code": link.sector.code,
        "site": link.sector.site,
        "badge": outlook_badge(link.outlook),
        "criteria": _criteria(found, link),
        "figures": _figures(found, link),
        "drawings": [
            _sheet("desk", desk),
            _sheet("phone", draw(found.question, link.sector, PHONE)),
        ],
        "described": _described(link, desk),
        "is_covered": desk.covered,
        "obstacle": _obstacle(desk),
        "is_blocked": desk.obstacle.is_blocked,
        "advice": _advice(found, link),
        "sources": _sources(found) if desk.covered else "",
    }


def _sheet(name: str, drawing: Drawing) -> Shown:
    """Give a drawing for one size of screen, its scales written as the language writes numbers."""
    point = get_format("DECIMAL_SEPARATOR")
    scales = {
        axis: [{"at": mark.at, "text": mark.text.replace(".", point)} for mark in marks]
        for axis, marks in (("heights", drawing.heights), ("distances", drawing.distances))
    }
    return {"of": name, "drawing": drawing, **scales}


def _sources(found: Precheck) -> str:
    """Name the tiles that the site lies in."""
    assert found.question is not None, "a link was computed for a question"
    place = found.question.site
    here = np.array([place.latitude]), np.array([place.longitude])
    tiles = found.question.terrain.tiles
    return ", ".join(dict.fromkeys(tile.source for tile in tiles if tile.covers(*here)[0]))


def _described(link: Link, drawing: Drawing) -> str:
    """Say in a sentence what the drawing shows, for who cannot see it."""
    words = {
        "km": kilometres(drawing.length_km),
        "sector": link.sector.code,
        "obstacle": _obstacle(drawing),
    }
    if drawing.covered:
        return (
            _("Ground and line of sight over %(km)s km to sector %(sector)s. %(obstacle)s.") % words
        )
    return (
        _("Line of sight over a smooth Earth, %(km)s km to sector %(sector)s; no terrain.") % words
    )


def _obstacle(drawing: Drawing) -> str:
    obstacle = drawing.obstacle
    words = {"km": kilometres(obstacle.at_km), "metres": number(abs(obstacle.above_m), 1)}
    if obstacle.is_blocked:
        return _("At %(km)s km the ground stands %(metres)s m above the line of sight") % words
    return _("Closest at %(km)s km: the ground is %(metres)s m below the line of sight") % words


def _criteria(found: Precheck, link: Link) -> list[Shown]:
    """Hold each figure that decides against its limit."""
    limits = found.limits
    margin = graded(link.margin_db, limits.margin_likely_db, limits.margin_doubtful_db)
    busy = 0 if link.load_after <= limits.load_likely else 2
    return [
        _clearance(found, link),
        _criterion(
            int(margin),
            _("Margin over the sensitivity"),
            _("%(value)s dB") % {"value": number(link.margin_db, 1)},
            _("%(limit)s dB wanted") % {"limit": number(limits.margin_likely_db)},
        ),
        _criterion(
            busy,
            _("Load of the sector after the sale"),
            _("%(value)s %%") % {"value": number(link.load_after * 100)},
            _("at most %(limit)s %%") % {"limit": number(limits.load_likely * 100)},
        ),
    ]


def _clearance(found: Precheck, link: Link) -> Shown:
    title, limits = _("Clearance of the first Fresnel zone"), found.limits
    wanted = _("%(limit)s %% wanted") % {"limit": number(limits.clearance_likely * 100)}
    if link.clearance is None:
        return _criterion(1, title, _("not known"), wanted)
    grade = graded(link.clearance, limits.clearance_likely, limits.clearance_doubtful)
    shown = (
        _("over 200 %")
        if link.clearance > 2
        else _("blocked")
        if link.clearance < 0
        else _("%(value)s %%") % {"value": number(link.clearance * 100)}
    )
    return _criterion(int(grade), title, shown, wanted)


def _criterion(grade: int, title: str, value: str, limit: str) -> Shown:
    tone, icon = LOOKS[OUTLOOKS[grade]]
    return {"title": title, "value": value, "limit": limit, "tone": tone, "icon": icon}


def _figures(found: Precheck, link: Link) -> list[Shown]:
    sector = link.sector
    rows = [
        (_("Distance"), _("%(value)s km"), link.distance_km, 2),
        (_("Azimuth to the sector"), "%(value)s°", link.azimuth_deg, 1),
        (_("Beside the sector's axis"), "%(value)s°", link.off_axis_deg, 0),
        (_("Free-space loss"), _("%(value)s dB"), link.free_space_db, 1),
        (_("Loss beside the axis"), _("%(value)s dB"), link.off_axis_loss_db, 1),
        (_("Diffraction"), _("%(value)s dB"), link.diffraction_db, 1),
        (_("Rain"), _("%(value)s dB"), link.rain_db, 1),
        (_("Level at the receiver"), _("%(value)s dBm"), link.received_dbm, 1),
        (_("Signal over noise"), _("%(value)s dB"), link.snr_db, 1),
    ]
    made: list[Shown] = [
        {"term": term, "value": text % {"value": number(value, digits)}}
        for term, text, value, digits in rows
    ]
    band = _("%(value)s GHz") % {"value": number(sector.band_ghz, 1)}
    made.insert(0, {"term": _("Band"), "value": band})
    if link.average_terrain_db > link.diffraction_db:
        hint = _("up to %(value)s dB over average terrain")
        made[6]["hint"] = hint % {"value": number(link.average_terrain_db, 1)}
    return made + _more_figures(link, found.limits)


def _more_figures(link: Link, limits: Limits) -> list[Shown]:
    made = []
    if GUIDE_GHZ[0] <= link.sector.band_ghz <= GUIDE_GHZ[1]:
        modulation = expected_modulation(link.received_dbm, link.sector.bandwidth_mhz)
        made.append({"term": _("Modulation to expect"), "value": modulation or _("none")})
    if link.clearance_pessimistic is not None:
        value = (
            _("%(value)s %%") % {"value": number(link.clearance_pessimistic * 100)}
            if link.clearance_pessimistic >= 0
            else _("blocked")
        )
        made.append(
            {
                "term": _("Clearance at k = %(k)s") % {"k": number(limits.k_pessimistic, 1)},
                "value": value,
            }
        )
    return made


def _advice(found: Precheck, link: Link) -> str:
    """Say how high the antenna would have to be, where that is not higher than masts go."""
    question, needed = found.question, link.needed_height_m
    if question is None or needed is None or link.clearance is None:
        return ""
    if link.clearance >= found.limits.clearance_likely:
        return ""
    words = {"metres": number(max(needed, 0) + 0.5)}
    if needed <= found.limits.mast_height_m:
        return _("With the antenna %(metres)s m above the ground the way would be clear.") % words
    return _("The antenna would have to stand %(metres)s m above the ground.") % words
