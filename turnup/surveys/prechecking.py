"""The instant pre-check of an order's site: what the network's inventory says before a survey.

It gives *likely*, *doubtful* or *unlikely* with the numbers, never a verdict.
"""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from turnup.customers.models import Site
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row
from turnup.requests.models import TechnicalBrief
from turnup.requests.queries import standing_terms
from turnup.surveys import inventory_queries as inventory
from turnup.surveys.precheck.geodesy import Place
from turnup.surveys.precheck.lan import Building, nearest
from turnup.surveys.precheck.links import Link, Question, check_links
from turnup.surveys.precheck.satellite import LookAngles, look_angles
from turnup.surveys.precheck.verdict import (
    OUTLOOKS,
    Limits,
    Outlook,
    best,
    building_grade,
    satellite_grade,
)

MOST_LINKS: Final = 20
MOST_BUILDINGS: Final = 5


@dataclass(frozen=True, slots=True)
class NearBuilding:
    """A served building with its distance in a straight line."""

    building: Building
    distance_m: float
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class SeenSatellite:
    """A satellite with the angles to it."""

    name: str
    band: str
    east_deg: float
    angles: LookAngles
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Precheck:
    """What the pre-check found, the best first in each list.

    An outlook is None where nothing could be computed. `lacks` are codes of what is missing:
    coordinates, terrain, sectors, sectors_in_range, buildings, satellites, leased_lines.
    """

    technology: str | None
    question: Question | None
    lacks: tuple[str, ...]
    radio: Outlook | None = None
    lan: Outlook | None = None
    satellite: Outlook | None = None
    links: tuple[Link, ...] = ()
    buildings: tuple[NearBuilding, ...] = ()
    satellites: tuple[SeenSatellite, ...] = ()
    limits: Limits = field(default_factory=Limits)


def precheck_order(
    order: Order, *, height_m: float | None = None, wanted_mbps: float | None = None
) -> Precheck:
    """Check an order's site beforehand.

    `height_m` is that of the customer's antenna above the ground, by default the company's usual
    one; `wanted_mbps` by default that of the order's terms, or of its brief.
    """
    limits = inventory.limits()
    place = place_of(order.site)
    leased = ("leased_lines",) if order.technology == "leased_line" else ()
    if place is None:
        return Precheck(order.technology, None, ("coordinates", *leased), limits=limits)
    wanted = wanted_mbps if wanted_mbps is not None else _wanted(order.id)
    question = Question(
        site=place,
        height_m=limits.antenna_height_m if height_m is None else height_m,
        wanted_mbps=limits.wanted_mbps if wanted is None else wanted,
        terrain=inventory.terrain(),
        limits=limits,
    )
    return _checked(order.technology, question, leased)


def place_of(site: Site) -> Place | None:
    """Give where a site lies, or None when nobody has said."""
    if site.latitude is None or site.longitude is None:
        return None
    return Place(float(site.latitude), float(site.longitude))


def _wanted(order_id: UUID) -> float | None:
    """Give the speed that is asked for, in Mbit/s."""
    terms = standing_terms(order_id)
    if terms is not None:
        return terms.speed_down_kbit / 1000
    brief = standing_row(TechnicalBrief, "request_received", order_id)
    return brief.speed_kbit / 1000 if brief is not None and brief.speed_kbit else None


def _checked(technology: str | None, asked: Question, lacks: tuple[str, ...]) -> Precheck:
    sectors = inventory.sectors()
    found = check_links(asked, sectors, most=MOST_LINKS)
    near = _near(asked)
    seen = _seen(asked)
    if not sectors:
        lacks += ("sectors",)
    elif not found:
        lacks += ("sectors_in_range",)
    elif any(link.clearance is None for link in found):
        lacks += ("terrain",)
    lacks += () if near else ("buildings",)
    lacks += () if seen else ("satellites",)
    return Precheck(
        technology=technology,
        question=asked,
        lacks=lacks,
        radio=best(link.outlook for link in found) if sectors else None,
        lan=best(one.outlook for one in near) if near else None,
        satellite=best(one.outlook for one in seen) if seen else None,
        links=tuple(found),
        buildings=tuple(near),
        satellites=tuple(seen),
        limits=asked.limits,
    )


def _near(asked: Question) -> list[NearBuilding]:
    found = nearest(asked.site, inventory.buildings(), MOST_BUILDINGS)
    return [
        NearBuilding(one, metres, OUTLOOKS[_building_grade(one, metres, asked.limits)])
        for one, metres in found
    ]


def _building_grade(building: Building, metres: float, limits: Limits) -> int:
    return building_grade(metres, building.free_ports, building.uplink_load, limits)


def _seen(asked: Question) -> list[SeenSatellite]:
    seen = []
    for one in inventory.satellites():
        angles = look_angles(asked.site, one.east_deg)
        outlook = OUTLOOKS[satellite_grade(angles.elevation_deg, asked.limits)]
        seen.append(SeenSatellite(one.name, one.band, one.east_deg, angles, outlook))
    return sorted(seen, key=lambda one: -one.angles.elevation_deg)
