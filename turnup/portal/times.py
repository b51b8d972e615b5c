"""The days and times that a customer may choose: the plan's own slots, without the plan.

Which crew would come, how far it drives and why one slot is better is the house's business.
"""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from turnup.dispatch.actions import choose_time
from turnup.dispatch.fits import Offer, offers_for
from turnup.installation.queries import live_visit
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField

SHOWN: Final = 8


def times_for(order: Order, now: datetime) -> list[dict[str, Any]]:
    """Give other times than the planned one, in their order, one for each beginning."""
    visit = live_visit(order.id)
    first: dict[datetime, Offer] = {}
    for one in offers_for(order, now).offers:
        if visit is None or one.slot.begins != visit.starts_at:
            first.setdefault(one.slot.begins, one)
    return [_shown(one) for _begins, one in sorted(first.items())[:SHOWN]]


def _shown(one: Offer) -> dict[str, Any]:
    zone = office_calendar().zone
    begins, ends = one.slot.begins.astimezone(zone), one.slot.ends.astimezone(zone)
    return {"key": _key(one), "day": begins.date(), "span": f"{begins:%H:%M}–{ends:%H:%M}"}


def take_time(*, order: Order, move: Move, key: str, name: str, reason: str) -> Receipt:
    """Move the visit to a time that is on offer now, and agree to it.

    Raises BadField for a time that somebody else has taken meanwhile.
    """
    found = next((one for one in offers_for(order, move.now).offers if _key(one) == key), None)
    if found is None:
        raise BadField(
            "slot", _("This time is no longer free."), _("Choose another one: the list is new.")
        )
    return choose_time(
        move=move,
        crew=found.crew.name,
        starts_at=found.slot.begins,
        agreed_with=name,
        way="link",
        reason=reason,
    )


def check_ahead(*, order: Order, now: datetime) -> None:
    """Refuse to agree to a planned time that has passed already. Raises BadField."""
    visit = live_visit(order.id)
    if visit and visit.starts_at <= now:
        raise BadField(
            "slot", _("The planned time has passed."), _("Choose another one: the list is new.")
        )


def _key(one: Offer) -> str:
    return f"{one.crew.id}-{int(one.slot.begins.timestamp())}"
