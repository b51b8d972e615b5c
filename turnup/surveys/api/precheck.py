"""The pre-check of an order's site through the REST door."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext
from ninja import Router

from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.queries import visible_order
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, language_of, read_query
from turnup.rest.openapi import described
from turnup.rest.shapes import Named
from turnup.surveys.precheck.links import Link
from turnup.surveys.precheck.verdict import Outlook
from turnup.surveys.precheck_forms import PrecheckQuery
from turnup.surveys.precheck_words import LACKS
from turnup.surveys.prechecking import NearBuilding, Precheck, SeenSatellite, precheck_order

router = Router()


@dataclass(frozen=True, slots=True)
class RadioLinkShown:
    """A radio link to one sector. Clearances are in radii of the first Fresnel zone.

    They, and the antenna height that a clear way needs, are null where no terrain is known.
    `margin_db` is what stays over the sensitivity in rain; `load_after` is a share of 1.
    """

    sector: str
    site: str
    outlook: Outlook
    distance_km: float
    azimuth_deg: float
    off_axis_deg: float
    free_space_db: float
    clearance: float | None
    clearance_pessimistic: float | None
    needed_height_m: float | None
    diffraction_db: float
    rain_db: float
    received_dbm: float
    snr_db: float
    margin_db: float
    load_after: float


@dataclass(frozen=True, slots=True)
class BuildingShown:
    """A served building near the site; the distance is a straight line."""

    address: str
    outlook: Outlook
    distance_m: float
    switch_model: str
    ports: int
    free_ports: int
    uplink_load: float


@dataclass(frozen=True, slots=True)
class SatelliteShown:
    """The look angles to a satellite: azimuth from true north, elevation below 0 if not seen."""

    satellite: str
    band: str
    east_deg: float
    outlook: Outlook
    azimuth_deg: float
    elevation_deg: float
    skew_deg: float
    range_km: float


@dataclass(frozen=True, slots=True)
class PrecheckShown:
    """What the inventory says before a survey: never a verdict. An outlook is null if not computed.

    `lacks` says what is missing to compute more: coordinates, terrain, sectors, sectors_in_range,
    buildings, satellites, leased_lines.
    """

    order: UUID
    number: int
    technology: str | None
    height_m: float | None
    speed_mbps: float | None
    lacks: list[Named]
    radio: Outlook | None
    lan: Outlook | None
    satellite: Outlook | None
    links: list[RadioLinkShown]
    buildings: list[BuildingShown]
    satellites: list[SatelliteShown]


@router.get(
    "/orders/{order_id}/precheck",
    response={200: PrecheckShown},
    operation_id="read_precheck",
    summary="What the inventory says of an order's site before a survey",
    tags=["orders"],
    openapi_extra=described(query=PrecheckQuery, problems=(403, 404)),
)
@allows("precheck.read")
def read_precheck(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Compute likely, doubtful or unlikely with the numbers; leaves an access record."""
    asked = read_query(request, PrecheckQuery)
    actor = actor_of(request)
    order = visible_order(actor, "precheck.read", order_id=order_id)
    note_read(actor=actor, customer_id=order.customer_id, what="pre-check", at=timezone.now())
    found = precheck_order(order, height_m=asked.height_m, wanted_mbps=asked.speed_mbps)
    with translation.override(language_of(request)):
        return json_answer(_shown(order, found))


def _shown(order: Order, found: Precheck) -> PrecheckShown:
    asked = found.question
    return PrecheckShown(
        order=order.id,
        number=order.number,
        technology=found.technology,
        height_m=asked.height_m if asked else None,
        speed_mbps=asked.wanted_mbps if asked else None,
        lacks=[Named(code, gettext(LACKS[code])) for code in found.lacks],
        radio=found.radio,
        lan=found.lan,
        satellite=found.satellite,
        links=[_link(one) for one in found.links],
        buildings=[_building(one) for one in found.buildings],
        satellites=[_satellite(one) for one in found.satellites],
    )


def _link(one: Link) -> RadioLinkShown:
    return RadioLinkShown(
        sector=one.sector.code,
        site=one.sector.site,
        outlook=one.outlook,
        distance_km=round(one.distance_km, 3),
        azimuth_deg=round(one.azimuth_deg, 2),
        off_axis_deg=round(one.off_axis_deg, 2),
        free_space_db=round(one.free_space_db, 2),
        clearance=_rounded(one.clearance),
        clearance_pessimistic=_rounded(one.clearance_pessimistic),
        needed_height_m=_rounded(one.needed_height_m),
        diffraction_db=round(one.diffraction_db, 2),
        rain_db=round(one.rain_db, 2),
        received_dbm=round(one.received_dbm, 2),
        snr_db=round(one.snr_db, 2),
        margin_db=round(one.margin_db, 2),
        load_after=round(one.load_after, 3),
    )


def _building(near: NearBuilding) -> BuildingShown:
    one = near.building
    return BuildingShown(
        address=one.title,
        outlook=near.outlook,
        distance_m=round(near.distance_m, 1),
        switch_model=one.switch_model,
        ports=one.ports,
        free_ports=one.free_ports,
        uplink_load=round(one.uplink_load, 3),
    )


def _satellite(seen: SeenSatellite) -> SatelliteShown:
    return SatelliteShown(
        satellite=seen.name,
        band=seen.band,
        east_deg=seen.east_deg,
        outlook=seen.outlook,
        azimuth_deg=round(seen.angles.azimuth_deg, 2),
        elevation_deg=round(seen.angles.elevation_deg, 2),
        skew_deg=round(seen.angles.skew_deg, 2),
        range_km=round(seen.angles.range_km),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
