"""Reads over the ground: an order's building, its permits and leases, what is lacking, when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from turnup.customers.models import Site
from turnup.customers.search_text import folded
from turnup.ground.addresses import building_key
from turnup.ground.models import (
    AccessWindow,
    Answer,
    Building,
    Lease,
    OrderLease,
    OrderPermit,
    Permit,
    RentPayment,
    SiteBuilding,
)
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row

SOON_DAYS: Final = 30
"""How long before its end a permit or lease is shown as ending."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a day in the office's time zone, begin inclusive, end exclusive."""

    begins: time
    ends: time


Hours = Mapping[int, Sequence[Window]]
"""Windows by weekday, 0 Monday … 6 Sunday; a weekday that is missing is closed."""


# ------------------------------------------------------------------ for the planner
def access_hours(order_id: UUID) -> Hours | None:
    """Return when the holders let us into the order's building, by weekday; None: at any time.

    They are the hours of the permit that stands for the order, else of the permits that are
    granted at its building; where one of them lets us in at any time, so do all.
    """
    permits = _governing(order_id)
    if not permits:
        return None
    rows = AccessWindow.objects.filter(permit__in=permits).order_by("weekday", "begins")
    windows: dict[int, list[Window]] = {}
    with_hours: set[UUID] = set()
    for row in rows:
        with_hours.add(row.permit_id)
        windows.setdefault(row.weekday, []).append(Window(row.begins, row.ends))
    return None if {one.id for one in permits} - with_hours else windows


def access_of_orders(orders: Iterable[Order]) -> dict[UUID, Hours]:
    """Return the hours as `access_hours` does, of many orders at once; none: at any time."""
    windows = _windows_by_permit()
    if not windows:
        return {}
    orders = list(orders)
    own = {
        (row.order_id, row.seq): row.permit_id
        for row in OrderPermit.objects.filter(order__in=orders)
    }
    at_building = _granted_by_site(orders)
    found: dict[UUID, Hours] = {}
    for order in orders:
        standing = order.card.get("standing", {}).get("permits_obtained")
        permit = own.get((order.id, standing[0])) if standing else None
        permits = {permit} if permit else at_building.get(order.site_id, set())
        if permits and permits <= set(windows):
            found[order.id] = _merged(windows[one] for one in permits)
    return found


def _windows_by_permit() -> dict[UUID, Hours]:
    windows: dict[UUID, dict[int, list[Window]]] = {}
    for row in AccessWindow.objects.order_by("permit_id", "weekday", "begins"):
        days = windows.setdefault(row.permit_id, {})
        days.setdefault(row.weekday, []).append(Window(row.begins, row.ends))
    return {**windows}


def _merged(hours: Iterable[Hours]) -> Hours:
    merged: dict[int, list[Window]] = {}
    for one in hours:
        for weekday, windows in one.items():
            merged.setdefault(weekday, []).extend(windows)
    return merged


def _granted_by_site(orders: Sequence[Order]) -> dict[UUID, set[UUID]]:
    """Return the permits granted at each site's building, by the site."""
    granted: dict[int, set[UUID]] = {}
    rows = Permit.objects.filter(answer=Answer.GRANTED, withdrawn_date=None)
    for permit_id, building_id in rows.values_list("id", "building_id"):
        granted.setdefault(building_id, set()).add(permit_id)
    keys = dict(Building.objects.filter(id__in=granted).values_list("key", "id"))
    sites = {order.site_id: order.site.address for order in orders}
    said = dict(SiteBuilding.objects.filter(site__in=sites).values_list("site_id", "building_id"))
    return {
        site: granted.get(said.get(site) or keys.get(building_key(address), 0), set())
        for site, address in sites.items()
    }


def valid_on(order_id: UUID, day: date) -> bool:
    """Tell whether the permit and the lease that stand for the order are valid on a day.

    An order that needs neither stands on no ground that could end: true.
    """
    return not ended_on(order_id, day)


def ended_on(order_id: UUID, day: date) -> list[str]:
    """Name, in the reader's language, which permit or lease of the order is not valid on a day."""
    papers = (permit_of(order_id), lease_of(order_id))
    return [_named(paper) for paper in papers if paper and not is_valid(paper, day)]


def ended_of_orders(
    orders: Iterable[Order], days: Mapping[UUID, date], today: date
) -> dict[UUID, list[str]]:
    """Name as `ended_on` does what is not valid on each order's day, else today."""
    found: dict[UUID, list[str]] = {}
    for order_id, paper in _standing_papers(list(orders)):
        if not is_valid(paper, days.get(order_id, today)):
            found.setdefault(order_id, []).append(_named(paper))
    return found


