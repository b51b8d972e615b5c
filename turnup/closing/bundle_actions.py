"""How the sending of a bundle went."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from turnup.closing.models import Bundle
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField


def mark_bundle_sent(*, bundle: Bundle, to: str, at: datetime) -> None:
    """Note that the mail server has taken the papers; corrected meanwhile, they go again."""
    same = Bundle.objects.filter(pk=bundle.pk, correction=bundle.correction)
    same.update(sent_at=at, failed_at=None, failure="", to=to, tries=F("tries") + 1)


def bury_bundle(*, bundle: Bundle, to: str, failure: str, at: datetime) -> None:
    """Give the sending up, visibly: the papers are to be handed over another way."""
    same = Bundle.objects.filter(pk=bundle.pk, correction=bundle.correction)
    undelivered = same.filter(sent_at=None)
    undelivered.update(failed_at=at, failure=failure[:1000] or "?", to=to, tries=F("tries") + 1)


@transaction.atomic
def hand_over_bundle(*, actor: Actor, now: datetime, bundle: Bundle, on: date, how: str) -> Bundle:
    """Note that papers that no e-mail could bring were handed over. Raises BadField."""
    held = Bundle.objects.select_for_update(of=("self",)).get(pk=bundle.pk)
    calendar = office_calendar()
    if held.sent_at or not held.upd_id:
        raise BadField("bundle", _("These papers wait for nobody to hand them over."))
    if on > calendar.local_date(now):
        raise BadField("on", _("This day has not come yet."))
    if on < (held.corrected_on or calendar.local_date(held.run.began_at)):
        raise BadField(
            "on",
            _("The papers were made later than that."),
            _("Give the day they were handed over."),
        )
    held.told_how = filled(Bundle, "told_how", how)
    held.told_on, held.told_by_id = on, actor.id
    held.sent_at, held.failed_at, held.failure = min(calendar.end_of(on), now), None, ""
    held.save()
    return held
