"""Changing what account managers may offer without asking. Nothing is overwritten."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from turnup.catalog.models import LimitCode, OfferLimit
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField

LARGEST = {LimitCode.DISCOUNT: Decimal(100), LimitCode.VALID_DAYS: Decimal(366)}


@transaction.atomic
def set_limit(
    *, actor: Actor, at: datetime, code: str, value: Decimal, valid_from: date, ground: str
) -> OfferLimit:
    """Put a limit in force from a day on; the one before ends there. Raises BadField."""
    if code not in LimitCode.values:
        raise BadField("code", _("There is no such limit of offers."))
    largest = LARGEST[LimitCode(code)]
    if not value.is_finite() or not 0 <= value <= largest:
        raise BadField("value", _("It lies between 0 and %(largest)s."), largest=f"{largest:f}")
    if valid_from < timezone.localdate(at):
        raise BadField("valid_from", _("This day is past."), _("Give today or a later day."))
    _end_before(code, valid_from, actor, at)
    return OfferLimit.objects.create(
        code=code,
        value=value,
        valid_from=valid_from,
        ground=filled(OfferLimit, "ground", ground),
        written_by_id=actor.id,
        written_at=at,
    )


def _end_before(code: str, day: date, actor: Actor, at: datetime) -> None:
    """End the limit that stands. Raises BadField when it begins on the day or later."""
    rows = OfferLimit.objects.select_for_update().filter(code=code)
    last = rows.order_by("valid_from").last()
    if last and last.valid_from >= day:
        raise BadField(
            "valid_from",
            _("A limit from %(day)s on is written already."),
            _("Choose a later day."),
            day=f"{last.valid_from:%d.%m.%Y}",
        )
    rows.filter(valid_until=None).update(valid_until=day, ended_by_id=actor.id, ended_at=at)
