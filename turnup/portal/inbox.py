"""The requests from the web site as account managers see them, with what we know already."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.catalog.models import Technology
from turnup.desk.building import at_building
from turnup.desk.opening_page import like_this
from turnup.people.actor import Actor
from turnup.requests.models import PublicRequest
from turnup.requests.public_actions import note_request_reads
from turnup.requests.queries import waiting_requests

Shown = dict[str, Any]
PLACE = {
    "entrance": gettext_noop("entrance"),
    "floor": gettext_noop("floor"),
    "room": gettext_noop("room"),
}


def inbox_shown(*, actor: Actor, at: datetime, language: str) -> list[Shown]:
    """Give every waiting request; the reads are recorded (invariant I23)."""
    rows = waiting_requests()
    note_request_reads(requests=rows, actor=actor, at=at)
    technologies = {one.code: str(one) for one in Technology.objects.all()}
    return [_row(one, actor, at, technologies) for one in rows]


def _row(one: PublicRequest, actor: Actor, at: datetime, technologies: dict[str, str]) -> Shown:
    said = one.said
    customer, site = said.get("customer", {}), said.get("site", {})
    address = str(site.get("address", ""))
    place = site.get("latitude"), site.get("longitude")
    return {
        "request": one,
        "customer": customer,
        "site": site,
        "brief": said,
        "items": said.get("items", ()),
        "technology": technologies.get(said.get("technology", ""), _("whatever works")),
        "details": [f"{_(title)} {site[name]}" for name, title in PLACE.items() if site.get(name)],
        "like": like_this(customer, address, actor=actor, at=at),
        "known": at_building(address, *place),
    }
