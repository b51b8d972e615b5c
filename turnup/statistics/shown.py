"""How traffic and a service's state are put on a page."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from turnup.activation.models import Service, Suspension, Way


def volume(octets: int) -> str:
    """Write octets as people read them: decimal units, three digits at most."""
    amount, unit = float(octets), 0
    while amount >= 999.5 and unit < 5:
        amount, unit = amount / 1000, unit + 1
    places = 0 if unit == 0 or amount >= 99.5 else 1 if amount >= 9.95 else 2
    return f"{number_format(amount, places)} {_unit(unit)}"


def _unit(place: int) -> str:
    return (_("B"), _("kB"), _("MB"), _("GB"), _("TB"), _("PB"))[place]


def suspended_ways(services: Iterable[Service]) -> dict[int, str]:
    """Give how each of these services is suspended now; the stricter way counts."""
    found: dict[int, str] = {}
    rows = Suspension.objects.filter(service__in=list(services), until=None)
    for service_id, way in rows.values_list("service_id", "way"):
        if found.get(service_id) != Way.REJECT:
            found[service_id] = way
    return found


def way_badge(service: Service, way: str | None) -> dict[str, Any]:
    """Give the badge of a service: in use, suspended, ended."""
    if service.ended_at:
        return {"text": _("Ended"), "tone": "calm"}
    if way:
        return {"text": _("Suspended"), "tone": "warn"}
    return {"text": _("In use"), "tone": "good"}


def speeds(service: Service) -> str:
    """Write a service's speeds, Mbit/s to and from the subscriber."""
    if not service.speed_down_kbit or not service.speed_up_kbit:
        return _("not limited")
    down, up = (f"{kbit / 1000:g}" for kbit in (service.speed_down_kbit, service.speed_up_kbit))
    return _("%(down)s / %(up)s Mbit/s") % {"down": down, "up": up}
