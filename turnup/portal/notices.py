"""What became of a visit, in words for the customer: moved by a delivery, or missed by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.installation.models import MissedVisit
from turnup.installation.queries import live_visit
from turnup.installation.slips import slip_of
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.requests.proposal import day_text


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, what comes next, and the icon before it."""

    told: str
    next: str
    icon: str


MISSED: Final[Mapping[str, tuple[str, str]]] = {
    "crew": (
        gettext_noop("Our crew did not manage the installation on %(day)s. We are sorry."),
        gettext_noop("We are choosing a new day now."),
    ),
    "third_party": (
        gettext_noop("The installation on %(day)s did not take place: our crew was not let in."),
        gettext_noop("We are settling it and will offer you a new day."),
    ),
    "customer": (
        gettext_noop("The installation on %(day)s did not take place: nobody could let us in."),
        gettext_noop("Tell us when everything is ready, and we will choose a new day."),
    ),
}


def visit_notice(order: Order, language: str) -> Notice | None:
    """Return what the customer has to know of the latest visit, or None where all is well."""
    if order.closed or order.card.get("held"):
        return None
    if slip := slip_of(order):
        return _slipped(_day(slip.was, language), moved=slip.now is not None)
    missed = MissedVisit.objects.filter(order=order).select_related("visit").last()
    if missed is None or live_visit(order.id) or "line_connected" in order.card["standing"]:
        return None
    told, then = MISSED[missed.fault]
    said = {"day": _day(missed.visit.starts_at, language)}
    return Notice(_(told) % said, _(then), "calendar-event")


def _slipped(was: str, *, moved: bool) -> Notice:
    if moved:
        told = _(
            "We had to move the installation from %(day)s: our supplier delivers the equipment "
            "for your line later than promised."
        )
        then = _("Please confirm the new day below, or choose another one.")
    else:
        told = _(
            "The installation on %(day)s cannot take place: our supplier delivers the equipment "
            "for your line later than promised."
        )
        then = _("We will offer you a new day as soon as there is one.")
    return Notice(told % {"day": was}, then, "truck")


def _day(moment: datetime, language: str) -> str:
    return day_text(office_calendar().local_date(moment), language)
