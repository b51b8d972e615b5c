"""A crew's day on paper: where to, when, to whom, with what, how to get in."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from turnup.dispatch.board import technologies
from turnup.installation.jobs import booking_of, visits_between
from turnup.installation.models import Crew, InstallationRequest, Visit
from turnup.installation.rosters import CrewDayPlan, teams_on
from turnup.orders.office import office_calendar
from turnup.papers.typeset import typeset
from turnup.people.phones import displayed
from turnup.planner import travel_minutes
from turnup.requests.models import Terms


def day_sheet(crew: Crew, day: date) -> bytes:
    """Typeset a crew's day as PDF, in the active language."""
    return typeset("dispatch/day_sheet", sheet_data(crew, day))


def sheet_data(crew: Crew, day: date) -> dict[str, Any]:
    """Give what the sheet says."""
    calendar = office_calendar()
    plan = teams_on([crew], day, calendar)[crew.id]
    visits = list(visits_between([crew], day, day, calendar))
    ways = _ways(plan, visits)
    zone = calendar.zone
    hours = "–".join(f"{moment.astimezone(zone):%H:%M}" for moment in plan.rostered or ())
    return {
        "language": "en" if get_language() == "en" else "ru",
        "title": _("Day sheet"),
        "crew": crew.name,
        "day": date_format(day, "l, j E Y"),
        "facts": [
            [_("Hours"), hours or _("day off")],
            [_("Team"), ", ".join(person.name for person in plan.team) or "—"],
            [_("Van"), crew.van or "—"],
            [_("Base"), crew.base or "—"],
        ],
        "words": {
            "way": _("min to drive"),
            "contact": _("Contact"),
            "access": _("How to get in"),
            "wishes": _("Wishes"),
            "sold": _("Sold"),
            "agreed": _("agreed with the customer"),
            "open": _("NOT agreed with the customer yet"),
            "notes": _("Notes"),
            "empty": _("No visits are planned for this day."),
            "foot": f"{crew.name} · {date_format(day, 'j E Y')}",
        },
        "visits": [_visit(visit, ways.get(visit.id)) for visit in visits],
    }


def _ways(plan: CrewDayPlan, visits: list[Visit]) -> dict[int, int]:
    places = [booking_of(visit).place for visit in visits]
    ways = {
        visit.id: travel_minutes(one, other)
        for visit, (one, other) in zip(visits[1:], pairwise(places), strict=True)
    }
    if visits and plan.shift and plan.shift.base:
        ways[visits[0].id] = travel_minutes(plan.shift.base, places[0])
    return ways


def _visit(visit: Visit, way: int | None) -> dict[str, Any]:
    order, zone = visit.order, office_calendar().zone
    customer, site = order.customer, order.site
    begins, ends = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    asked = InstallationRequest.objects.filter(order=order).order_by("-seq").first()
    phone = displayed(customer.phone) if customer.phone else ""
    place = ", ".join(
        f"{title} {value}"
        for title, value in (
            (_("entrance"), site.entrance),
            (_("floor"), site.floor),
            (_("room"), site.room),
        )
        if value
    )
    return {
        "time": f"{begins:%H:%M}–{ends:%H:%M}",
        "way": way or 0,
        "number": f"№ {order.number}",
        "customer": str(customer),
        "address": f"{site.address}{', ' + place if place else ''}",
        "technology": dict(technologies()).get(order.technology, order.technology),
        "agreed": "visit_agreed" in order.card["standing"],
        "contact": ", ".join(part for part in (customer.contact_name, phone) if part),
        "access": site.access_notes,
        "wishes": asked.wishes if asked else "",
        "sold": _sold(visit),
    }


def _sold(visit: Visit) -> str:
    terms = Terms.objects.filter(order=visit.order).order_by("-seq").first()
    if terms is None:
        return ""
    return _("%(down)s / %(up)s Mbit/s") % {
        "down": f"{terms.speed_down_kbit / 1000:g}",
        "up": f"{terms.speed_up_kbit / 1000:g}",
    }
