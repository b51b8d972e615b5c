"""Where a visit is and how to get in, as a phone keeps it."""

from collections.abc import Iterator
from typing import Any

from babel.dates import get_day_names
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from turnup.customers.models import Customer, Site
from turnup.ground.models import Permit
from turnup.ground.queries import access_hours, permit_of
from turnup.installation.models import InstallationRequest
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row
from turnup.people.phones import displayed
from turnup.surveys.models import SurveyRequest

Shown = dict[str, Any]


def place_shown(site: Site) -> Shown:
    """Give the address, where inside it is, and its coordinates where they are known."""
    parts = ((_("entrance %s"), site.entrance), (_("floor %s"), site.floor), ("%s", site.room))
    found = site.latitude is not None and site.longitude is not None
    return {
        "address": str(site),
        "inside": ", ".join(text % said for text, said in parts if said),
        "latitude": f"{site.latitude}" if found else "",
        "longitude": f"{site.longitude}" if found else "",
    }


def contacts_shown(customer: Customer) -> Iterator[Shown]:
    """Give whom to call at the customer's, the card's own contact first."""
    if customer.contact_name or customer.phone:
        yield _contact(customer.contact_name, "", customer.phone)
    for one in customer.contacts.all():
        if one.phone and one.phone != customer.phone:
            yield _contact(one.name, one.post, one.phone)


def _contact(name: str, post: str, phone: str) -> Shown:
    return {"name": name, "post": post, "phone": phone, "shown": displayed(phone) if phone else ""}


def access_shown(order: Order) -> Iterator[Shown]:
    """Give what everybody said about getting in, each with where it is from."""
    asked = standing_row(SurveyRequest, "survey_requested", order.id)
    wished = standing_row(InstallationRequest, "installation_requested", order.id)
    permit = permit_of(order.id)
    said = (
        (_("How to get in"), order.site.access_notes),
        (_("Access for the survey"), asked.access if asked else ""),
        (_("Wishes"), wished.wishes if wished else ""),
        (_("Permit"), _permit(permit) if permit else ""),
        (_("We are let in"), _hours(order)),
        (_("Keys are with"), permit.keys_at if permit else ""),
        (_("Who escorts"), permit.escort if permit else ""),
    )
    for title, text in said:
        if text:
            yield {"title": title, "text": text}


def _permit(permit: Permit) -> str:
    until = permit.valid_until and _("until %(day)s") % {"day": f"{permit.valid_until:%d.%m.%Y}"}
    parts = (permit.party.name, permit.document, permit.conditions, until)
    return ". ".join(part for part in parts if part)


def _hours(order: Order) -> str:
    """Say when the holders let us in: `Mon 10:00–17:00; Tue …`; nothing where at any time."""
    hours = access_hours(order.id)
    if hours is None:
        return ""
    names = get_day_names("abbreviated", locale=get_language() or "ru")
    days = (
        f"{names[day]} " + ", ".join(f"{one.begins:%H:%M}–{one.ends:%H:%M}" for one in windows)
        for day, windows in sorted(hours.items())
    )
    return "; ".join(days)