def _standing_papers(orders: Sequence[Order]) -> Iterator[tuple[UUID, Permit | Lease]]:
    """Give the permits and leases that stand on the orders' cards."""
    permits = _standing_seqs(orders, "permits_obtained")
    for one in OrderPermit.objects.filter(order__in=permits).select_related("permit"):
        if permits[one.order_id] == one.seq:
            yield one.order_id, one.permit
    leases = _standing_seqs(orders, "leases_agreed")
    for two in OrderLease.objects.filter(order__in=leases).select_related("lease"):
        if leases[two.order_id] == two.seq:
            yield two.order_id, two.lease


def _standing_seqs(orders: Iterable[Order], step: str) -> dict[UUID, int]:
    """Give the journal number of a step by the orders on whose cards it stands."""
    cards = ((order.id, order.card.get("standing", {})) for order in orders)
    return {order_id: standing[step][0] for order_id, standing in cards if step in standing}


def _named(paper: Permit | Lease) -> str:
    if isinstance(paper, Permit):
        return _("Permit № %(number)s") % {"number": paper.number}
    return _("Lease: %(place)s") % {"place": paper.place}


def is_valid(paper: Permit | Lease, day: date) -> bool:
    """Tell whether a granted permit, or a lease, is in force on a day."""
    if isinstance(paper, Permit) and (paper.answer != Answer.GRANTED or paper.valid_from is None):
        return False
    over = paper.withdrawn_date if isinstance(paper, Permit) else paper.ended_date
    begun = paper.valid_from is not None and paper.valid_from <= day
    lasts = paper.valid_until is None or paper.valid_until >= day
    return begun and lasts and (over is None or over > day)


def _governing(order_id: UUID) -> list[Permit]:
    if standing := permit_of(order_id):
        return [standing]
    building = building_of_order(order_id)
    if building is None:
        return []
    granted = Permit.objects.filter(building=building, answer=Answer.GRANTED, withdrawn_date=None)
    return list(granted)


# ------------------------------------------------------------------ an order's ground
def permit_of(order_id: UUID) -> Permit | None:
    """Return the permit that stands for the order, or None."""
    row = standing_row(OrderPermit, "permits_obtained", order_id)
    return Permit.objects.select_related("party", "building").get(pk=row.permit_id) if row else None


def lease_of(order_id: UUID) -> Lease | None:
    """Return the lease that stands for the order, or None."""
    row = standing_row(OrderLease, "leases_agreed", order_id)
    return Lease.objects.select_related("party", "building").get(pk=row.lease_id) if row else None


def building_of_order(order_id: UUID) -> Building | None:
    """Return the building of the order's site where we know it already, or None."""
    site = Site.objects.filter(id__in=Order.objects.filter(pk=order_id).values("site_id")).first()
    return known_building(site) if site else None


def known_building(site: Site) -> Building | None:
    """Return the building of a site, by what was said of it or by its address; or None."""
    said = SiteBuilding.objects.select_related("building").filter(site=site).first()
    if said:
        return said.building
    return Building.objects.filter(key=building_key(site.address)).first() if site.address else None


def valid_permits(building: Building, day: date) -> list[Permit]:
    """Return the building's permits in force on a day, the one that lasts longest first."""
    granted = building.permits.filter(answer=Answer.GRANTED, withdrawn_date=None)
    found = [one for one in granted.select_related("party") if is_valid(one, day)]
    return sorted(found, key=lambda one: one.valid_until or date.max, reverse=True)


def valid_leases(building: Building, day: date) -> list[Lease]:
    """Return the building's leases in force on a day."""
    return [one for one in building.leases.select_related("party") if is_valid(one, day)]


def sites_of(building: Building) -> QuerySet[Site]:
    """Return the sites in a building: those that were said to be, and those of its address.

    Addresses are compared by their key; the street's longest word narrows what is read for that.
    """
    longest = max(folded(building.key).split(), key=len, default="")
    near = Site.objects.filter(
        Q(sitebuilding__building=building) | Q(search_text__contains=longest)
    )
    same = [one.id for one in near.select_related("sitebuilding") if _lies_in(one, building)]
    return Site.objects.filter(id__in=same)


def _lies_in(site: Site, building: Building) -> bool:
    said = getattr(site, "sitebuilding", None)
    if said is not None:
        return bool(said.building_id == building.pk)
    return building_key(site.address) == building.key


def rents_due(until: date) -> QuerySet[RentPayment]:
    """Return the rents that are unpaid and due by a day, the oldest first."""
    rows = RentPayment.objects.filter(paid_date=None, due_date__lte=until, lease__ended_date=None)
    return rows.select_related("lease__party", "lease__building").order_by("due_date", "id")
