"""What is planned upon a delivery follows it: a visit before the promised day is moved, told of."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from turnup.installation.actions.visits import cancel_visit, move_visit
from turnup.installation.queries import live_visit
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField
from turnup.stock.models import SpecialPromise
from turnup.stock.queries import kit_promised_date


def follow_delivery(move: Move, promise: SpecialPromise) -> Receipt | None:
    """Move the visit that would come before its equipment to the next time that fits.

    Where there is none it is taken off the plan. Either is a step of its own, by whoever recorded
    the promise: the customer has to agree anew, and whom the standard names gets a letter. A visit
    that has begun is left to its crew.
    """
    visit, day = live_visit(move.order_id), kit_promised_date(move.order_id)
    if visit is None or day is None or visit.starts_at <= move.now:
        return None
    if office_calendar().local_date(visit.starts_at) >= day:
        return None
    why = _why(promise, day)
    try:
        with transaction.atomic():
            return move_visit(move=move, wished_by="third_party", reason=why, promise=promise)
    except BadField:
        return cancel_visit(move=move, wished_by="third_party", reason=why, promise=promise)


def _why(promise: SpecialPromise, day: date) -> str:
    """Say in the office's language what the plan followed."""
    with translation.override(settings.LANGUAGE_CODE):
        said = {"what": promise.special.description, "day": date_format(day, "j E Y")}
        told = _("“%(what)s” is promised for %(day)s.") % said
    return f"{told} {promise.reason}".strip()
